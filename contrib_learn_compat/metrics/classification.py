"""Accuracy of one batch, and the best F1 score of a stream."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    aggregate_across_replicas,
    confusion_matrix_at_thresholds,
    remove_squeezable_dimensions,
)
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.thresholds import EPSILON, even_thresholds
from contrib_learn_compat.metrics.types import Collections, Metric, Weights


def accuracy(
    predictions: tf.Tensor, labels: tf.Tensor, weights: Weights = None, name: str | None = None
) -> tf.Tensor:
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


def f1_score(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The best harmonic mean of precision and recall that a threshold gives.

    Args:
      labels: a tensor, cast to bool.
      predictions: a float tensor of that shape, with values from 0 to 1.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      num_thresholds: how many thresholds to try, evenly spaced from 0 to 1.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 scalars.

    Raises:
      ValueError: where shapes do not match.
      InvalidArgumentError: at run time, where a prediction is out of range.
    """
    with tf.variable_scope(name, "f1", (labels, predictions, weights)):
        predictions, labels, weights = remove_squeezable_dimensions(predictions, labels, weights)
        values, updates = confusion_matrix_at_thresholds(
            labels, predictions, even_thresholds(num_thresholds), weights, ("tp", "fp", "fn")
        )

        def best(counts, name):
            tp = counts["tp"]
            precision = tf.div(tp, EPSILON + tp + counts["fp"], name=f"precision_{name}")
            recall = tf.div(tp, EPSILON + tp + counts["fn"], name=f"recall_{name}")
            return tf.reduce_max(2.0 * precision * recall / (precision + recall + EPSILON))

        value = aggregate_across_replicas(
            metrics_collections, lambda _, counts: best(counts, "value"), values
        )
        return collect(value, best(updates, "update"), None, updates_collections)
