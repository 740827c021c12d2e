"""Convolutions, as tf.contrib.layers has them."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.layers.common import (
    OF_WEIGHTS,
    Chain,
    layer,
    weighted,
)
from contrib_learn_migrate.keras.rules import Call

_FIRST_FORMATS = {"NCW", "NCHW", "NCDHW"}
_TAKES = f"inputs num_outputs kernel_size stride padding data_format rate {OF_WEIGHTS}"
_TRANSPOSED = f"inputs num_outputs kernel_size stride padding data_format {OF_WEIGHTS}"


@layer(*(f"tf.contrib.layers.conv{n}d" for n in (1, 2, 3)), takes=_TAKES, kind="Conv")
def convolution(call: Call, path: list[str]) -> Chain:
    return _convolution(call, path, f"keras.layers.Conv{call.name[-2:].upper()}")


@layer("tf.contrib.layers.convolution", takes=f"{_TAKES} conv_dims", kind="Conv")
def convolution_of_any_rank(call: Call, path: list[str]) -> Chain:
    dims = call.literal("conv_dims") or _length(call, "kernel_size")
    return _convolution(call, path, f"keras.layers.Conv{dims}D")


def _convolution(call: Call, path: list[str], keras: str) -> Chain:
    return weighted(
        call,
        path,
        keras,
        call.text("num_outputs"),
        call.text("kernel_size"),
        strides=unless_one(call, "stride"),
        padding=padding(call, "'SAME'", "'valid'"),
        data_format=data_format(call),
        dilation_rate=unless_one(call, "rate"),
    )


@layer("tf.contrib.layers.conv2d_transpose", takes=_TRANSPOSED, kind="Conv2d_transpose")
@layer("tf.contrib.layers.conv3d_transpose", takes=_TRANSPOSED, kind="Conv3d_transpose")
def transposed(call: Call, path: list[str]) -> Chain:
    return weighted(
        call,
        path,
        f"keras.layers.Conv{call.name[-12:-10].upper()}Transpose",
        call.text("num_outputs"),
        call.text("kernel_size"),
        strides=unless_one(call, "stride"),
        padding=padding(call, "'SAME'", "'valid'"),
        data_format=data_format(call),
    )


@layer(
    "tf.contrib.layers.separable_conv2d",
    takes="inputs num_outputs kernel_size depth_multiplier stride padding data_format rate "
    + OF_WEIGHTS.replace("weights_initializer", "weights_initializer pointwise_initializer"),
    kind="SeparableConv2d",
)
def separable(call: Call, path: list[str]) -> Chain:
    """Depthwise, and pointwise if it says how many outputs there are."""
    is_whole = call.has("num_outputs")
    if not is_whole and call.has("pointwise_initializer"):
        del call.args["pointwise_initializer"]
    return weighted(
        call,
        path,
        f"keras.layers.{'SeparableConv2D' if is_whole else 'DepthwiseConv2D'}",
        *([call.text("num_outputs")] if is_whole else []),
        call.text("kernel_size"),
        kernels=("depthwise", "pointwise") if is_whole else ("depthwise",),
        depth_multiplier=unless_one(call, "depth_multiplier"),
        strides=unless_one(call, "stride"),
        padding=padding(call, "'SAME'", "'valid'"),
        data_format=data_format(call),
        dilation_rate=unless_one(call, "rate"),
    )


def unless_one(call: Call, name: str) -> str | None:
    """Returns an argument; None if it says 1, Keras's default."""
    if name not in call.args:
        return None
    node = call.args[name]
    ones = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    is_one = all(isinstance(one, ast.Constant) and one.value == 1 for one in ones)
    return None if is_one else call.text(name)


def padding(call: Call, default: str, keras_default: str) -> str | None:
    """Returns the argument `padding`, in Keras's small letters; None if it is Keras's default."""
    text = call.text("padding", default)
    lower = text.lower() if text[0] in "'\"" else f"{text}.lower()"
    return None if lower.strip("'\"") == keras_default.strip("'") else lower


def data_format(call: Call) -> str | None:
    """Returns the argument `data_format`; None if the channels are last."""
    if not call.has("data_format"):
        return None
    first = call.literal("data_format") in _FIRST_FORMATS
    return "'channels_first'" if first else None


def _length(call: Call, name: str) -> int:
    node = call.args[name]
    if isinstance(node, ast.List | ast.Tuple):
        return len(node.elts)
    raise call.obstacle("it is not known over how many dimensions it goes")
