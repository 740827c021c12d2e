"""Counts of right and wrong at many thresholds, and what follows from them.

Nothing here asks for predictions between 0 and 1, other than the core's metrics at thresholds.
"""

from __future__ import annotations

import collections
from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    broadcast_weights,
    metric_variable,
    remove_squeezable_dimensions,
)
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.types import Collections, Metric, Weights

EPSILON = 1e-7

# The cells of a confusion matrix: variable, whether labelled positive, whether predicted so.
_CELLS = {
    "tp": ("true_positives", True, True),
    "fn": ("false_negatives", True, False),
    "tn": ("true_negatives", False, False),
    "fp": ("false_positives", False, True),
}


def count_at_thresholds(predictions, labels, thresholds, weights=None, includes=None):
    """Counts the cells of the confusion matrix, calling positive what exceeds a threshold.

    Args:
      predictions: a float32 tensor of any shape.
      labels: a tensor of that shape, cast to bool.
      thresholds: a list of numbers.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      includes: which of "tp", "fn", "tn" and "fp" to count; None is all.

    Returns:
      Two dicts by those keys: local variables [thresholds], and the updates that add a batch.

    Raises:
      ValueError: where `includes` has another key, or shapes do not match.
    """
    for key in includes or ():
        if key not in _CELLS:
            raise ValueError(f"Invalid key: {key}.")
    predictions, labels, weights = remove_squeezable_dimensions(predictions, labels, weights)
    predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is not None:
        weights = broadcast_weights(tf.cast(weights, tf.float32), predictions)
        weights = tf.reshape(weights, [1, -1])
    # One row a threshold, one column a prediction.
    exceeds = tf.greater(
        tf.reshape(predictions, [1, -1]), tf.expand_dims(tf.constant(thresholds), 1)
    )
    labelled = tf.reshape(tf.cast(labels, tf.bool), [1, -1])
    values, updates = {}, {}
    for key, (name, is_labelled, is_predicted) in _CELLS.items():
        if includes is None or key in includes:
            in_cell = tf.cast(
                tf.logical_and(
                    labelled if is_labelled else tf.logical_not(labelled),
                    exceeds if is_predicted else tf.logical_not(exceeds),
                ),
                tf.float32,
            )
            if weights is not None:
                in_cell *= weights
            values[key] = metric_variable([len(thresholds)], tf.float32, name=name)
            updates[key] = tf.assign_add(values[key], tf.reduce_sum(in_cell, 1))
    return values, updates


# As programs import it from contrib's own module.
_streaming_confusion_matrix_at_thresholds = count_at_thresholds


def even_thresholds(number):
    """Returns `number` thresholds from just below 0 to just above 1."""
    inner = [i * 1.0 / (number - 1) for i in range(1, number - 1)]
    return [0.0 - EPSILON, *inner, 1.0 + EPSILON]


def streaming_true_positives_at_thresholds(
    predictions: tf.Tensor, labels: tf.Tensor, thresholds: Sequence[float], weights: Weights = None
) -> Metric:
    """Counts at each threshold what exceeds it and is true: a variable, and its update."""
    return _count_one("tp", predictions, labels, thresholds, weights)


def streaming_false_negatives_at_thresholds(
    predictions: tf.Tensor, labels: tf.Tensor, thresholds: Sequence[float], weights: Weights = None
) -> Metric:
    """Counts at each threshold what does not exceed it but is true: a variable, and its update."""
    return _count_one("fn", predictions, labels, thresholds, weights)


def streaming_false_positives_at_thresholds(
    predictions: tf.Tensor, labels: tf.Tensor, thresholds: Sequence[float], weights: Weights = None
) -> Metric:
    """Counts at each threshold what exceeds it but is not true: a variable, and its update."""
    return _count_one("fp", predictions, labels, thresholds, weights)


def streaming_true_negatives_at_thresholds(
    predictions: tf.Tensor, labels: tf.Tensor, thresholds: Sequence[float], weights: Weights = None
) -> Metric:
    """Counts at each threshold what neither exceeds it nor is true: a variable, and its update."""
    return _count_one("tn", predictions, labels, thresholds, weights)


def _count_one(key, predictions, labels, thresholds, weights):
    values, updates = count_at_thresholds(predictions, labels, thresholds, weights, (key,))
    return values[key], updates[key]


