"""tf.layers, whose layers are Keras's but for the arguments that tell when to train."""

from __future__ import annotations

from contrib_learn_migrate.keras.activations import activation
from contrib_learn_migrate.keras.layers.common import Chain, in_mode, layer, named, trainable
from contrib_learn_migrate.keras.layers.convolutions import padding, unless_one
from contrib_learn_migrate.keras.layers.normalization import check_trainable
from contrib_learn_migrate.keras.layers.pooling import is_same
from contrib_learn_migrate.keras.rules import Call, call_text

_BIAS = "activation use_bias kernel_initializer bias_initializer kernel_regularizer "
_MORE = (
    "bias_regularizer activity_regularizer kernel_constraint bias_constraint trainable name reuse"
)
_WINDOW = "inputs filters kernel_size strides padding data_format"
_APART = ("inputs", "name", "reuse", "trainable", "training", "fused")
_SAME_DEFAULTS = {
    "use_bias": "True",
    "bias_initializer": "'zeros'",
    "kernel_initializer": "'glorot_uniform'",
    "depthwise_initializer": "'glorot_uniform'",
    "pointwise_initializer": "'glorot_uniform'",
    "data_format": "'channels_last'",
    "center": "True",
    "scale": "True",
    "epsilon": "0.001",
    "momentum": "0.99",
    "axis": "-1",
    "beta_initializer": "'zeros'",
    "gamma_initializer": "'ones'",
    "moving_mean_initializer": "'zeros'",
    "moving_variance_initializer": "'ones'",
}


@layer("tf.layers.dense", takes=f"inputs units {_BIAS}{_MORE}", kind="{}", scope="name")
def dense(call: Call, path: list[str]) -> Chain:
    return _layer(call, path, "Dense", "units")


@layer(*(f"tf.layers.conv{n}d" for n in (1, 2, 3)), kind="{}", scope="name",
       takes=f"{_WINDOW} dilation_rate {_BIAS}{_MORE}")  # fmt: skip
def convolution(call: Call, path: list[str]) -> Chain:
    return _layer(call, path, f"Conv{call.name[-2:].upper()}", "filters", "kernel_size")


@layer(*(f"tf.layers.conv{n}d_transpose" for n in (2, 3)), kind="{}", scope="name",
       takes=f"{_WINDOW} {_BIAS}{_MORE}")  # fmt: skip
def transposed(call: Call, path: list[str]) -> Chain:
    keras = f"Conv{call.name[-12:-10].upper()}Transpose"
    return _layer(call, path, keras, "filters", "kernel_size")


@layer(
    "tf.layers.separable_conv2d",
    takes=f"{_WINDOW} dilation_rate depth_multiplier activation use_bias depthwise_initializer "
    "pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer "
    "bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint "
    "bias_constraint trainable name reuse",
    kind="{}",
    scope="name",
)
def separable(call: Call, path: list[str]) -> Chain:
    return _layer(call, path, "SeparableConv2D", "filters", "kernel_size")


@layer(
    *(f"tf.layers.{kind}_pooling{n}d" for kind in ("max", "average") for n in (1, 2, 3)),
    takes="inputs pool_size strides padding data_format name",
)
def pool(call: Call, path: list[str]) -> Chain:
    kind, _, rest = call.name.rpartition(".")[2].partition("_")
    if is_same(call, "pool_size", "strides"):
        del call.args["strides"]
    return _layer(call, path, f"{kind.title()}P{rest[1:-2]}{rest[-2:].upper()}", "pool_size")


@layer(
    "tf.layers.batch_normalization",
    takes="inputs axis momentum epsilon center scale beta_initializer gamma_initializer "
    "moving_mean_initializer moving_variance_initializer beta_regularizer gamma_regularizer "
    "beta_constraint gamma_constraint training trainable name reuse renorm renorm_clipping "
    "renorm_momentum fused virtual_batch_size adjustment",
    kind="{}",
    scope="name",
)
def batch_normalization(call: Call, path: list[str]) -> Chain:
    call.refuse("virtual_batch_size", "adjustment")
    check_trainable(call)
    if call.literal("renorm", False):
        raise call.obstacle("renorm has no counterpart")
    (text,) = _layer(call, path, "BatchNormalization")
    if call.literal("fused", None) is not False:
        # tf.layers had it for images only.
        call.renderer.helpers.add("fused_batch_normalization")
        text = text.replace(
            "keras.layers.BatchNormalization(", "FusedBatchNormalization(ranks=[4], "
        )
        text = text.replace(", )", ")")
    return [in_mode(text, call, "training", default=False)]


def _layer(call: Call, path: list[str], keras: str, *first: str) -> Chain:
    """Returns a layer with all arguments that are given and are not Keras's defaults."""
    texts = {}
    for name in call.args:
        if name in (*first, *_APART) or not call.has(name):
            continue
        if name == "activation":
            texts[name] = activation(call, name)
        elif name == "padding":
            texts[name] = padding(call, "'valid'", "'valid'")
        elif name in ("strides", "dilation_rate", "depth_multiplier") and "pool" not in call.name:
            texts[name] = unless_one(call, name)
        else:
            text = call.text(name)
            texts[name] = None if text == _SAME_DEFAULTS.get(name) else text
    args = [call.text(name) for name in first]
    name = named(path)
    return [
        call_text(f"keras.layers.{keras}", *args, **texts, trainable=trainable(call), name=name)
    ]
