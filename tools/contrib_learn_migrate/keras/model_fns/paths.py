"""What a model_fn does in one mode: the statements it comes through, and what it returns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from contrib_learn_migrate.keras.rules import Obstacle, is_none

TRAIN, EVAL, INFER = "train", "eval", "infer"
_MODES = {"TRAIN": TRAIN, "EVAL": EVAL, "INFER": INFER, "PREDICT": INFER}


class Value(NamedTuple):
    """An expression, and what its variables are there.

    Attributes:
      node: the expression; None for what no expression says, such as a loop's variable.
      variables: the variables by name.
      statement: the statement that assigns it.
    """

    node: ast.expr | None
    variables: dict[str, Value]
    statement: ast.stmt | None = None

    def at(self, node: ast.expr) -> Value:
        """Returns a part of the expression."""
        return Value(node, self.variables, self.statement)


@dataclass
class Path:
    """What a function does in one mode.

    Attributes:
      mode: one of TRAIN, EVAL and INFER.
      statements: what it comes through, the statements of a `with` one by one.
      taken: the statements that a branch on the mode holds, by the id of the `if`.
      around: what the `with` around a statement enter, by the statement's id.
      result: what it returns; None if nothing.
      called: the program's functions that end it, whose statements are among its own.
      renamed: what parameters of such a function are, by the ids of their uses.
    """

    mode: str
    statements: list[ast.stmt] = field(default_factory=list)
    taken: dict[int, list[ast.stmt]] = field(default_factory=dict)
    around: dict[int, list[ast.expr]] = field(default_factory=dict)
    result: Value | None = None
    called: list[ast.FunctionDef] = field(default_factory=list)
    renamed: dict[int, ast.expr] = field(default_factory=dict)


class Walk:
    """Walks through a model_fn in one mode.

    Args:
      mode: one of TRAIN, EVAL and INFER.
      role: tells what a parameter is to the model_fn: features, labels, mode, params.
      function: finds the program's function of a name, None if there is none.
    """

    def __init__(self, mode: str, role: Callable, function: Callable) -> None:
        self.path = Path(mode)
        self._role, self._function = role, function
        self._variables: dict[str, Value] = {}
        self._around: list[ast.expr] = []

    def through(self, body: list[ast.stmt]) -> bool:
        """Goes through statements; tells whether they return."""
        for statement in body:
            if self._step(statement):
                return True
        return False

    def _step(self, statement: ast.stmt) -> bool:
        path = self.path
        path.around[id(statement)] = self._around
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                holds = self.holds(Value(test, self._variables))
                if holds is not None:
                    path.taken[id(statement)] = taken = body if holds else orelse
                    return self.through(taken)
            case ast.With(body=body):
                for item in statement.items:
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, None, statement)
                outer = self._around
                self._around = [*outer, *(item.context_expr for item in statement.items)]
                returns = self.through(body)
                self._around = outer
                return returns
            case ast.Return(value=value):
                path.statements.append(statement)
                self._return(value)
                return True
        path.statements.append(statement)
        for name in {name for part in _own(statement) for name in _changed(part)}:
            known = self._variables.get(name)
            if known and _is_container(self.chased(known).node):
                self._bind(ast.Name(name), None, statement)
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._bind(target, value, statement)
            case ast.AnnAssign(target=target, value=value) if value:
                self._bind(target, value, statement)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                self._bind(target, _updated(name, op, value), statement)
            case ast.FunctionDef():
                pass
            case _:
                for name in bound_names(statement):
                    self._bind(ast.Name(name), None, statement)
        return False

    def _bind(self, target: ast.AST, value: ast.expr | None, statement: ast.stmt) -> None:
        before = self._variables
        if isinstance(target, ast.Name):
            self._variables = before | {target.id: Value(value, before, statement)}
        elif isinstance(target, ast.Tuple | ast.List):
            values = [None] * len(target.elts)
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(values):
                values = value.elts
            new = dict(before)
            for i, (part, its) in enumerate(zip(target.elts, values, strict=True)):
                if isinstance(part, ast.Name):
                    # One of several things that a call returns is the call and a place in it.
                    its = its or (value and _item(value, i))
                    new[part.id] = Value(its, before, statement)
            self._variables = new

    def _return(self, value: ast.expr | None) -> None:
        function = None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            function = self._function(value.func.id)
        if function is None or function in self.path.called:
            self.path.result = Value(value, self._variables)
            return
        names = [arg.arg for arg in function.args.args]
        given = dict(zip(names, value.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in value.keywords}
        if given.keys() != set(names) or len(given) != len(value.args) + len(value.keywords):
            raise Obstacle(value, function.name, "it is not called with all its arguments")
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in given:
                self.path.renamed[id(node)] = given[node.id]
        outer = self._variables
        self._variables = outer | {name: Value(arg, outer) for name, arg in given.items()}
        self.path.called.append(function)
        self.through(function.body)

    def chased(self, value: Value) -> Value:
        """Returns what a variable, an entry of a dict, or a choice by the mode, is in the end."""
        while True:
            node = value.node
            if isinstance(node, ast.Name) and node.id in value.variables:
                value = value.variables[node.id]
            elif isinstance(node, ast.Subscript) and (entry := self._entry(value)):
                value = entry
            elif isinstance(node, ast.IfExp) and self.holds(value.at(node.test)) is not None:
                value = value.at(node.body if self.holds(value.at(node.test)) else node.orelse)
            else:
                return value

    def _entry(self, value: Value) -> Value | None:
        """What a literal of a dict has under a certain key."""
        match value.node:
            case ast.Subscript(value=ast.Name() as whole, slice=ast.Constant(value=key)):
                known = self.chased(value.at(whole))
                match known.node:
                    case ast.Dict(keys=keys, values=values):
                        for k, entry in zip(keys, values, strict=True):
                            if isinstance(k, ast.Constant) and k.value == key:
                                return known.at(entry)
        return None

    def holds(self, value: Value) -> bool | None:
        """Tells whether a test holds in this mode; None if that is not the mode's to say."""
        match value.node:
            case ast.Constant(value=bool() as constant):
                return constant
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                holds = self.holds(value.at(operand))
                return None if holds is None else not holds
            case ast.BoolOp(op=op, values=values):
                return _joined(op, [self.holds(value.at(part)) for part in values])
            case ast.Compare(left=left, ops=[op], comparators=[right]) if is_none(right):
                missing = self._is_missing(value.at(left))
                return None if missing is None else missing == isinstance(op, ast.Is | ast.Eq)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                if self._is_mode(value.at(right)):
                    left, right = right, left
                if not self._is_mode(value.at(left)):
                    return None
                modes = right.elts if isinstance(right, ast.Tuple | ast.List) else [right]
                among = self.path.mode in map(_mode, modes)
                return among == isinstance(op, ast.Eq | ast.In | ast.Is)
            case ast.Name(id=name) if name in value.variables:
                known = value.variables[name]
                return None if known.node is None else self.holds(known)
        return None

    def _is_mode(self, value: Value) -> bool:
        node = self.chased(value).node
        return node is not None and self._role(node) == "mode"

    def _is_missing(self, value: Value) -> bool | None:
        match value.node:
            case ast.Constant(value=constant):
                return constant is None
            case ast.Name(id=name) if name in value.variables:
                known = value.variables[name]
                return None if known.node is None else self._is_missing(known)
            case ast.Name() if self._role(value.node) == "labels":
                return self.path.mode == INFER
            case ast.IfExp(test=test, body=body, orelse=orelse):
                holds = self.holds(value.at(test))
                if holds is not None:
                    return self._is_missing(value.at(body if holds else orelse))
            case ast.Call():
                return False
        return None


