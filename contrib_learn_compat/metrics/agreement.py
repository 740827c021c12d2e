"""Cohen's kappa and the confusion matrix it rests on."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import metric_variable, remove_squeezable_dimensions
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.types import Collections, Labels, Metric, Weights


def confusion_matrix(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    num_classes: int | None = None,
    dtype: tf.DType = tf.int32,
    name: str | None = None,
    weights: Weights = None,
) -> tf.Tensor:
    """Counts how often each class was predicted for each; `weights` come last here.

    Args:
      labels, predictions: integer tensors [n].
      num_classes: an int; None is one more than the greatest id.
      dtype: the type of the counts.
      name: the name scope.
      weights: None, or a tensor [n].

    Returns:
      A tensor [num_classes, num_classes]: a row for a label, a column for a prediction.

    Raises:
      ValueError: where shapes do not match.
    """
    return tf.confusion_matrix(labels, predictions, num_classes, dtype, name, weights)


def cohen_kappa(
    labels: Labels,
    predictions_idx: tf.Tensor,
    num_classes: int,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """How far two raters agree beyond chance.

    Args:
      labels: integer class ids, [n] or [n, 1].
      predictions_idx: integer class ids, [n].
      num_classes: an int of 2 or more.
      weights: None, or a tensor [n].
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float64 scalars; 0 where chance alone would agree wholly.

    Raises:
      ValueError: where there are less than two classes, or shapes do not match.
      RuntimeError: where called eagerly.
    """
    if tf.executing_eagerly():
        raise RuntimeError(
            "tf.contrib.metrics.cohen_kappa is not supported when eager execution is enabled."
        )
    if num_classes < 2:
        raise ValueError(f"`num_classes` must be >= 2.Found: {num_classes}")
    with tf.variable_scope(name, "cohen_kappa", (labels, predictions_idx, weights)):
        labels.shape.with_rank_at_most(2)
        if labels.shape.rank == 2:
            labels = tf.squeeze(labels, axis=[-1])
        predictions_idx, labels, weights = remove_squeezable_dimensions(
            predictions_idx, labels, weights
        )
        predictions_idx.shape.assert_is_compatible_with(labels.shape)
        dtype = tf.int64 if weights is None or weights.dtype.is_integer else tf.float32
        totals = [
            metric_variable((num_classes,), dtype, name=name) for name in ("po", "pe_row", "pe_col")
        ]
        table = confusion_matrix(
            labels, predictions_idx, num_classes, dtype, "counts_in_table", weights
        )
        batch = tf.diag_part(table), tf.reduce_sum(table, axis=0), tf.reduce_sum(table, axis=1)
        updates = [tf.assign_add(total, part) for total, part in zip(totals, batch, strict=True)]
        value, update_op = _kappa(*totals, name="value"), _kappa(*updates, name="update_op")
        return collect(value, update_op, metrics_collections, updates_collections)


def _kappa(agreed, predicted, labelled, name):
    """Returns kappa of how often, by class, both sides agreed and each side chose it."""
    agreed = tf.cast(tf.reduce_sum(agreed), tf.float64)
    total = tf.cast(tf.reduce_sum(predicted), tf.float64)
    by_chance = tf.div_no_nan(tf.cast(predicted * labelled, tf.float64), total)
    expected = tf.reduce_sum(by_chance)
    return tf.div_no_nan(agreed - expected, total - expected, name=name)
