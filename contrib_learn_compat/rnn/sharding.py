"""Kernels cut into several variables, by rows."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def sharded_variable(name, shape, dtype, num_shards):
    """Returns the concatenation of the variables ``<name>_0``, ``<name>_1`` and so on.

    Args:
      name: a string.
      shape: a list of ints, the shape of all together.
      dtype: their type.
      num_shards: an int, how many there are.

    Raises:
      ValueError: where there are more shards than rows.
    """
    rows = shape[0]
    if num_shards > rows:
        raise ValueError(f"Too many shards: shape={shape}, num_shards={num_shards}")
    shards = [
        tf.get_variable(
            f"{name}_{number}",
            [rows // num_shards + (number < rows % num_shards), *shape[1:]],
            dtype=dtype,
        )
        for number in range(num_shards)
    ]
    if num_shards == 1:
        return shards[0]
    concat_name = f"{tf.get_variable_scope().name}/{name}/concat:0"
    for concatenated in tf.get_collection(tf.GraphKeys.CONCATENATED_VARIABLES):
        if concatenated.name == concat_name:
            return concatenated
    concatenated = tf.concat(shards, 0, name=f"{name}/concat")
    tf.add_to_collection(tf.GraphKeys.CONCATENATED_VARIABLES, concatenated)
    return concatenated
