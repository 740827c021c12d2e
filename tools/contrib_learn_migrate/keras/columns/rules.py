"""What model_fns and input functions do with feature columns."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from contrib_learn_migrate.keras.columns.base import Column, Place
from contrib_learn_migrate.keras.columns.layers import input_layer, joint_sum, weighted_sum
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, dict_text, rule

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.render import Renderer

_SUM_TAKES = (
    "columns_to_tensors feature_columns num_outputs weight_collections trainable scope"
).split()
_SUMS = {
    "tf.contrib.layers.weighted_sum_from_feature_columns": weighted_sum,
    "tf.contrib.layers.joint_weighted_sum_from_feature_columns": joint_sum,
}
# What returns one tensor, and its parameters.
_LAYERS: dict[str, tuple[Callable[[Call, Place], str], tuple[str, ...]]] = {}


def _layer(symbol: str, takes: str) -> Callable:
    """Registers what becomes of a function that returns one tensor, given a place for it."""

    def register(function: Callable[[Call, Place], str]) -> Callable[[Call, Place], str]:
        rule(symbol, takes=takes, where=[MODEL])(lambda call: function(call, _place(call)))
        _LAYERS[symbol] = function, tuple(takes.split())
        return function

    return register


@_layer(
    "tf.contrib.layers.input_from_feature_columns",
    "columns_to_tensors feature_columns weight_collections trainable scope cols_to_outs",
)
@_layer(
    "tf.feature_column.input_layer",
    "features feature_columns weight_collections trainable cols_to_vars cols_to_output_tensors",
)
def _input_layer(call: Call, place: Place) -> str:
    call.refuse("cols_to_outs", "cols_to_vars", "cols_to_output_tensors")
    _check_trained(call)
    return input_layer(_columns_of(call, is_linear=False), place)


@_layer(
    "tf.feature_column.linear_model",
    "features feature_columns units sparse_combiner weight_collections trainable cols_to_vars",
)
def _linear_model(call: Call, place: Place) -> str:
    call.refuse("cols_to_vars")
    _check_trained(call)
    if call.literal("sparse_combiner", "sum") != "sum":
        raise call.obstacle("its columns of several ids are not summed up")
    return weighted_sum(_columns_of(call, is_linear=True), place, call.text("units", "1"))


def assigned(statement: ast.Assign, renderer: Renderer) -> str | None:
    """Returns what an assignment of a layer of columns becomes: what it is made of stands before.

    Raises:
      Obstacle: the weights or the bias of a weighted sum are used.
    """
    symbol = renderer.symbol(statement.value)
    match statement.targets:
        case [ast.Name(id=target)] if symbol in _LAYERS:
            function, takes = _LAYERS[symbol]
            call = renderer.bound(statement.value, symbol, takes)
        case [ast.Tuple(elts=[ast.Name(id=target), *others])] if symbol in _SUMS:
            call = renderer.bound(statement.value, symbol, tuple(_SUM_TAKES))
            _check_unused({other.id for other in others} - {target, "_"}, statement, renderer)
            function = _sum
        case _:
            return None
    variables = _taken(call)
    text = function(call, _place(call, variables))
    lines = [f"{name} = {text}" for name, text in variables.items() if text]
    return f"\n{renderer.indent(statement)}".join([*lines, f"{target} = {text}"])


def _taken(call: Call) -> dict[str, str]:
    """Returns the names that a function gives to variables, or reads other than as columns."""
    interpreter = call.renderer.columns.interpreter
    of_columns = set(map(id, ast.walk(call.args["feature_columns"])))
    names = (n for n in ast.walk(interpreter.function(call.node)) if isinstance(n, ast.Name))
    taken = {name.id: "" for name in names if id(name) not in of_columns}
    return taken | dict.fromkeys(interpreter.locals(call.node), "")


def _sum(call: Call, place: Place) -> str:
    columns = _columns_of(call, is_linear=True)
    return _SUMS[call.name](columns, place, call.text("num_outputs"))


def _check_unused(names: set[str], statement: ast.Assign, renderer: Renderer) -> None:
    for node in ast.walk(renderer.columns.interpreter.function(statement)):
        if isinstance(node, ast.Name) and node.id in names:
            if isinstance(node.ctx, ast.Load) and not _is_idle(node, renderer):
                raise Obstacle(node, node.id, "variables are no tensors in Keras")


def _is_idle(node: ast.AST, renderer: Renderer) -> bool:
    """Tells whether something stands in a statement that has no part in what is computed."""
    within = (n for n in renderer.columns.interpreter.above(node) if isinstance(n, ast.stmt))
    return renderer.is_idle(next(within))


def _check_trained(call: Call) -> None:
    if not call.literal("trainable", True):
        raise call.obstacle("it is not trained")


def _columns_of(call: Call, is_linear: bool) -> list[Column]:
    is_core = call.name.startswith("tf.feature_column.")
    found = call.renderer.columns.given(call, is_core)
    call.renderer.columns.note_trained(call.node, found, is_linear)
    return found


def _place(call: Call, variables: dict[str, str] | None = None) -> Place:
    own = call.literal("scope", call.name.rpartition(".")[2])
    scopes = [*call.renderer.surroundings.names, own]
    features = "features" if "features" in call.args else "columns_to_tensors"
    return Place(
        call.node,
        call.renderer,
        call.renderer.columns.interpreter,
        call.text(features),
        flat=True,
        variables=variables,
        linear="_".join(filter(None, scopes)).replace("/", "_"),
    )


@rule("tf.contrib.layers.create_feature_spec_for_parsing", takes="feature_columns")
@rule("tf.feature_column.make_parse_example_spec", takes="feature_columns")
def create_feature_spec_for_parsing(call: Call) -> str:
    """Returns a dict of what tf.io.parse_example takes."""
    found = call.renderer.columns
    place = Place(call.node, call.renderer, found.interpreter, "")
    specs: dict[str, str] = {}
    for column in found.given(call, is_core=call.name.startswith("tf.feature_column.")):
        specs |= column.specs(place)
    call.renderer.require("import tensorflow as tf")
    return dict_text(specs)
