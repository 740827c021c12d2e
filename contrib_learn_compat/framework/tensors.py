"""Checks and small conversions of tensors."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def assert_scalar_int(tensor, name=None):
    """Returns `tensor` as a tensor, checked to be a scalar of an integer type.

    Raises:
      ValueError: where it is not.
    """
    with tf.name_scope(name, "assert_scalar_int", [tensor]) as scope:
        tensor = tf.convert_to_tensor(tensor)
        if not tensor.dtype.base_dtype.is_integer:
            raise ValueError(
                f"Expected integer type for {tensor.name}, received type: {tensor.dtype}."
            )
        return tf.assert_scalar(tensor, name=scope)
