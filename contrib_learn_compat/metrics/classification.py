"""Accuracy of one batch, and the best F1 score of a stream."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def accuracy(predictions, labels, weights=None, name=None):
    """Returns the weighted share of one batch's predictions that equal their labels.

    Args:
      predictions, labels: tensors of one shape and type: bool, integers or strings.
      weights: None, a number, or a float tensor that broadcasts to them.
      name: the name scope.

    Returns:
      A float32 scalar.

    Raises:
      ValueError: where the types differ, or are none of these.
    """
    if not (labels.dtype.is_integer or labels.dtype in (tf.bool, tf.string)):
        raise ValueError(f"Labels should have bool, integer, or string dtype, not {labels.dtype!r}")
    if not labels.dtype.is_compatible_with(predictions.dtype):
        raise ValueError(
            "Dtypes of predictions and labels should match. Given: predictions "
            f"({predictions.dtype!r}) and labels ({labels.dtype!r})"
        )
    with tf.name_scope(name, "accuracy", values=[predictions, labels]):
        correct = tf.cast(tf.equal(predictions, labels), tf.float32)
        if weights is None:
            return tf.reduce_mean(correct)
        total_weight = tf.reduce_sum(tf.multiply(weights, tf.ones_like(correct)))
        return tf.div(tf.reduce_sum(tf.multiply(correct, weights)), total_weight)
