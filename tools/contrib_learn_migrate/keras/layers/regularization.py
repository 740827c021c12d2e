"""Dropout."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras import modes
from contrib_learn_migrate.keras.layers.common import Chain, in_mode, layer
from contrib_learn_migrate.keras.rules import Call, call_text


@layer(
    "tf.contrib.layers.dropout",
    takes="inputs keep_prob noise_shape is_training outputs_collections scope seed",
)
def dropout(call: Call, path: list[str]) -> Chain:
    rate = complement(call, call.args.get("keep_prob", ast.Constant(0.5)))
    return [in_mode(_layer(call, rate), call, "is_training", default=True)]


@layer("tf.layers.dropout", takes="inputs rate noise_shape seed training name")
def layers_dropout(call: Call, path: list[str]) -> Chain:
    return [in_mode(_layer(call, call.text("rate", "0.5")), call, "training", default=False)]


@layer("tf.nn.dropout", takes="x keep_prob noise_shape seed name rate")
def nn_dropout(call: Call, path: list[str]) -> Chain:
    """It always drops, unless its argument makes it the identity outside of training."""
    is_kept = call.has("keep_prob")
    parameter = "keep_prob" if is_kept else "rate"
    node = call.args[parameter]
    in_training = modes.only_in_training(node, 1 if is_kept else 0, call.renderer)
    node = node if in_training is None else in_training
    rate = complement(call, node) if is_kept else call.renderer.text(node)
    layer = _layer(call, rate)
    return [layer if in_training is not None else in_mode(layer, call, "training", default=True)]


def complement(call: Call, node: ast.expr) -> str:
    """Returns 1 less an expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return repr(round(1 - node.value, 12))
    text = call.renderer.text(node)
    return f"1 - ({text})" if isinstance(node, ast.BinOp | ast.IfExp) else f"1 - {text}"


def _layer(call: Call, rate: str) -> str:
    shape = call.text("noise_shape") if call.has("noise_shape") else None
    seed = call.text("seed") if call.has("seed") else None
    return call_text("keras.layers.Dropout", rate, noise_shape=shape, seed=seed)
