"""What model_fns and input functions do with feature columns."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from contrib_learn_migrate.keras.columns.base import Column, Place
from contrib_learn_migrate.keras.columns.layers import input_layer, joint_sum, weighted_sum
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, rule

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.render import Renderer


@rule(
    "tf.contrib.layers.input_from_feature_columns",
    takes="columns_to_tensors feature_columns weight_collections trainable scope cols_to_outs",
    where=[MODEL],
)
def input_from_feature_columns(call: Call) -> str:
    call.refuse("cols_to_outs")
    if not call.literal("trainable", True):
        raise call.obstacle("it is not trained")
    return input_layer(_columns_of(call, is_linear=False), _place(call))


def assigned(statement: ast.Assign, renderer: Renderer) -> str | None:
    """Returns what an assignment of a weighted sum, its weights and its bias becomes.

    Raises:
      Obstacle: the weights or the bias are used.
    """
    symbol = renderer.symbol(statement.value)
    if symbol not in _SUMS:
        return None
    call = renderer.bound(statement.value, symbol, tuple(_TAKES_SUM.split()))
    match statement.targets:
        case [ast.Tuple(elts=[ast.Name(id=logits), ast.Name(id=weights), ast.Name(id=bias)])]:
            interpreter = renderer.columns.interpreter
            for node in ast.walk(interpreter.function(statement)):
                if isinstance(node, ast.Name) and node.id in {weights, bias} - {logits, "_"}:
                    if isinstance(node.ctx, ast.Load) and not _is_idle(node, renderer):
                        raise Obstacle(node, node.id, "variables are no tensors in Keras")
            taken = dict.fromkeys(interpreter.locals(statement), "")
            place = _place(call, call.literal("scope", symbol.rpartition(".")[2]), taken)
            total = _SUMS[symbol](
                _columns_of(call, is_linear=True), place, call.text("num_outputs")
            )
            lines = [f"{name} = {text}" for name, text in taken.items() if text]
            return f"\n{renderer.indent(statement)}".join([*lines, f"{logits} = {total}"])
    return None


_SUMS = {
    "tf.contrib.layers.weighted_sum_from_feature_columns": weighted_sum,
    "tf.contrib.layers.joint_weighted_sum_from_feature_columns": joint_sum,
}
_TAKES_SUM = "columns_to_tensors feature_columns num_outputs weight_collections trainable scope"


def _is_idle(node: ast.AST, renderer: Renderer) -> bool:
    """Tells whether something stands in a statement that has no part in what is computed."""
    within = (n for n in renderer.columns.interpreter.above(node) if isinstance(n, ast.stmt))
    return renderer.is_idle(next(within))


def _columns_of(call: Call, is_linear: bool) -> list[Column]:
    found = call.renderer.columns.values(call.args["feature_columns"])
    call.renderer.columns.note_trained(call.node, found, is_linear)
    return found


def _place(call: Call, scope: str = "", variables: dict[str, str] | None = None) -> Place:
    scopes = [*call.renderer.surroundings.names, scope]
    return Place(
        call.node,
        call.renderer,
        call.renderer.columns.interpreter,
        call.text("columns_to_tensors"),
        flat=True,
        variables=variables,
        linear="_".join(filter(None, scopes)).replace("/", "_"),
    )


@rule("tf.contrib.layers.create_feature_spec_for_parsing", takes="feature_columns")
def create_feature_spec_for_parsing(call: Call) -> str:
    """Returns a dict of what tf.io.parse_example takes."""
    found = call.renderer.columns
    place = Place(call.node, call.renderer, found.interpreter, "")
    specs: dict[str, str] = {}
    for column in found.values(call.args["feature_columns"]):
        specs |= column.specs(place)
    call.renderer.require("import tensorflow as tf")
    return "{" + ", ".join(f"{name!r}: {spec}" for name, spec in specs.items()) + "}"
