"""Dropout."""

from __future__ import annotations

import numbers
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import core_scope
from contrib_learn_compat.layers.utils import collect_named_outputs, smart_cond
from contrib_learn_compat.layers.weights import layer_scope


@add_arg_scope
def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
    seed: int | None = None,
):
    """While training, sets elements to zero at random and scales up those that it keeps.

    Args:
      inputs: a floating tensor.
      keep_prob: the probability to keep an element, a float in (0, 1] or a scalar tensor.
      noise_shape: the shape to draw in, which broadcasts to that of `inputs`, so that elements
        share their fate; None stands for the inputs' own, as it does for a single dimension.
      is_training: a bool or a bool tensor; False hands the inputs through.
      outputs_collections: collections for the outputs.
      scope: the name of the variable scope; ``Dropout``, made unique, if None.
      seed: an int, or None for the graph's choice.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where `keep_prob` is out of bounds, or the inputs are not floating.
    """
    with layer_scope(scope, "Dropout", [inputs]) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rate = 1 - keep_prob
        with core_scope(sc):
            outputs = smart_cond(
                is_training,
                lambda: drop(inputs, rate, _noise_shape(inputs, noise_shape), seed),
                lambda: tf.identity(inputs),
            )
        return collect_named_outputs(outputs_collections, sc.name, outputs)


def _noise_shape(inputs, noise_shape):
    if noise_shape is None:
        return None
    shape = tf.shape(inputs)
    return tf.convert_to_tensor(
        [shape[axis] if size is None else size for axis, size in enumerate(noise_shape)]
    )


def drop(inputs, rate, noise_shape=None, seed=None):
    """Sets elements to zero with probability `rate`, as :func:`dropout` does in training."""
    # tf.nn.dropout names its operations in another way now, and drops a NaN.
    with tf.name_scope("dropout"):
        if not inputs.dtype.is_floating:
            raise ValueError(
                "x has to be a floating point tensor since it's going to be scaled. "
                f"Got a {inputs.dtype} tensor instead."
            )
        if isinstance(rate, numbers.Real):
            if not 0 <= rate < 1:
                raise ValueError(
                    f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}"
                )
            if rate == 0:
                return inputs
        rate = tf.convert_to_tensor(rate, dtype=inputs.dtype, name="rate")
        rate.shape.assert_is_compatible_with([])
        if tf.get_static_value(rate) == 0:
            return inputs
        shape = tf.shape(inputs) if noise_shape is None else noise_shape
        noise = tf.random_uniform(shape, seed=seed, dtype=inputs.dtype)
        scale = 1 / (1 - rate)
        kept = noise >= rate
        outputs = inputs * scale * tf.cast(kept, inputs.dtype)
        outputs.set_shape(inputs.shape)
        return outputs
