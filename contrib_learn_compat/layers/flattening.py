"""Layers that merge a tensor's inner dimensions."""

from __future__ import annotations

import math

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.utils import collect_named_outputs


@add_arg_scope
def inner_flatten(inputs, new_rank, output_collections=None, scope=None):
    """Merges the inner dimensions of `inputs` so that `new_rank` are left.

    Args:
      inputs: a Tensor or SparseTensor of that rank or a higher one; a lower one fails, for a
        Tensor of unknown rank when it is computed.
      new_rank: an int, or for a Tensor also a scalar tensor.
      output_collections: collections for the result.
      scope: the name of the operations.

    Returns:
      A Tensor or SparseTensor.

    Raises:
      ValueError: where the rank is known to be too low.
    """
    with tf.name_scope(scope, "InnerFlatten", [inputs, new_rank]) as name:
        if isinstance(inputs, tf.SparseTensor):
            flattened = _sparse_inner_flatten(inputs, new_rank)
        else:
            flattened = _dense_inner_flatten(tf.convert_to_tensor(inputs), new_rank)
    return collect_named_outputs(output_collections, name, flattened)


def _sparse_inner_flatten(inputs, new_rank):
    rank = inputs.dense_shape.shape.as_list()[0]
    if rank < new_rank:
        raise ValueError(
            f"Inputs has rank less than new_rank. {inputs} must have rank at least {new_rank}. "
            f"Received rank {rank}, shape {inputs.shape}"
        )
    outer = inputs.dense_shape[: new_rank - 1]
    inner = tf.reduce_prod(inputs.dense_shape[new_rank - 1 :])
    return tf.sparse_reshape(inputs, tf.concat((outer, [inner]), 0))


def _dense_inner_flatten(inputs, new_rank):
    high_enough = tf.assert_rank_at_least(
        inputs, new_rank, message="inputs has rank less than new_rank"
    )
    with tf.control_dependencies([high_enough]):
        outer = tf.strided_slice(tf.shape(inputs), [0], [new_rank - 1])
        reshaped = tf.reshape(inputs, tf.concat((outer, [-1]), 0))
    if isinstance(new_rank, int) and inputs.shape.rank is not None:
        dims = inputs.shape.as_list()
        inner = dims[new_rank - 1 :]
        size = None if None in inner else math.prod(inner)
        reshaped.set_shape([*dims[: new_rank - 1], size])
    return reshaped


_inner_flatten = inner_flatten  # its name in TF 1.15
