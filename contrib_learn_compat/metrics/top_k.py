"""Precision and recall of the best guesses, where these are known as ids."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.metrics.types import Collections, Labels, Metric, Weights


def _at_k_name(name, k=None, class_id=None):
    """Returns a metric's name such as ``recall_at_5`` or ``precision_at_k_class2``."""
    name = f"{name}_at_{'k' if k is None else k}"
    return name if class_id is None else f"{name}_class{class_id}"


def streaming_recall_at_k(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    k: int,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of the examples whose class is among the `k` likeliest.

    Args:
      predictions: a float tensor [batch, num_classes].
      labels: int32 or int64 ids, [batch].
      k: an int.
      weights: None, a scalar, or a tensor [batch].
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope; ``recall_at_<k>`` if None.

    Returns:
      `(value, update_op)`, float32 scalars.

    Raises:
      ValueError: where shapes do not match.
    """
    found = tf.cast(tf.nn.in_top_k(predictions, labels, k), tf.float32)
    name = name or _at_k_name("recall", k)
    return tf.metrics.mean(found, weights, metrics_collections, updates_collections, name)


def streaming_sparse_precision_at_top_k(
    top_k_predictions: tf.Tensor,
    labels: Labels,
    class_id: int | None = None,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of labelled ids among the predicted ones.

    Args:
      top_k_predictions: int64 ids, [d1, …, dn, k].
      labels: int64 ids, a SparseTensor or tensor [d1, …, dn, number of labels], or [d1, …, dn].
      class_id: count only what concerns this id; None is all.
      weights: None, or a tensor of rank n or of rank 0, that broadcasts to [d1, …, dn].
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the name scope.

    Returns:
      `(value, update_op)`, float64 scalars.

    Raises:
      ValueError: where shapes do not match.
    """
    return _at_top_k(
        tf.metrics.precision_at_top_k,
        _at_k_name("precision", class_id=class_id),
        name,
        labels,
        top_k_predictions,
        class_id=class_id,
        weights=weights,
        metrics_collections=metrics_collections,
        updates_collections=updates_collections,
    )


def sparse_recall_at_top_k(
    labels: Labels,
    top_k_predictions: tf.Tensor,
    class_id: int | None = None,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of the labelled ids that are among the predicted ones.

    Arguments, results and errors are those of `streaming_sparse_precision_at_top_k`; labels come
    first here.
    """
    return _at_top_k(
        tf.metrics.recall_at_top_k,
        _at_k_name("recall", class_id=class_id),
        name,
        labels,
        top_k_predictions,
        class_id=class_id,
        weights=weights,
        metrics_collections=metrics_collections,
        updates_collections=updates_collections,
    )


def _at_top_k(metric, default_name, name, labels, ids, weights, **arguments):
    with tf.name_scope(name, default_name, (ids, labels, weights)) as scope:
        return metric(labels, ids, weights=weights, name=scope, **arguments)


def streaming_sparse_average_precision_at_top_k(
    top_k_predictions: tf.Tensor,
    labels: Labels,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The mean of the precisions at each labelled id among the predicted ones.

    Arguments, results and errors are those of `streaming_sparse_precision_at_top_k`.
    """
    return _private.streaming_sparse_average_precision_at_top_k(
        labels, top_k_predictions, weights, metrics_collections, updates_collections, name
    )
