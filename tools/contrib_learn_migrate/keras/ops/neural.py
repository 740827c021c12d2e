"""tf.nn's operations on weights that a program keeps itself, and matrix products."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.ops.elementwise import operand
from contrib_learn_migrate.keras.ops.reductions import first
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule


@rule("tf.matmul", "tf.linalg.matmul", where=[MODEL], takes="a b transpose_a transpose_b adjoint_a "
      "adjoint_b a_is_sparse b_is_sparse name")  # fmt: skip
def matmul(call: Call) -> str:
    call.refuse("adjoint_a", "adjoint_b")
    return call_text("keras.ops.matmul", _factor(call, "a"), _factor(call, "b"))


@rule("tf.nn.xw_plus_b", takes="x weights biases name", where=[MODEL])
def xw_plus_b(call: Call) -> str:
    product = call_text("keras.ops.matmul", call.text("x"), call.text("weights"))
    return f"({product} + {operand(call, 'biases')})"


@rule("tf.nn.bias_add", takes="value bias data_format name", where=[MODEL])
def bias_add(call: Call) -> str:
    if call.literal("data_format") not in (None, "NHWC"):
        raise call.obstacle("its channels are first")
    return f"({operand(call, 'value')} + {operand(call, 'bias')})"


@rule("tf.nn.l2_loss", takes="t name", where=[MODEL])
def l2_loss(call: Call) -> str:
    return f"(keras.ops.sum(keras.ops.square({call.text('t')})) / 2)"


@rule("tf.nn.l2_normalize", "tf.math.l2_normalize", takes="x axis epsilon name dim", where=[MODEL])
def l2_normalize(call: Call) -> str:
    """TF 1.15's epsilon is the least of the squares' sums, Keras's that of the norms."""
    epsilon = call.literal("epsilon", 1e-12)
    axis = first(call, "axis", "dim")
    if axis is None:
        raise call.obstacle("it normalizes all that there is together")
    return call_text(
        "keras.ops.normalize", call.text("x"), axis=axis, epsilon=repr(round(epsilon**0.5, 12))
    )


@rule("tf.nn.embedding_lookup", where=[MODEL],
      takes="params ids partition_strategy name validate_indices max_norm")  # fmt: skip
@rule("tf.contrib.layers.embedding_lookup_unique", takes="params ids partition_strategy name",
      where=[MODEL])  # fmt: skip
def embedding_lookup(call: Call) -> str:
    call.refuse("max_norm")
    return call_text("keras.ops.take", call.text("params"), call.text("ids"), axis="0")


@rule("tf.nn.conv2d", where=[MODEL], takes="input filter strides padding use_cudnn_on_gpu "
      "data_format dilations name filters")  # fmt: skip
def conv2d(call: Call) -> str:
    kernel = first(call, "filter", "filters")
    call.refuse("dilations")
    return call_text(
        "keras.ops.conv",
        call.text("input"),
        kernel,
        strides=_window(call, "strides"),
        padding=f"'{call.literal('padding').lower()}'",
    )


@rule("tf.nn.max_pool", "tf.nn.avg_pool", where=[MODEL],
      takes="value ksize strides padding data_format name input")  # fmt: skip
def pool(call: Call) -> str:
    keras = "max_pool" if call.name == "tf.nn.max_pool" else "average_pool"
    return call_text(
        f"keras.ops.{keras}",
        first(call, "value", "input"),
        _window(call, "ksize"),
        strides=_window(call, "strides"),
        padding=f"'{call.literal('padding').lower()}'",
    )


def _window(call: Call, name: str) -> str:
    """Returns the text of the sizes of a window over the image alone."""
    if call.literal("data_format", "NHWC") != "NHWC":
        raise call.obstacle("its channels are first")
    window = call.args[name]
    if not isinstance(window, ast.List | ast.Tuple):
        raise call.obstacle(f"{name} is not a literal")
    batch, *sizes, channels = map(call.renderer.text, window.elts)
    if (batch, channels) != ("1", "1"):
        raise call.obstacle(f"{name} goes over more than the image")
    return sizes[0] if len(set(sizes)) == 1 else f"({', '.join(sizes)})"


def _factor(call: Call, name: str) -> str:
    if call.literal(f"transpose_{name}", False):
        return call_text("keras.ops.swapaxes", call.text(name), "-1", "-2")
    return call.text(name)
