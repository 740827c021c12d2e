"""What model_fns and input functions do with feature columns."""

from __future__ import annotations

from contrib_learn_migrate.keras import columns
from contrib_learn_migrate.keras.rules import MODEL, Call, rule


@rule(
    "tf.contrib.layers.input_from_feature_columns",
    takes="columns_to_tensors feature_columns weight_collections trainable scope cols_to_outs",
    where=[MODEL],
)
def input_from_feature_columns(call: Call) -> str:
    call.refuse("cols_to_outs")
    if not call.literal("trainable", True):
        raise call.obstacle("it is not trained")
    found = call.renderer.columns
    place = columns.Place(
        call.node,
        call.renderer,
        found.interpreter,
        call.text("columns_to_tensors"),
        flat=True,
    )
    return columns.input_layer(found.values(call.args["feature_columns"]), place)


@rule("tf.contrib.layers.create_feature_spec_for_parsing", takes="feature_columns")
def create_feature_spec_for_parsing(call: Call) -> str:
    """Returns a dict of what tf.io.parse_example takes."""
    found = call.renderer.columns
    place = columns.Place(call.node, call.renderer, found.interpreter, "")
    specs: dict[str, str] = {}
    for column in found.values(call.args["feature_columns"]):
        specs |= column.specs(place)
    call.renderer.require("import tensorflow as tf")
    return "{" + ", ".join(f"{name!r}: {spec}" for name, spec in specs.items()) + "}"
