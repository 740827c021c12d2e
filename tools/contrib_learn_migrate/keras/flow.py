"""Follows values through a program, from where they are used to the expressions that make them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from contrib_learn_migrate.keras.reaching import reaching

_BLOCKS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class _Parameter(NamedTuple):
    function: ast.AST
    name: str


_UNKNOWN = object()  # Bound to something that no expression says: a loop's variable, an import.


class Flow:
    """The values of one program.

    Attributes:
      calls: all calls, in the order of the text.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.calls: list[ast.Call] = []
        self._tree = tree
        self._read: list[ast.Name] = []
        self._uses: dict[tuple[int, str], list[ast.Name]] | None = None
        self._followed: set[int] = set()
        self._known: dict[int, list[ast.AST]] = {}
        self._circles = 0
        self._meanwhile: dict[int, list[ast.AST]] = {}  # What was found within a circle.
        self._callers: dict[int, list[ast.Call]] | None = None
        self._parents: dict[int, ast.AST] = {}
        self._bound: dict[int, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        self._own: dict[tuple[int, str], list[ast.expr]] = defaultdict(list)
        self._foreign: set[str] = set()  # Attributes that others than their object assign.
        self._places: dict[int, dict[str, list[ast.AST]]] = defaultdict(lambda: defaultdict(list))
        self._arguments: dict[int, list[dict[str, ast.expr]]] = defaultdict(list)
        self._walk(tree, tree)
        self._attributes = {attr for _, attr in self._own}  # No other leads anywhere.
        self.calls.sort(key=lambda call: (call.lineno, call.col_offset))

    def origins(self, node: ast.AST) -> list[ast.AST]:
        """Returns what a value may be: expressions, functions, classes; itself if none is known."""
        if id(node) in self._known:
            return list(self._known[id(node)])
        if id(node) in self._followed:
            self._circles += 1
            return [node]  # It is made of itself, as in `x = x or y`.
        if id(node) in self._meanwhile:
            self._circles += 1
            return list(self._meanwhile[id(node)])
        circles = self._circles
        self._followed.add(id(node))
        found: dict[int, ast.AST] = {}
        self._follow(node, found, set())
        self._followed.discard(id(node))
        is_whole = circles == self._circles or not self._followed
        origins = list(found.values()) or [node]
        (self._known if is_whole else self._meanwhile)[id(node)] = origins
        if not self._followed:
            self._meanwhile.clear()
        return list(origins)

    def scope(self, node: ast.AST) -> ast.AST:
        """Returns the function, or else the module, whose code a node is."""
        node = self._parents.get(id(node), self._tree)
        while not isinstance(node, ast.Module | _BLOCKS):
            node = self._parents[id(node)]
        return node

    def statement(self, node: ast.AST) -> ast.stmt:
        """Returns the statement that an expression is part of."""
        while not isinstance(node, ast.stmt):
            node = self._parents[id(node)]
        return node

    def parent(self, node: ast.AST) -> ast.AST:
        """Returns the node that a node is part of."""
        return self._parents.get(id(node), self._tree)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """Returns the class in whose method a node stands."""
        while node is not self._tree:
            inner, node = node, self.parent(node)
            if isinstance(node, ast.ClassDef) and isinstance(inner, _BLOCKS):
                return node
        return None

    def uses(self, name: str, holder: ast.AST) -> list[ast.Name]:
        """Returns where a name, bound in this function or module, is read."""
        if self._uses is None:
            self._uses = defaultdict(list)
            for node in self._read:
                self._uses[id(self.holder(node)), node.id].append(node)
        return self._uses[id(holder), name]

    def holder(self, name: ast.Name) -> ast.AST | None:
        """Returns the function or module that binds a name; None if none does."""
        scope = self._scope_of(name)
        while scope:
            if name.id in self._bound[id(scope)]:
                return scope
            scope = None if scope is self._tree else self._scope_of(scope)
        return None

    def bindings(self, name: ast.Name) -> list[ast.AST]:
        """Returns the statements, or parameters, that bind a name."""
        holder = self.holder(name)
        return self._places[id(holder)][name.id] if holder else []

    def calls_of(self, function: ast.AST) -> Iterator[ast.Call]:
        """Yields the calls of a function of the program; of `__init__`, those of its class."""
        if getattr(function, "name", None) == "__init__":
            function = self.parent(function)
        if self._callers is None and not self._followed:
            callers = defaultdict(list)
            for call in self.calls:
                for origin in self.origins(call.func):
                    callers[id(origin)].append(call)
            self._callers = callers
        if self._callers is not None:
            yield from self._callers[id(function)]
            return
        for call in self.calls:
            if any(origin is function for origin in self.origins(call.func)):
                yield call

    def reaching(self, name: ast.Name, place: ast.AST) -> list[ast.AST]:
        """Returns the bindings that a name may have at a place, if it is read there."""
        bindings, holder = self.bindings(name), self.holder(name)
        if len(bindings) < 2 or self.scope(place) is not holder:
            return bindings
        return reaching(place, bindings, self)

    def is_called_with(self, function: ast.AST, arguments: dict[str, ast.expr]) -> None:
        """Notes a call that another's code makes."""
        self._arguments[id(function)].append(arguments)
        self._known, self._callers = {}, None

    def arguments(self, name: ast.Name) -> list[ast.expr]:
        """Returns what the program's calls give as the parameter that a name is; else nothing."""
        holder = self.holder(name)
        bound = self._bound[id(holder)][name.id] if holder else []
        if len(bound) == 1 and isinstance(bound[0], _Parameter):
            return self._given(bound[0])
        return []

    def is_at(self, node: ast.AST, place: ast.AST) -> bool:
        """Tells whether two nodes are of the same function, or both of the module."""
        return self.scope(node) is self.scope(place)

    def returns(self, function: ast.AST) -> list[ast.expr]:
        """Returns what a function returns, where it returns anything."""
        if isinstance(function, ast.Lambda):
            return [function.body]
        return [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Return) and node.value and self.scope(node) is function
        ]

    def _scope_of(self, node: ast.AST) -> ast.AST:
        """The scope, a comprehension's and a class's as well, that a node stands in."""
        child, node = node, self._parents.get(id(node), self._tree)
        while not isinstance(node, ast.Module | _BLOCKS | _COMPREHENSIONS):
            child, node = node, self._parents[id(node)]
        if isinstance(node, _BLOCKS) and not _is_body(child, node):
            return self._scope_of(node)  # Defaults and decorators are evaluated outside.
        return node

    def _follow(self, node: ast.AST, found: dict[int, ast.AST], seen: set) -> None:
        if id(node) in seen:
            return
        seen.add(id(node))
        steps = self._steps(node)
        if steps is None:
            found[id(node)] = node
            return
        for step in steps:
            self._follow(step, found, seen)

    def _steps(self, node: ast.AST) -> list[ast.AST] | None:
        """What a value comes from directly; None where the trace ends."""
        match node:
            case ast.Name():
                return self._all_known(self._values(node))
            case ast.IfExp(body=body, orelse=orelse):
                return [body, orelse]
            case ast.BoolOp(op=ast.Or(), values=values):
                return values
            case ast.NamedExpr(value=value):
                return [value]
            case ast.Attribute(value=value, attr=attr) if attr in self._attributes - self._foreign:
                owner = self._class_of_value(value)
                return self._own.get((id(owner), attr)) if owner else None
            case ast.Call(func=func):
                functions = self.origins(func)
                if functions and all(isinstance(f, _BLOCKS) for f in functions):
                    return [value for f in functions for value in self.returns(f)] or None
        return None

    def _values(self, name: ast.Name) -> list:
        """What a name may be bound to where it is read."""
        holder = self.holder(name)
        if holder is None:
            return [_UNKNOWN]
        bound, places = self._bound[id(holder)][name.id], self._places[id(holder)][name.id]
        last = {id(place) for place in self.reaching(name, name)}
        reached = [value for value, at in zip(bound, places, strict=True) if id(at) in last]
        return reached or bound

    def _all_known(self, bound: list) -> list[ast.AST] | None:
        steps = []
        for binding in bound:
            if binding is _UNKNOWN:
                return None
            if isinstance(binding, _Parameter):
                given = self._given(binding)
                if not given:
                    return None
                steps += given
            else:
                steps.append(binding)
        return steps

    def _given(self, parameter: _Parameter) -> list[ast.expr]:
        """What the program's calls give as a parameter; nothing if one gives what is not known."""
        function, name = parameter
        found = [given[name] for given in self._arguments[id(function)] if name in given]
        arguments = function.args
        names = [a.arg for a in arguments.posonlyargs + arguments.args]
        default = dict(zip(reversed(names), reversed(arguments.defaults), strict=False)).get(name)
        is_method = isinstance(self.parent(function), ast.ClassDef) and names[:1] == ["self"]
        for call in self.calls_of(function):
            values = dict(zip(names[is_method:], call.args, strict=False))
            values |= {keyword.arg: keyword.value for keyword in call.keywords}
            value = values.get(name, default)
            if value is None or isinstance(value, ast.Starred):
                return []
            found.append(value)
        return found

    def _class_of_value(self, value: ast.expr) -> ast.ClassDef | None:
        """The program's class that a value is of, where it is certain."""
        if isinstance(value, ast.Name) and value.id == "self":
            return self.class_of(value)
        classes = []
        for origin in self.origins(value):
            made = self.origins(origin.func) if isinstance(origin, ast.Call) else [origin]
            classes += made
        if len(classes) == 1 and isinstance(classes[0], ast.ClassDef):
            return classes[0]
        return None

    def _bind(self, scope: ast.AST, name: str, binding, place: ast.AST) -> None:
        self._bound[id(scope)][name].append(binding)
        self._places[id(scope)][name].append(place)

    def _walk(self, node: ast.AST, scope: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self._parents[id(child)] = node
        owner = node if isinstance(node, ast.ClassDef) else None
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self._define(node, name, scope)
            case ast.ClassDef(name=name):
                self._define(node, name, scope)
            case ast.Call():
                self.calls.append(node)
            case ast.Name(ctx=ast.Load()):
                self._read.append(node)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, scope, node)
            case ast.AnnAssign(target=target, value=value) if value:
                self._assign(target, value, scope, node)
            case ast.NamedExpr(target=target, value=value):
                self._assign(target, value, scope, node)
            case ast.AugAssign(target=target):
                self._assign(target, None, scope, node)
            case ast.For(target=target) | ast.comprehension(target=target):
                self._assign(target, None, scope, node)
            case ast.withitem(optional_vars=target) if target:
                self._assign(target, None, scope, node)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    name = alias.asname or alias.name.partition(".")[0]
                    self._bind(scope, name, _UNKNOWN, node)
            case ast.ExceptHandler(name=name) if name:
                self._bind(scope, name, _UNKNOWN, node)
        inner = node if isinstance(node, _BLOCKS | _COMPREHENSIONS) else scope
        if isinstance(node, _BLOCKS):
            for parameter in _parameters(node.args):
                self._bind(node, parameter.arg, _Parameter(node, parameter.arg), parameter)
        for child in ast.iter_child_nodes(node):
            self._walk(child, owner or inner)

    def _define(self, node: ast.AST, name: str, scope: ast.AST) -> None:
        if isinstance(scope, ast.ClassDef):
            self._own[id(scope), name].append(node)
        else:
            self._bind(scope, name, node, node)

    def _assign(self, target: ast.AST, value: ast.expr | None, scope: ast.AST, place) -> None:
        if isinstance(target, ast.Name):
            if isinstance(scope, ast.ClassDef):
                self._own[id(scope), target.id].append(value or target)
            else:
                if isinstance(scope, ast.FunctionDef) and target.id in _globals(scope):
                    scope = self._tree
                self._bind(scope, target.id, _UNKNOWN if value is None else value, place)
        elif isinstance(target, ast.Attribute):
            if isinstance(target.value, ast.Name) and target.value.id == "self":
                owner = self.class_of(target)
                if owner:
                    self._own[id(owner), target.attr].append(value or target)
            else:
                self._foreign.add(target.attr)
        elif isinstance(target, ast.Subscript):
            self._assign(target.value, None, scope, place)  # Its key is only read.
        else:
            for part in ast.iter_child_nodes(target):
                self._assign(part, None, scope, place)


def _is_body(child: ast.AST, function: ast.AST) -> bool:
    if isinstance(function, ast.Lambda):
        return child is function.body
    return any(child is statement for statement in function.body)


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs + arguments.args + arguments.kwonlyargs
    yield from filter(None, (arguments.vararg, arguments.kwarg))


def _globals(function: ast.FunctionDef) -> set[str]:
    return {
        name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names
    }
