"""What a program's expressions are, as far as it can be told without running it."""

from __future__ import annotations

import ast
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from contrib_learn_migrate.keras.columns.known import Given, Symbol, Unknown, is_known, truth_of
from contrib_learn_migrate.keras.render import Renderer

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
CHANGES = (
    "append", "extend", "insert", "add", "update", "pop", "remove", "discard", "clear", "sort",
    "reverse", "setdefault", "popitem",
)  # fmt: skip
_MOST_TURNS = 2000


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the program, and the variables that are around it."""

    node: ast.FunctionDef | ast.Lambda
    env: dict[str, Any]


class Expressions(ABC):
    """Knows what expressions are, given the variables with their values.

    Args:
      renderer: of the program.
      made: returns what a call of a legacy symbol makes, given the symbol, the call and a function
        that returns the value of an argument; or None if it is none of its own.
    """

    def __init__(self, renderer: Renderer, made: Callable[[str, ast.Call, Callable], Any]) -> None:
        self._renderer, self._made = renderer, made

    @abstractmethod
    def _called(self, node: ast.Call, function: Function, env: dict[str, Any]) -> Any:
        """Returns what a function of the program returns."""

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
                if all(map(is_known, known)):
                    return dict(zip(known, (self._eval(v, env) for v in values), strict=True))
            case ast.BinOp(left=left, op=op, right=right):
                return self._operate(op, (self._eval(left, env), self._eval(right, env)), node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                truth = truth_of(self._eval(operand, env))
                return Unknown(node) if truth is None else not truth
            case ast.BoolOp(op=op, values=parts):
                for part in parts:
                    value = self._eval(part, env)
                    truth = truth_of(value)
                    if truth is None:
                        return Unknown(node)
                    if truth == isinstance(op, ast.Or):
                        break
                return value
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(op, self._eval(left, env), self._eval(right, env), node)
            case ast.Slice():
                ends = [end and self._eval(end, env) for end in (node.lower, node.upper, node.step)]
                return slice(*ends) if all(map(is_known, ends)) else Unknown(node)
            case ast.JoinedStr(values=parts):
                texts = [self._eval(part, env) for part in parts]
                return "".join(texts) if all(map(is_known, texts)) else Unknown(node)
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                value = self._eval(value, env)
                return str(value) if isinstance(value, str | int) else Unknown(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._eval(operand, env)
                if isinstance(value, int | float):
                    return -value
            case ast.IfExp(test=test, body=body, orelse=orelse):
                truth = truth_of(self._eval(test, env))
                if truth is not None:
                    return self._eval(body if truth else orelse, env)
            case ast.Subscript(value=whole, slice=key):
                whole, key = self._eval(whole, env), self._eval(key, env)
                if isinstance(whole, list | tuple | dict | str) and is_known(key):
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
                if isinstance(pairs, list) and all(is_known(key) for key, _ in pairs):
                    return dict(pairs)
            case ast.Lambda():
                return Function(node, env)
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
        if not is_identity and not (is_known(left) and (is_known(right) or type(right) is dict)):
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
            tests = [truth_of(self._eval(test, inner)) for test in generator.ifs]
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
            case ast.Call(func=ast.Name(id=name)) if isinstance(env.get(name), Function):
                return self._called(node, env[name], env)
        return Unknown(node)

    def _method(
        self, node: ast.Call, of: ast.expr, name: str, args: list[Any], env: dict[str, Any]
    ) -> Any:
        """Returns what a method of Python's own returns, and changes what it changes."""
        whole = self._eval(of, env)
        is_known = not node.keywords and not any(isinstance(arg, Unknown) for arg in args)
        method = getattr(whole, name, None) if is_known else None
        if isinstance(whole, list | dict | set) and name in CHANGES:
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
                if isinstance(whole, dict) and is_known(key):
                    whole[key] = value
                else:
                    self._lose(node, env)

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

    def _symbol(self, node: ast.AST) -> str:
        """Returns the legacy name of what a call calls, or of what a chain of names is."""
        if isinstance(node, ast.Call):
            return self._renderer.symbol(node)
        if isinstance(node, ast.Attribute | ast.Name) and id(node) in self._renderer.references:
            reference = self._renderer.references[id(node)]
            if reference.root.id in self._renderer.imported:
                return self._renderer.canonical(reference)
        return ""
