"""Functions that TensorFlow 1.0 replaced by others with other arguments."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf


def batch_matmul(
    x: Any, y: Any, adj_x: bool | None = None, adj_y: bool | None = None, name: str | None = None
) -> tf.Tensor:
    """Multiplies the matrices in the last two dimensions of `x` and `y`.

    Args:
      x, y: tensors of the same type, [..., m, k] and [..., k, n].
      adj_x, adj_y: whether to take the conjugate transpose of each matrix of `x`, of `y`, first.
      name: a name for the operation.

    Returns:
      The products, [..., m, n].
    """
    return tf.matmul(x, y, adjoint_a=bool(adj_x), adjoint_b=bool(adj_y), name=name or "BatchMatMul")
