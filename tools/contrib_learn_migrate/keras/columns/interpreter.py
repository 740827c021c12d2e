"""What a program's expressions are, as far as it can be told without running it."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from types import UnionType
from typing import Any

from contrib_learn_migrate.keras.render import Renderer


@dataclass(frozen=True, eq=False)
class Unknown:
    """What only the running program knows.

    Attributes:
      node: the expression, or what binds it.
      argument: of a parameter, what a call gives for it.
    """

    node: ast.AST
    argument: ast.expr | None = None


@dataclass(frozen=True)
class Symbol:
    """Something of TensorFlow's, such as ``tf.int64``."""

    name: str


@dataclass(frozen=True, eq=False)
class Given:
    """An argument: what is written, and what it is, which may be Unknown."""

    node: ast.expr
    value: Any

    @property
    def is_known(self) -> bool:
        """Whether its value is one of Python's own that is known."""
        return _is_known(self.value)


@dataclass(frozen=True, eq=False)
class _Function:
    node: ast.FunctionDef | ast.Lambda
    env: dict[str, Any]


class _Left(Exception):
    """What runs is left here."""


class _Returned(_Left):
    """A function returns."""


class _Continued(_Left):
    """A loop goes on with its next turn."""


class _Broken(_Left):
    """A loop ends."""


