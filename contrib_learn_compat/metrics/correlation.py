"""Covariance and correlation of predictions with labels."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    broadcast_weights,
    metric_variable,
    remove_squeezable_dimensions,
)
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.types import Collections, Metric, Weights


def streaming_covariance(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The unbiased sample covariance, numerically stable however long the stream.

    Counts, means and comoments of batches are joined pairwise; see Chan, Golub and LeVeque,
    "Algorithms for computing the sample variance", 1983.

    Args:
      predictions, labels: float32 tensors of one shape.
      weights: None, or a float32 tensor that broadcasts to `labels`; taken as frequencies.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 scalars; NaN as long as the total weight is at most 1.

    Raises:
      ValueError: where shapes do not match.
    """
    with tf.variable_scope(name, "covariance", (predictions, labels, weights)):
        predictions, labels, weights = remove_squeezable_dimensions(predictions, labels, weights)
        predictions.shape.assert_is_compatible_with(labels.shape)
        count, mean_prediction, mean_label, comoment = (
            metric_variable([], tf.float32, name=name)
            for name in ("count", "mean_prediction", "mean_label", "comoment")
        )
        if weights is None:
            batch_count = tf.cast(tf.size(labels), tf.float32)
        else:
            weights = broadcast_weights(weights, labels)
            batch_count = tf.reduce_sum(weights)
        new_count = tf.assign_add(count, batch_count)

        def weighted(values):
            return values if weights is None else tf.multiply(values, weights)

        def moved_mean(mean, values):
            """Returns the batch's mean, and by how much the stream's mean was less before it."""
            batch_mean = tf.div_no_nan(tf.reduce_sum(weighted(values)), batch_count)
            move = tf.div_no_nan((batch_mean - mean) * batch_count, new_count)
            return batch_mean, tf.assign_add(mean, move) - move - batch_mean

        batch_prediction, prediction_gap = moved_mean(mean_prediction, predictions)
        batch_label, label_gap = moved_mean(mean_label, labels)
        batch_comoment = tf.reduce_sum(
            weighted((predictions - batch_prediction) * (labels - batch_label))
        )
        between = prediction_gap * label_gap * ((new_count - batch_count) * batch_count / new_count)
        new_comoment = tf.assign_add(comoment, batch_comoment + between)

        def covariance(comoment, count, name):
            return tf.where(
                tf.less_equal(count, 1.0), float("nan"), tf.truediv(comoment, count - 1), name=name
            )

        value = covariance(comoment, count, "covariance")
        update_op = covariance(new_comoment, new_count, "update_op")
    return collect(value, update_op, metrics_collections, updates_collections)


def streaming_pearson_correlation(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """Pearson's correlation coefficient; arguments and errors as `streaming_covariance` has.

    Returns:
      `(value, update_op)`, float32 scalars; NaN where either side does not vary.
    """
    with tf.variable_scope(name, "pearson_r", (predictions, labels, weights)):
        predictions, labels, weights = remove_squeezable_dimensions(predictions, labels, weights)
        predictions.shape.assert_is_compatible_with(labels.shape)
        if weights is not None:
            weights = broadcast_weights(weights, labels)
        covariance, variance_of_predictions, variance_of_labels = (
            streaming_covariance(one, other, weights=weights, name=name)
            for one, other, name in (
                (predictions, labels, "covariance"),
                (predictions, predictions, "variance_predictions"),
                (labels, labels, "variance_labels"),
            )
        )
        value, update_op = (
            tf.truediv(both, tf.multiply(tf.sqrt(one), tf.sqrt(other)), name=name)
            for both, one, other, name in zip(
                covariance,
                variance_of_predictions,
                variance_of_labels,
                ("pearson_r", "update_op"),
                strict=True,
            )
        )
    return collect(value, update_op, metrics_collections, updates_collections)


def streaming_mean_cosine_distance(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    dim: int,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """One less the mean of ``Σ predictions·labels`` along a dimension; of unit length, both.

    Args:
      predictions, labels: float tensors of one shape.
      dim: the dimension to sum along.
      weights: None, or a tensor that broadcasts to the sums, whose `dim` has length 1.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 scalars.

    Raises:
      ValueError: where shapes do not match.
    """
    predictions, labels, weights = remove_squeezable_dimensions(predictions, labels, weights)
    predictions.shape.assert_is_compatible_with(labels.shape)
    products = tf.reduce_sum(tf.multiply(predictions, labels), axis=[dim], keepdims=True)
    mean = tf.metrics.mean(products, weights, name=name or "mean_cosine_distance")
    value, update_op = (tf.subtract(1.0, part) for part in mean)
    return collect(value, update_op, metrics_collections, updates_collections)
