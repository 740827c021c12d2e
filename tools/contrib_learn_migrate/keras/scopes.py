"""Scopes, which give the layers within them arguments and the beginning of their names."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contrib_learn_migrate.keras import layer_names
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, bind, rule_for

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.render import Renderer

_ARG_SCOPE = "tf.contrib.framework.arg_scope"
_VARIABLE_SCOPES = {
    "tf.variable_scope": (
        "name_or_scope default_name values initializer regularizer caching_device partitioner "
        "custom_getter reuse dtype use_resource constraint auxiliary_name_scope"
    ),
    "tf.variable_op_scope": (
        "values name_or_scope default_name initializer regularizer caching_device partitioner "
        "custom_getter reuse dtype use_resource constraint"
    ),
}
# They change nothing of what is computed.
_IDLE = {"tf.name_scope", "tf.op_scope", "tf.device", "tf.colocate_with"}
_TOLD = {"normalizer_params", "partitioner"}
# What regularizes all variables of a function that has it, and what others have that make some.
_REGULARIZERS = {
    f"{of}_regularizer" for of in ("kernel", "bias", "depthwise", "pointwise", "weights", "biases")
}
_MAKE_VARIABLES = {"trainable", "reuse", "cell", "cells"}
# Methods that make no variables, as the functions of Python itself do not.
_PLAIN_METHODS = {"append", "as_list", "extend", "format", "get", "get_shape", "items"}


@dataclass
class Surroundings:
    """The scopes around a place.

    Attributes:
      names: of the variable scopes, from the outermost; names that are made when the program
        runs are :class:`.layer_names.Made`.
      variables: the variables that hold scopes, with the names of these.
      defaults: arguments by the symbols that take them.
      regularizer: of all variables that have none of their own.
      once: the ids of calls that are made once in the innermost variable scope.
      numbers: how many layers without a name each scope has, by the scope and their kind.
    """

    names: list[str] = field(default_factory=list)
    variables: dict[str, list[str]] = field(default_factory=dict)
    defaults: dict[str, dict[str, ast.expr]] = field(default_factory=dict)
    regularizer: ast.expr | None = None
    once: frozenset[int] = frozenset()
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def arguments(self, call: Call) -> dict[str, ast.expr]:
        """Returns the arguments of a call with those that scopes give it.

        Raises:
          Obstacle: a scope regularizes variables that a Keras layer does not.
        """
        args = self.defaults.get(call.name, {}) | call.args
        found = rule_for(call.name, MODEL)
        if self.regularizer is None or found is None:
            return args
        whole, takes = Call(call.node, call.name, args, call.renderer), set(found.takes)
        twice = next(filter(whole.has, sorted(_REGULARIZERS)), None)
        if twice:
            raise call.obstacle(f"TF 1.15 adds its scope's regularizer to its {twice}")
        own = takes & _REGULARIZERS
        if "regularizer" in takes:
            own = set() if whole.has("regularizer") else {"regularizer"}
        elif not own and takes & _MAKE_VARIABLES:
            raise call.obstacle("its scope regularizes all of its variables")
        return args | dict.fromkeys(sorted(own), self.regularizer)


def unwrapped(block: ast.With, renderer: Renderer) -> str | None:
    """Returns the statements of a block of scopes; None if it is of another kind.

    Raises:
      Obstacle: a scope does more than a Keras layer can be told.
    """
    symbols = [renderer.symbol(item.context_expr) for item in block.items]
    known = [s for s in symbols if s in (_ARG_SCOPE, *_VARIABLE_SCOPES, *_IDLE)]
    if not known:
        return None
    if len(known) < len(symbols):
        raise Obstacle(block, known[0], "it shares its line with something of another kind")
    inner = renderer.surroundings
    for item, symbol in zip(block.items, symbols, strict=True):
        inner = _entered(inner, item, symbol, renderer)
    if inner.regularizer is not None:
        _check_regularized(block, inner.regularizer, renderer)
    if inner.names != renderer.surroundings.names:
        inner = replace(inner, once=frozenset(map(id, _made_once(block.body))))
    with _within(inner, renderer):
        return renderer.dedented(block, block.body)


def is_only_told(statement: ast.Assign, renderer: Renderer) -> bool:
    """Tells whether a statement makes what only rules read: partitioners, arguments in a dict."""
    name = statement.targets[0].id
    nodes = list(ast.walk(renderer.file.tree))
    told = [n.value for n in nodes if isinstance(n, ast.keyword) and n.arg in _TOLD]
    uses = [
        n for n in nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    ]
    return bool(uses) and all(any(use is one for one in told) for use in uses)


@contextmanager
def _within(inner: Surroundings, renderer: Renderer) -> Iterator[None]:
    outer, renderer.surroundings = renderer.surroundings, inner
    try:
        yield
    finally:
        renderer.surroundings = outer


def _entered(
    outer: Surroundings, item: ast.withitem, symbol: str, renderer: Renderer
) -> Surroundings:
    call, variable = item.context_expr, item.optional_vars
    if symbol in _IDLE:
        return outer
    if symbol == _ARG_SCOPE:
        if variable is not None:
            raise Obstacle(call, symbol, "its scope is kept for later")
        return replace(outer, defaults=_defaults(outer.defaults, call, renderer))
    given = bind(call, symbol, tuple(_VARIABLE_SCOPES[symbol].split()), renderer)
    given.refuse("initializer", "custom_getter", "dtype", "constraint")
    if given.literal("reuse", None):
        raise given.obstacle("it shares the variables of another scope")
    names = _names(outer, given)
    variables = outer.variables
    if isinstance(variable, ast.Name):
        variables = variables | {variable.id: names}
    regularizer = given.args["regularizer"] if given.has("regularizer") else outer.regularizer
    return replace(outer, names=names, variables=variables, regularizer=regularizer)


def _names(outer: Surroundings, scope: Call) -> list[str]:
    name = scope.args["name_or_scope" if scope.has("name_or_scope") else "default_name"]
    if isinstance(name, ast.Name) and name.id in outer.variables:
        raise scope.obstacle("it enters a scope again")
    return [*outer.names, layer_names.of_scope(name, scope)]


def _check_regularized(block: ast.With, regularizer: ast.expr, renderer: Renderer) -> None:
    """Raises an Obstacle if it is not certain which variables a scope regularizes, and how."""
    given = {node.id for node in ast.walk(regularizer) if isinstance(node, ast.Name)}
    for node in (node for statement in block.body for node in ast.walk(statement)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if name in given:
                raise Obstacle(node, name, "it regularizes the scope that gives it a new value")
            case ast.Call(func=function) if not renderer.symbol(node):
                match function:
                    case ast.Name(id=name) if hasattr(builtins, name):
                        pass
                    case ast.Attribute(attr=name) if name in _PLAIN_METHODS:
                        pass
                    case _:
                        raise Obstacle(
                            node, ast.unparse(function), "its scope regularizes what it makes"
                        )


def _defaults(
    outer: dict[str, dict[str, ast.expr]], call: ast.Call, renderer: Renderer
) -> dict[str, dict[str, ast.expr]]:
    functions = renderer.value_of(call.args[0]) if call.args else None
    if not isinstance(functions, ast.List | ast.Tuple) or len(call.args) > 1:
        raise Obstacle(call, _ARG_SCOPE, "it is not known for which functions it is")
    if any(keyword.arg is None for keyword in call.keywords):
        raise Obstacle(call, _ARG_SCOPE, "its arguments are known only when it runs")
    new = {keyword.arg: keyword.value for keyword in call.keywords}
    found = dict(outer)
    for function in functions.elts:
        reference = renderer.references.get(id(function))
        if reference is None:
            raise Obstacle(call, _ARG_SCOPE, f"{ast.unparse(function)} is none of TensorFlow's")
        symbol = renderer.canonical(reference)
        found[symbol] = found.get(symbol, {}) | new
    return found


def _made_once(statements: list[ast.stmt]) -> Iterator[ast.Call]:
    """Yields the calls that are made neither in a loop nor in a scope further in."""
    for statement in statements:
        for node in _unlooped(statement):
            if isinstance(node, ast.Call):
                yield node


_LOOPS = (ast.For, ast.While, ast.FunctionDef, ast.Lambda, ast.ListComp, ast.DictComp)


def _unlooped(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, _LOOPS):
        for child in ast.iter_child_nodes(node):
            yield from _unlooped(child)