class _MayBeLeft(_Left):
    """Only the running program knows whether a function or a loop goes on here."""


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARISONS = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, whole: value in whole,
    ast.NotIn: lambda value, whole: value not in whole,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_BUILTINS = {
    f.__name__: f
    for f in (list, tuple, dict, set, sorted, len, range, zip, enumerate, int, float, str, max, min)
}
_OF_DICTS = ("keys", "values", "items", "get")
_CHANGES = (
    "append", "extend", "insert", "add", "update", "pop", "remove", "discard", "clear", "sort",
    "reverse", "setdefault", "popitem",
)  # fmt: skip
_MOST_TURNS = 2000
_RETURNS = ast.Return
_LEAVES = ast.Return | ast.Continue | ast.Break
_COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Interpreter:
    """Follows the plain statements of a program: assignments, lists, loops over what is known.

    Args:
      renderer: of the program.
      made: returns what a call of a legacy symbol makes, given the symbol, the call and a function
        that returns the value of an argument; or None if it is none of its own.
    """

    def __init__(self, renderer: Renderer, made: Callable[[str, ast.Call, Callable], Any]) -> None:
        self._renderer, self._made = renderer, made
        self._parents = {
            id(child): parent
            for parent in ast.walk(renderer.file.tree)
            for child in ast.iter_child_nodes(parent)
        }
        self._module: dict[str, Any] | None = None

    def value(self, node: ast.AST) -> Any:
        """Returns the value of an expression at its place in the program."""
        return self._eval(node, self._env(node))

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """Returns the function that a node is in; None for the module."""
        return next((n for n in self.above(node) if isinstance(n, ast.FunctionDef)), None)

    def locals(self, node: ast.AST, but_of: ast.AST | None = None) -> set[str]:
        """Returns the variables of the functions and comprehensions around a node.

        Args:
          node: the place.
          but_of: another place, the variables of whose own function do not count.
        """
        names = set()
        for scope in self.above(node):
            if but_of is not None and scope is self.function(but_of):
                return names
            if isinstance(scope, ast.FunctionDef | ast.Lambda | _COMPREHENSION):
                names |= {n.id for n in ast.walk(scope) if _is_stored(n)}
                names |= {n.arg for n in ast.walk(scope) if isinstance(n, ast.arg)}
        return names

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yields what a node is in, from the inside out."""
        while id(node) in self._parents:
            node = self._parents[id(node)]
            yield node

    def _env(self, node: ast.AST) -> dict[str, Any]:
        """Returns the variables that are seen at a place, with their values there."""
        function = self.function(node)
        if function is None:
            env: dict[str, Any] = {}
            self._follow(self._renderer.file.tree.body, env, node)
            return env
        outer = self._whole_module() if self.function(function) is None else self._env(function)
        # What a function appends to a list of the module is not there for others.
        env = _copied(outer)
        for parameter in ast.walk(function.args):
            if isinstance(parameter, ast.arg):
                env[parameter.arg] = Unknown(parameter)
        self._follow(function.body, env, node)
        return env

    def _whole_module(self) -> dict[str, Any]:
        if self._module is None:
            self._module = {}
            self._follow(self._renderer.file.tree.body, self._module)
        return self._module

    def _follow(
        self, body: list[ast.stmt], env: dict[str, Any], stop: ast.AST | None = None
    ) -> None:
        """Runs statements up to the one that has `stop` in it, which the program comes to."""
        for statement in body:
            if stop is not None and self._holds(statement, stop):
                for inner in _bodies(statement):
                    if any(self._holds(one, stop) for one in inner):
                        if isinstance(statement, ast.For | ast.While):
                            self._forget(statement, env)
                        self._follow(inner, env, stop)
                return
            with suppress(_Left):
                self._execute(statement, env)

    def _run(self, body: list[ast.stmt], env: dict[str, Any]) -> None:
        for statement in body:
            self._execute(statement, env)

    def _turn(self, loop: ast.For, elements: list[Any], env: dict[str, Any]) -> None:
        """Runs a loop over elements."""
        for element in elements:
            self._bind(loop.target, element, env)
            try:
                self._run(loop.body, env)
            except _Continued:
                continue
            except _Broken:
                return
            except _MayBeLeft:
                self._leave_open(loop, env, _RETURNS)
                return

    def _leave_open(
        self, statement: ast.stmt, env: dict[str, Any], leaves: type | UnionType
    ) -> None:
        """Takes what a statement may change for unknown, and whether it leaves what it is in.

        Args:
          statement: nobody knows what of it is run.
          env: the variables.
          leaves: the statements in it that leave more than itself.
        """
        self._forget(statement, env)
        if any(isinstance(node, leaves) for node in ast.walk(statement)):
            raise _MayBeLeft

    def _holds(self, outer: ast.AST, node: ast.AST) -> bool:
        return outer is node or any(one is outer for one in self.above(node))

    def _execute(self, statement: ast.stmt, env: dict[str, Any]) -> None:
        match statement:
            case ast.Assign(targets=targets, value=value):
                value = self._eval(value, env)
                for target in targets:
                    self._bind(target, value, env)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, self._eval(value, env), env)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                whole, value = env.get(name, Unknown(target)), self._eval(value, env)
                if isinstance(whole, list) and isinstance(value, Unknown):
                    self._lose(target, env)
                elif isinstance(whole, list) and isinstance(value, list | tuple):
                    whole += value  # Whoever else has the list sees it, too.
                else:
                    env[name] = self._operate(op, (whole, value), statement)
            case ast.AugAssign(target=ast.Subscript(value=whole)):
                self._lose(whole, env)
            case ast.Delete(targets=targets):
                for target in targets:
                    self._delete(target, env)
            case ast.Expr(value=ast.Call() as call):
                self._eval(call, env)
            case ast.For(iter=iterable, orelse=[]):
                elements = self._elements(iterable, env)
                if elements is None:
                    self._leave_open(statement, env, _RETURNS)
                else:
                    self._turn(statement, elements, env)
            case ast.If(test=test, body=body, orelse=orelse):
                truth = _truth(self._eval(test, env))
                if truth is not None:
                    self._run(body if truth else orelse, env)
                else:
                    self._leave_open(statement, env, _LEAVES)
            case ast.With(body=body):
                self._run(body, env)
            case ast.FunctionDef(name=name):
                env[name] = _Function(statement, env)
            case ast.Return(value=value):
                raise _Returned(self._eval(value, env) if value else None)
            case ast.Continue():
                raise _Continued
            case ast.Break():
                raise _Broken
            case ast.For() | ast.While():
                self._leave_open(statement, env, _RETURNS)
            case ast.Try():
                self._leave_open(statement, env, _LEAVES)

    def _forget(self, statement: ast.stmt, env: dict[str, Any]) -> None:
        """Takes what a statement may change for unknown."""
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    env[name] = Unknown(statement)
                case ast.Subscript(value=whole, ctx=ast.Store() | ast.Del()):
                    self._lose(whole, env)
                case ast.Call(func=ast.Attribute(value=whole, attr=method)) if method in _CHANGES:
                    self._lose(whole, env)
                case ast.Call(func=ast.Name(id=name), args=args):
                    if isinstance(env.get(name), _Function):
                        for arg in args:
                            self._lose(arg, env)

    def _lose(self, node: ast.expr, env: dict[str, Any]) -> None:
        """Takes a container for unknown, under whatever name the program has it."""
        whole, unknown = self._eval(node, env), Unknown(node)
        match whole:
            case list():
                whole.append(unknown)
            case set():
                whole.add(unknown)
            case dict():
                whole[unknown] = unknown
            case _:
                return
        if isinstance(node, ast.Name):
            env[node.id] = unknown

    def _delete(self, target: ast.expr, env: dict[str, Any]) -> None:
        match target:
            case ast.Name(id=name):
                env[name] = Unknown(target)
            case ast.Subscript(value=node, slice=key):
                whole, key = self._eval(node, env), self._eval(key, env)
                if isinstance(whole, list | dict) and _is_known(key):
                    with suppress(LookupError, TypeError):
                        del whole[key]
                        return
                self._lose(node, env)

    def _bind(self, target: ast.AST, value: Any, env: dict[str, Any]) -> None:
        match target:
            case ast.Name(id=name):
                env[name] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                known = isinstance(value, list | tuple) and len(value) == len(parts)
                for i, part in enumerate(parts):
                    self._bind(part, value[i] if known else Unknown(target), env)
            case ast.Subscript(value=node, slice=key):
                whole, key = self._eval(node, env), self._eval(key, env)
                if isinstance(whole, dict) and _is_known(key):
                    whole[key] = value
                else:
                    self._lose(node, env)

    def _elements(self, node: ast.expr, env: dict[str, Any]) -> list[Any] | None:
        value = self._eval(node, env)
        if isinstance(value, str | list | tuple | dict | set | range | zip | enumerate):
            elements = list(value)
            return elements if len(elements) <= _MOST_TURNS else None
        return None

    def _eval(self, node: ast.AST, env: dict[str, Any]) -> Any:
        symbol = self._symbol(node)
        if symbol and not isinstance(node, ast.Call):
            return Symbol(symbol)
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return env.get(name, Unknown(node))
            case ast.List(elts=elements):
                return self._sequence(node, elements, env, list)
            case ast.Tuple(elts=elements):
                return self._sequence(node, elements, env, tuple)
            case ast.Set(elts=elements):
                return self._sequence(node, elements, env, set)
            case ast.Dict(keys=keys, values=values) if None not in keys:
                known = [self._eval(key, env) for key in keys]
                if all(map(_is_known, known)):
                    return dict(zip(known, (self._eval(v, env) for v in values), strict=True))
            case ast.BinOp(left=left, op=op, right=right):
                return self._operate(op, (self._eval(left, env), self._eval(right, env)), node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                truth = _truth(self._eval(operand, env))
                return Unknown(node) if truth is None else not truth
            case ast.BoolOp(op=op, values=parts):
                for part in parts:
                    value = self._eval(part, env)
                    truth = _truth(value)
                    if truth is None:
                        return Unknown(node)
                    if truth == isinstance(op, ast.Or):
                        break
                return value
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(op, self._eval(left, env), self._eval(right, env), node)
            case ast.Slice():
                ends = [end and self._eval(end, env) for end in (node.lower, node.upper, node.step)]
                return slice(*ends) if all(map(_is_known, ends)) else Unknown(node)
            case ast.JoinedStr(values=parts):
                texts = [self._eval(part, env) for part in parts]
                return "".join(texts) if all(map(_is_known, texts)) else Unknown(node)
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                value = self._eval(value, env)
                return str(value) if isinstance(value, str | int) else Unknown(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._eval(operand, env)
                if isinstance(value, int | float):
                    return -value
            case ast.IfExp(test=test, body=body, orelse=orelse):
                truth = _truth(self._eval(test, env))
                if truth is not None:
                    return self._eval(body if truth else orelse, env)
            case ast.Subscript(value=whole, slice=key):
                whole, key = self._eval(whole, env), self._eval(key, env)
                if isinstance(whole, list | tuple | dict | str) and _is_known(key):
                    try:
                        return whole[key]
                    except (LookupError, TypeError):
                        return Unknown(node)
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
                return self._comprehension(node, env, lambda inner: self._eval(element, inner))
            case ast.DictComp(key=key, value=value):
                pairs = self._comprehension(
                    node, env, lambda inner: (self._eval(key, inner), self._eval(value, inner))
                )
                if isinstance(pairs, list) and all(_is_known(key) for key, _ in pairs):
                    return dict(pairs)
            case ast.Lambda():
                return _Function(node, env)
            case ast.Call():
                return self._call(node, symbol, env)
        return Unknown(node)

    def _sequence(self, node, elements, env, kind):
        values = []
        for element in elements:
            if isinstance(element, ast.Starred):
                of_it = self._elements(element.value, env)
                if of_it is None:
                    return Unknown(node)
                values += of_it
            else:
                values.append(self._eval(element, env))
        if kind is set and not all(isinstance(value, str | int | float) for value in values):
            return list(values)  # Of columns, whose order is that of their keys in any case.
        return kind(values)

    def _operate(self, op: ast.operator, sides: tuple[Any, Any], node: ast.AST) -> Any:
        function = OPERATORS.get(type(op))
        if function is None or any(isinstance(side, Unknown) for side in sides):
            return Unknown(node)
        try:
            return function(*sides)
        except (TypeError, ValueError, ArithmeticError):
            return Unknown(node)

    def _compare(self, op: ast.cmpop, left: Any, right: Any, node: ast.AST) -> Any:
        is_identity = isinstance(op, ast.Is | ast.IsNot)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return Unknown(node)
        if is_identity and None not in (left, right):
            return Unknown(node)  # Here are other objects than in the program.
        if not is_identity and not (_is_known(left) and (_is_known(right) or type(right) is dict)):
            return Unknown(node)
        try:
            return _COMPARISONS[type(op)](left, right)
        except TypeError:
            return Unknown(node)

    def _comprehension(self, node, env, made):
        (generator, *others) = node.generators
        elements = self._elements(generator.iter, env)
        if others or elements is None:
            return Unknown(node)
        results = []
        for element in elements:
            inner = dict(env)
            self._bind(generator.target, element, inner)
            tests = [_truth(self._eval(test, inner)) for test in generator.ifs]
            if None in tests:
                return Unknown(node)
            if all(tests):
                results.append(made(inner))
        return results

    def _call(self, node: ast.Call, symbol: str, env: dict[str, Any]) -> Any:
        if symbol:
            made = self._made(symbol, node, lambda arg: Given(arg, self._eval(arg, env)))
            return Unknown(node) if made is None else made
        match node:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _BUILTINS:
                values = [self._eval(arg, env) for arg in args]
                if not any(isinstance(value, Unknown) for value in values):
                    try:
                        return _BUILTINS[name](*values)
                    except (TypeError, ValueError):
                        return Unknown(node)
            case ast.Call(func=ast.Attribute(value=whole, attr=method), args=args):
                return self._method(
                    node, whole, method, [self._eval(arg, env) for arg in args], env
                )
            case ast.Call(func=ast.Name(id=name)) if isinstance(env.get(name), _Function):
                return self._called(node, env[name], env)
        return Unknown(node)

    def _method(
        self, node: ast.Call, of: ast.expr, name: str, args: list[Any], env: dict[str, Any]
    ) -> Any:
        """Returns what a method of Python's own returns, and changes what it changes."""
        whole = self._eval(of, env)
        is_known = not node.keywords and not any(isinstance(arg, Unknown) for arg in args)
        method = getattr(whole, name, None) if is_known else None
        if isinstance(whole, list | dict | set) and name in _CHANGES:
            with suppress(LookupError, TypeError, ValueError):
                if method:
                    return method(*args)
            self._lose(of, env)
        elif method and isinstance(whole, list | dict) and name == "copy":
            return method()
        elif method and isinstance(whole, dict) and name in _OF_DICTS:
            return method(*args) if name == "get" else list(method())
        elif method and isinstance(whole, str) and name in ("format", "split", "lower", "upper"):
            return method(*args)
        return Unknown(node)

    def _called(self, node: ast.Call, function: _Function, env: dict[str, Any]) -> Any:
        """Returns what a function of the program returns."""
        of = function.node
        parameters = [arg.arg for arg in of.args.args]
        starred = any(isinstance(arg, ast.Starred) for arg in node.args)
        if starred or of.args.vararg or of.args.kwarg or len(node.args) > len(parameters):
            return Unknown(node)
        inner = dict(function.env)
        defaults = of.args.defaults
        for name, default in zip(
            parameters[len(parameters) - len(defaults) :], defaults, strict=True
        ):
            inner[name] = self._eval(default, function.env)
        given = dict(zip(parameters, node.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in node.keywords}
        inner |= {name: self._argument(value, env) for name, value in given.items()}
        if isinstance(of, ast.Lambda):
            return self._eval(of.body, inner)
        try:
            self._run(of.body, inner)
        except _Returned as returned:
            return returned.args[0]
        except (RecursionError, _MayBeLeft):
            return Unknown(node)
        return None

    def _argument(self, node: ast.expr, env: dict[str, Any]) -> Any:
        value = self._eval(node, env)
        if isinstance(value, Unknown) and not (isinstance(node, ast.Name) and value.argument):
            return replace(value, argument=node)
        return value

    def _symbol(self, node: ast.AST) -> str:
        """Returns the legacy name of what a call calls, or of what a chain of names is."""
        if isinstance(node, ast.Call):
            return self._renderer.symbol(node)
        if isinstance(node, ast.Attribute | ast.Name) and id(node) in self._renderer.references:
            reference = self._renderer.references[id(node)]
            if reference.root.id in self._renderer.imported:
                return self._renderer.canonical(reference)
        return ""


def _copied(value: Any) -> Any:
    """Returns containers anew, with what they contain; all else as it is."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_known(value: Any) -> bool:
    if isinstance(value, list | tuple | set):
        return all(map(_is_known, value))
    return value is None or isinstance(value, str | bytes | int | float | slice | Symbol)


def _truth(value: Any) -> bool | None:
    """Tells whether a value counts as true; None if it is not known."""
    return None if isinstance(value, Unknown) else bool(value)


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    names = ("body", "orelse", "finalbody")
    bodies = [getattr(statement, name, []) for name in names]
    return bodies + [handler.body for handler in getattr(statement, "handlers", ())]
