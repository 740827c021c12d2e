"""Scopes, which give the layers within them arguments and the beginning of their names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contrib_learn_migrate.keras import layer_names
from contrib_learn_migrate.keras.rules import Obstacle, bind

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


@dataclass
class Surroundings:
    """The scopes around a place.

    Attributes:
      names: of the variable scopes, from the outermost; names that are made when the program
        runs are :class:`.layer_names.Made`.
      variables: the variables that hold scopes, with the names of these.
      defaults: arguments by the symbols that take them.
      once: the ids of calls that are made once in the innermost variable scope.
      numbers: how many layers without a name each scope has, by the scope and their kind.
    """

    names: list[str] = field(default_factory=list)
    variables: dict[str, list[str]] = field(default_factory=dict)
    defaults: dict[str, dict[str, ast.expr]] = field(default_factory=dict)
    once: frozenset[int] = frozenset()
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)


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
    names = _names(outer, call, symbol, renderer)
    variables = outer.variables
    if isinstance(variable, ast.Name):
        variables = variables | {variable.id: names}
    return replace(outer, names=names, variables=variables)


def _names(outer: Surroundings, call: ast.Call, symbol: str, renderer: Renderer) -> list[str]:
    given = bind(call, symbol, tuple(_VARIABLE_SCOPES[symbol].split()), renderer)
    given.refuse("initializer", "regularizer", "custom_getter", "dtype", "constraint")
    if given.literal("reuse", None):
        raise given.obstacle("it shares the variables of another scope")
    name = given.args["name_or_scope" if given.has("name_or_scope") else "default_name"]
    if isinstance(name, ast.Name) and name.id in outer.variables:
        raise given.obstacle("it enters a scope again")
    return [*outer.names, layer_names.of_scope(name, given)]


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
