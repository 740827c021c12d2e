"""The global step, where TF 1.x's core had no function for it."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def assert_or_get_global_step(graph=None, global_step_tensor=None):
    """Returns `global_step_tensor`, checked, or where it is None the graph's global step.

    Returns:
      A scalar integer tensor or variable; None where none was given and the graph has none.

    Raises:
      TypeError: where it is not a scalar of integers.
    """
    if global_step_tensor is None:
        return tf.train.get_global_step(graph)
    tf.train.assert_global_step(global_step_tensor)
    return global_step_tensor
