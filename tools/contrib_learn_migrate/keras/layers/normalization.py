"""Normalization, as tf.contrib.layers has it."""

from __future__ import annotations

from contrib_learn_migrate.keras.layers.common import (
    Chain,
    activated,
    dict_of,
    in_mode,
    layer,
    named,
    trainable,
)
from contrib_learn_migrate.keras.rules import Call, call_text

_BATCH_NORM = (
    "inputs decay center scale epsilon activation_fn param_initializers param_regularizers "
    "updates_collections is_training reuse variables_collections outputs_collections trainable "
    "batch_weights fused data_format zero_debias_moving_mean scope renorm renorm_clipping "
    "renorm_decay adjustment"
)
_LAYER_NORM = (
    "inputs center scale activation_fn reuse variables_collections outputs_collections trainable "
    "begin_norm_axis begin_params_axis scope"
)


@layer("tf.contrib.layers.batch_norm", takes=_BATCH_NORM, kind="BatchNorm")
def batch_norm(call: Call, path: list[str]) -> Chain:
    call.refuse("batch_weights", "adjustment")
    check_trainable(call)
    for name in ("zero_debias_moving_mean", "renorm"):
        if call.literal(name, False):
            raise call.obstacle(f"{name} has no counterpart")
    is_fused = call.literal("fused", None) is not False
    is_first = call.has("data_format") and call.literal("data_format").startswith("NC")
    if is_fused:
        call.renderer.helpers.add("fused_batch_normalization")
    text = call_text(
        "FusedBatchNormalization" if is_fused else "keras.layers.BatchNormalization",
        axis="1" if is_first else None,
        momentum=call.text("decay", "0.999"),
        epsilon=_unless(call, "epsilon", "0.001"),
        center=_unless(call, "center", "True"),
        scale=None if call.text("scale", "False") == "True" else call.text("scale", "False"),
        **_parameters(call),
        trainable=trainable(call),
        name=named(path),
    )
    return [in_mode(text, call, "is_training", default=True), *activated(call)]


@layer("tf.contrib.layers.layer_norm", takes=_LAYER_NORM, kind="LayerNorm")
def layer_norm(call: Call, path: list[str]) -> Chain:
    """All of an example is normalized together, but each channel has its own parameters.

    That is Keras's group normalization with one group, whatever the rank.
    """
    if call.literal("begin_norm_axis", 1) != 1 or call.literal("begin_params_axis", -1) != -1:
        raise call.obstacle("its axes are not those of any Keras layer")
    text = call_text(
        "keras.layers.GroupNormalization",
        "1",
        epsilon="1e-12",
        center=_unless(call, "center", "True"),
        scale=_unless(call, "scale", "True"),
        trainable=trainable(call),
        name=named(path),
    )
    return [text, *activated(call)]


def check_trainable(call: Call) -> None:
    """Refuses a layer that is not trained: Keras's would not take the batch's moments then.

    Raises:
      Obstacle: it is told not to be.
    """
    if call.text("trainable", "True") != "True":
        raise call.obstacle("trainable=False means another thing to Keras's layer")


def _unless(call: Call, name: str, default: str) -> str | None:
    text = call.text(name, default)
    return None if text == default else text


def _parameters(call: Call) -> dict[str, str]:
    """Returns Keras's arguments for initializers and regularizers by the variables' names."""
    found = {}
    for kind in ("initializer", "regularizer"):
        for name, node in dict_of(call, f"param_{kind}s").items():
            keras = f"moving_{name}" if name in ("mean", "variance") else name
            found[f"{keras}_{kind}"] = call.renderer.text(node)
    return found
