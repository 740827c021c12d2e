"""The averages of batch normalizations, which stay as they are where nothing updates them."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Call, is_none

# What batch normalizations call the rate of their averages, and what updates these.
_RATES = {"tf.contrib.layers.batch_norm": "decay", "tf.layers.batch_normalization": "momentum"}
_UPDATES = ("optimize_loss", "create_train_op")
_NO_UPDATES = (
    "nothing ran UPDATE_OPS, so its averages stay 0 and 1: momentum=1.0; give it another to have "
    "them updated"
)


def as_updated(call: Call, renderer: Renderer) -> Call:
    """Returns a call of a layer, with averages that do not move if TensorFlow 1's did not."""
    if call.name not in _RATES or is_none(call.args.get("updates_collections")):
        return call
    if _are_updated(renderer):
        return call
    renderer.left_out.append((call.node, _NO_UPDATES))
    call.args |= {_RATES[call.name]: ast.Constant(1.0), "fused": ast.Constant(False)}
    return call


def _are_updated(renderer: Renderer) -> bool:
    """Whether something in the program may run the updates that layers collect."""
    symbols = (reference.name for reference in renderer.references.values())
    return any(symbol.endswith(_UPDATES) for symbol in symbols) or any(
        getattr(node, "attr", "") == "UPDATE_OPS" or getattr(node, "value", "") == "update_ops"
        for node in ast.walk(renderer.file.tree)
    )