def _is_container(node: ast.expr | None) -> bool:
    match node:
        case ast.Dict() | ast.DictComp() | ast.List() | ast.ListComp() | ast.Set():
            return True
        case ast.Call(func=ast.Name(id="dict" | "list" | "set")):
            return True
    return False


@cache
def _item(call: ast.expr, place: int) -> ast.Subscript:
    """Returns one of the things that a call returns, in each walk as the same node."""
    return ast.Subscript(call, ast.Constant(place))


@cache
def _updated(name: str, op: ast.operator, value: ast.expr) -> ast.BinOp:
    """Returns what a variable is when it was added to, in each walk as the same node."""
    return ast.BinOp(ast.Name(name, ast.Load()), op, value)


def _joined(op: ast.boolop, values: list[bool | None]) -> bool | None:
    decisive = isinstance(op, ast.Or)
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _mode(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) if name in _MODES:
            return _MODES[name]
        case ast.Constant(value="train" | "eval" | "infer" as mode):
            return mode
    raise Obstacle(node, "mode", "it is compared with something unknown")


def bound_names(statement: ast.AST) -> set[str]:
    """Returns the variables that a statement assigns or defines."""
    return {
        node.id
        for node in _own(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    } | {n.name for n in _own(statement) if isinstance(n, ast.FunctionDef | ast.ClassDef)}


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement, but for the insides of functions."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _own(child)


def read_names(
    node: ast.AST, renamed: dict[int, ast.expr] | None = None, without: str | tuple[str, ...] = ()
) -> set[str]:
    """Returns the variables that a node reads, those of functions within it as well.

    Args:
      node: any.
      renamed: what parameters are, by the ids of their uses.
      without: how arguments end that are not counted.
    """
    found = set()
    if isinstance(node, ast.keyword) and (node.arg or "").endswith(without):
        return found
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if renamed and id(node) in renamed:
            return read_names(renamed[id(node)], renamed, without)
        found.add(node.id)
    for child in ast.iter_child_nodes(node):
        found |= read_names(child, renamed, without)
    return found


def kept(path: Path, needed: set[str], without: str | tuple[str, ...] = ()) -> set[int]:
    """Returns the ids of the statements of a path that some variables need, and of the silent ones.

    A statement that assigns nothing is kept, unless it is about what is left out.

    Args:
      path: what a function does.
      needed: the variables.
      without: how arguments end that have no part in it.
    """
    kept, silent, needed = set(), [], set(needed)
    for statement in reversed(path.statements):
        names = bound_names(statement)
        reads = read_names(statement, path.renamed, without)
        for scope in path.around.get(id(statement), ()):
            reads |= read_names(scope, path.renamed, without)
        if names & needed:
            if isinstance(statement, ast.Assign | ast.FunctionDef):
                needed -= names
            needed |= reads
            kept.add(id(statement))
        elif not names and not isinstance(statement, ast.Return):
            if _changed(statement) & needed:
                needed |= reads
                kept.add(id(statement))
            else:
                silent.append((statement, reads))
    there = set().union(*(bound_names(s) for s in path.statements if id(s) in kept), set())
    left_out = set().union(*(bound_names(s) for s in path.statements), set()) - there
    return kept | {id(s) for s, reads in silent if not reads & left_out}


def _changed(statement: ast.AST) -> set[str]:
    """The variable whose method a statement calls, or whose item it assigns."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return {name}
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
            return {name}
    return set()
