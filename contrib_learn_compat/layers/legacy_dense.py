"""The first fully connected layer, from before its variables were model variables."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.initializers import xavier_initializer
from contrib_learn_compat.layers.weights import add_weight


def legacy_fully_connected(
    x: Any,
    num_output_units: int,
    activation_fn: Callable | None = None,
    weight_init: Callable | None = xavier_initializer(),  # noqa: B008 (TF 1.15's default)
    bias_init: Callable | None = tf.zeros_initializer(),  # noqa: B008 (TF 1.15's default)
    name: Any = None,
    weight_collections: Any = (tf.GraphKeys.WEIGHTS,),
    bias_collections: Any = (tf.GraphKeys.BIASES,),
    output_collections: Any = (tf.GraphKeys.ACTIVATIONS,),
    trainable: bool = True,
    weight_regularizer: Callable | None = None,
    bias_regularizer: Callable | None = None,
):
    """``activation_fn(x · weights + bias)``.

    Args:
      x: a floating tensor [batch, …, depth] of rank 2 or more, with a known last dimension.
      num_output_units: an int.
      activation_fn: a function of the outputs; None leaves them linear.
      weight_init: for ``<name>/weights``, of shape [depth, num_output_units].
      bias_init: for ``<name>/bias``, of shape [num_output_units]; None means no bias.
      name: the name of the variable scope; ``fully_connected``, made unique, if None.
      weight_collections, bias_collections: more collections for the variables.
      output_collections: collections for the outputs, which are in ``activations`` anyway.
      trainable: whether the variables join the collection of trainable ones.
      weight_regularizer, bias_regularizer: functions of a variable that return a scalar loss.

    Returns:
      A tensor [batch, …, num_output_units].

    Raises:
      ValueError: where the rank of `x` is less than 2, or it or the last dimension is unknown.
    """

    def variable(name, shape, initializer, regularizer, collections):
        return add_weight(
            name,
            shape,
            x.dtype.base_dtype,
            initializer,
            regularizer,
            trainable,
            collections=list({*(collections or ()), tf.GraphKeys.GLOBAL_VARIABLES}),
        )

    with tf.variable_scope(name, "fully_connected", [x]):
        x = tf.convert_to_tensor(x)
        rank = x.shape.rank
        if rank is None:
            raise ValueError("dims of x must be known but is None")
        if rank < 2:
            raise ValueError(f"rank of x must be at least 2 not: {rank}")
        static = x.shape.as_list()
        depth = static[-1]
        if depth is None:
            raise ValueError("last dimension of x must be known but is None")
        weights = variable(
            "weights",
            [depth, num_output_units],
            weight_init,
            weight_regularizer,
            weight_collections,
        )
        outputs = tf.matmul(x if rank == 2 else tf.reshape(x, [-1, depth]), weights)
        if bias_init is not None:
            bias = variable(
                "bias", [num_output_units], bias_init, bias_regularizer, bias_collections
            )
            outputs = tf.nn.bias_add(outputs, bias)
        if rank > 2:
            shape = [*tf.unstack(tf.shape(x))[:-1], num_output_units]
            outputs = tf.reshape(outputs, tf.stack(shape))
            outputs.set_shape([*static[:-1], num_output_units])
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        tf.add_to_collections([*(output_collections or ()), tf.GraphKeys.ACTIVATIONS], outputs)
        return outputs


legacy_linear = functools.partial(legacy_fully_connected, activation_fn=None)
legacy_relu = functools.partial(legacy_fully_connected, activation_fn=tf.nn.relu)