def streaming_false_positive_rate_at_thresholds(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    thresholds: Sequence[float],
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of what exceeds a threshold among what is not true, one number for each.

    Args:
      predictions: a float32 tensor of any shape.
      labels: a tensor of that shape, cast to bool.
      thresholds: a list of numbers.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 tensors [thresholds].

    Raises:
      ValueError: where shapes do not match.
    """
    with tf.variable_scope(
        name, "false_positive_rate_at_thresholds", (predictions, labels, weights)
    ):
        counts = count_at_thresholds(predictions, labels, thresholds, weights, ("fp", "tn"))
        rates = _rates(*counts, "fp", "tn", "fpr")
        return collect(*rates, metrics_collections, updates_collections)


def streaming_false_negative_rate_at_thresholds(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    thresholds: Sequence[float],
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of what does not exceed a threshold among what is true, one number for each.

    Arguments, results and errors are those of `streaming_false_positive_rate_at_thresholds`.
    """
    with tf.variable_scope(
        name, "false_negative_rate_at_thresholds", (predictions, labels, weights)
    ):
        counts = count_at_thresholds(predictions, labels, thresholds, weights, ("fn", "tp"))
        rates = _rates(*counts, "fn", "tp", "fnr")
        return collect(*rates, metrics_collections, updates_collections)


def _rates(values, updates, wrong, right, name):
    return tuple(
        tf.div(counts[wrong], EPSILON + counts[wrong] + counts[right], name=f"{name}_{part}")
        for counts, part in ((values, "value"), (updates, "update_op"))
    )


def streaming_curve_points(
    labels: tf.Tensor | None = None,
    predictions: tf.Tensor | None = None,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    curve: str = "ROC",
    name: str | None = None,
) -> Metric:
    """The points of a ROC or precision-recall curve.

    Args:
      labels: a tensor, cast to bool.
      predictions: a float32 tensor of that shape.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      num_thresholds: how many points to take, at thresholds evenly spaced from 0 to 1.
      metrics_collections, updates_collections: collections for the value and for the update.
      curve: "ROC", for false positive rates and recalls, or "PR", for recalls and precisions.
      name: the variable scope.

    Returns:
      `(points, update_op)`: a float32 tensor [num_thresholds, 2] and an operation.

    Raises:
      ValueError: where `curve` is neither, or shapes do not match.
    """
    with tf.variable_scope(name, "curve_points", (labels, predictions, weights)):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
        thresholds = even_thresholds(num_thresholds)
        counts, updates = count_at_thresholds(predictions, labels, thresholds, weights)
        tp, fn, tn, fp = (counts[key] for key in _CELLS)
        epsilon = 1e-6
        recall = tf.div(tp + epsilon, tp + fn + epsilon)
        if curve == "ROC":
            axes = [tf.div(fp, fp + tn + epsilon), recall]
        else:
            axes = [recall, tf.div(tp + epsilon, tp + fp + epsilon)]
        points = tf.stack(axes, axis=1, name="stack_1")  # as it was called after another one
        update_op = tf.group(*updates.values())
        return collect(points, update_op, metrics_collections, updates_collections)


def recall_at_precision(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    precision: float,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
    strict_mode: bool = False,
) -> Metric:
    """The recall at the threshold whose precision is nearest to `precision`.

    Args:
      labels: a tensor, cast to bool.
      predictions: a float32 tensor of that shape.
      precision: a number from 0 to 1.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      num_thresholds: how many thresholds to try, evenly spaced from 0 to 1.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.
      strict_mode: whether only a precision that is not less will do; the recall is 0 if none is.

    Returns:
      `(value, update_op)`, float32 scalars.

    Raises:
      ValueError: where `precision` is out of range, or shapes do not match.
    """
    if not 0 <= precision <= 1:
        raise ValueError("`precision` must be in the range [0, 1].")
    with tf.variable_scope(name, "recall_at_precision", (predictions, labels, weights)):
        thresholds = even_thresholds(num_thresholds)
        counts = count_at_thresholds(predictions, labels, thresholds, weights)

        def recall(tp, fn, fp, name):
            precisions = tf.div(tp, tp + fp + EPSILON)
            if strict_mode:
                # Just above the target the quotient is greatest; below, it is negative.
                nearest = tf.argmax(tf.div(1.0, precisions - precision + EPSILON), 0)
            else:
                nearest = tf.argmin(tf.abs(precisions - precision), 0)

            def found():
                return tf.div(tp[nearest], tp[nearest] + fn[nearest] + EPSILON, name)

            if strict_mode:
                return tf.cond(precisions[nearest] >= precision, found, lambda: 0.0)
            return found()

        value, update_op = (
            recall(cells["tp"], cells["fn"], cells["fp"], part)
            for cells, part in zip(counts, ("value", "update_op"), strict=True)
        )
        return collect(value, update_op, metrics_collections, updates_collections)


def precision_at_recall(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    target_recall: float,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The precision at the highest threshold whose recall reaches `target_recall`.

    Args:
      labels: a tensor, cast to bool.
      predictions: a float32 tensor of that shape.
      target_recall: a number from 0 to 1.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      num_thresholds: how many thresholds to try, evenly spaced from 0 to 1.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 scalars.

    Raises:
      ValueError: where `target_recall` is out of range, or shapes do not match.
      RuntimeError: where called eagerly.
    """
    if tf.executing_eagerly():
        raise RuntimeError(
            "tf.metrics.precision_at_recall is not supported when eager execution is enabled."
        )
    if target_recall < 0 or target_recall > 1:
        raise ValueError("`target_recall` must be in the range [0, 1].")
    with tf.variable_scope(name, "precision_at_recall", (predictions, labels, weights)):
        thresholds = even_thresholds(num_thresholds)
        counts = count_at_thresholds(predictions, labels, thresholds, weights)

        def precision(tp, fn, fp, name):
            recalls = tf.div(tp, tp + fn + EPSILON)
            # Recall falls as the threshold grows, so the last that will do is known by counting.
            last = tf.reduce_sum(tf.cast(recalls >= target_recall, tf.int64)) - 1
            return tf.div(tp[last] + EPSILON, tp[last] + fp[last] + EPSILON, name)

        value, update_op = (
            precision(cells["tp"], cells["fn"], cells["fp"], part)
            for cells, part in zip(counts, ("value", "update_op"), strict=True)
        )
        return collect(value, update_op, metrics_collections, updates_collections)


PrecisionRecallData = collections.namedtuple(
    "PrecisionRecallData", "tp fp tn fn precision recall thresholds"
)


def precision_recall_at_equal_thresholds(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    weights: Weights = None,
    num_thresholds: int | None = None,
    use_locking: bool | None = None,
    name: str | None = None,
) -> tuple[PrecisionRecallData, tf.Operation]:
    """Counts, precisions and recalls at evenly spaced thresholds, in time linear in the batch.

    Each prediction is counted in one bucket alone, so many thresholds cost no more than few.

    Args:
      labels: a bool tensor.
      predictions: a float tensor of that shape, with values from 0 to 1.
      weights: None, a scalar, or a tensor that broadcasts to `predictions`.
      num_thresholds: how many thresholds; None is 201.
      use_locking: whether updates lock the variables; None is True.
      name: the variable scope.

    Returns:
      `(data, update_op)`: a namedtuple of tensors [num_thresholds] of the predictions' type, `tp`,
      `fp`, `tn`, `fn`, `precision`, `recall` and `thresholds`, and an operation.

    Raises:
      TypeError: where `labels` are not bool.
      ValueError: where shapes do not match.
      InvalidArgumentError: at run time, where a prediction is out of range.
    """
    num_thresholds = 201 if num_thresholds is None else num_thresholds
    weights = 1.0 if weights is None else weights
    use_locking = True if use_locking is None else use_locking
    tf.assert_type(labels, tf.bool)
    with tf.variable_scope(
        name, "precision_recall_at_equal_thresholds", (labels, predictions, weights)
    ):
        zero, one = (tf.cast(bound, predictions.dtype) for bound in (0.0, 1.0))
        message = "predictions must be in [0, 1]"
        with tf.control_dependencies(
            [
                tf.assert_greater_equal(predictions, zero, message=message),
                tf.assert_less_equal(predictions, one, message=message),
            ]
        ):
            predictions, labels, weights = remove_squeezable_dimensions(
                predictions, labels, weights
            )
        predictions.shape.assert_is_compatible_with(labels.shape)

        is_true, weights = tf.cast(labels, tf.float64), tf.cast(weights, tf.float64)
        batches = [
            tf.reshape(batch, [-1]) for batch in (is_true * weights, (1.0 - is_true) * weights)
        ]
        predictions = tf.reshape(predictions, [-1])
        buckets = tf.cast(tf.floor(predictions * (num_thresholds - 1)), tf.int32)
        with tf.name_scope("variables"):
            true, false = (
                metric_variable([num_thresholds], tf.float64, name=name)
                for name in ("tp_buckets", "fp_buckets")
            )
        with tf.name_scope("update_op"):
            updates = [
                tf.scatter_add(counts, buckets, batch, use_locking=use_locking)
                for counts, batch in zip((true, false), batches, strict=True)
            ]

        tp = tf.cumsum(true, reverse=True, name="tp")
        fp = tf.cumsum(false, reverse=True, name="fp")
        tn, fn = fp[0] - fp, tp[0] - tp
        epsilon = tf.constant(EPSILON, tf.float64)
        precision = tp / tf.maximum(epsilon, tp + fp)
        recall = tp / tf.maximum(epsilon, tp + fn)
        thresholds = tf.raw_ops.LinSpace(start=0.0, stop=1.0, num=num_thresholds)
        parts = (tp, fp, tn, fn, precision, recall, thresholds)
        data = PrecisionRecallData(*(tf.cast(part, predictions.dtype) for part in parts))
        return data, tf.group(*updates)
