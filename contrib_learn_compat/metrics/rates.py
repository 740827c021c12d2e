"""False positive and false negative rates of decisions."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import remove_squeezable_dimensions
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.types import Collections, Metric, Weights


def streaming_false_positive_rate(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of what is predicted among what is not true.

    Args:
      predictions, labels: tensors of one shape, cast to bool.
      weights: None, a scalar, or a tensor that broadcasts to `labels`.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 scalars; 0 where nothing is false.

    Raises:
      ValueError: where shapes do not match.
    """
    with tf.variable_scope(name, "false_positive_rate", (predictions, labels, weights)):
        counters = tf.metrics.false_positives, tf.metrics.true_negatives
        rate = _rate(counters, predictions, labels, weights)
        return collect(*rate, metrics_collections, updates_collections)


def streaming_false_negative_rate(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of what is not predicted among what is true.

    Arguments, results and errors are those of `streaming_false_positive_rate`.
    """
    with tf.variable_scope(name, "false_negative_rate", (predictions, labels, weights)):
        counters = tf.metrics.false_negatives, tf.metrics.true_positives
        rate = _rate(counters, predictions, labels, weights)
        return collect(*rate, metrics_collections, updates_collections)


def _rate(counters, predictions, labels, weights):
    """Returns value and update of the first counter's share in the sum of both."""
    predictions, labels, weights = remove_squeezable_dimensions(
        tf.cast(predictions, tf.bool), tf.cast(labels, tf.bool), weights
    )
    wrong, right = (counter(labels, predictions, weights) for counter in counters)

    def share(wrong, right, name):
        total = wrong + right
        return tf.where(tf.greater(total, 0), tf.div(wrong, total), 0, name)

    return share(wrong[0], right[0], "value"), share(wrong[1], right[1], "update_op")
