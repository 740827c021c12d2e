"""Metrics that ``tf.compat.v1.metrics`` has, under the names and in the argument orders of contrib.

Contrib takes predictions first, the core labels first; that is all the difference there is. Shapes,
weights, local variables and errors are the core's.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

import tensorflow.compat.v1 as tf

_COMMON_HELP = """

    Args:
      predictions, labels, values: tensors of one shape.
      weights: None, a scalar, or a tensor that broadcasts to `labels` (or `values`); 0 masks.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope of the metric's local variables.
      Others are as the core's metric has them.

    Returns:
      `(value, update_op)`: the metric over all batches so far, and what takes in a batch.

    Raises:
      ValueError: where shapes do not match.
    """


def _calls(metric: Callable) -> Callable[[Callable], Callable]:
    """Makes a declaration call `metric`, which has parameters of the same names."""

    def decorate(declaration: Callable) -> Callable:
        signature = inspect.signature(declaration)

        @functools.wraps(declaration)
        def call(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return metric(**bound.arguments)

        call.__doc__ += _COMMON_HELP
        return call

    return decorate


@_calls(tf.metrics.mean)
def streaming_mean(
    values, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The weighted mean of all values."""


@_calls(tf.metrics.mean_tensor)
def streaming_mean_tensor(
    values, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The weighted mean of each element of `values`, over the batches."""


@_calls(tf.metrics.percentage_below)
def streaming_percentage_less(
    values, threshold, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The weighted share of the values that are less than `threshold`."""


@_calls(tf.metrics.accuracy)
def streaming_accuracy(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The weighted share of the predictions that equal their labels."""


@_calls(tf.metrics.precision)
def streaming_precision(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The share of true ones among predicted ones; both tensors are cast to bool."""


@_calls(tf.metrics.recall)
def streaming_recall(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The share of predicted ones among true ones; both tensors are cast to bool."""


@_calls(tf.metrics.true_positives)
def streaming_true_positives(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The total weight of what is predicted and true."""


@_calls(tf.metrics.true_negatives)
def streaming_true_negatives(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The total weight of what is neither predicted nor true."""


@_calls(tf.metrics.false_positives)
def streaming_false_positives(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The total weight of what is predicted but not true."""


@_calls(tf.metrics.false_negatives)
def streaming_false_negatives(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The total weight of what is true but not predicted."""


@_calls(tf.metrics.precision_at_thresholds)
def streaming_precision_at_thresholds(
    predictions,
    labels,
    thresholds,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The precision of calling positive what exceeds a threshold, one number for each."""


@_calls(tf.metrics.recall_at_thresholds)
def streaming_recall_at_thresholds(
    predictions,
    labels,
    thresholds,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The recall of calling positive what exceeds a threshold, one number for each."""


@_calls(tf.metrics.auc)
def streaming_auc(
    predictions,
    labels,
    weights=None,
    num_thresholds=200,
    metrics_collections=None,
    updates_collections=None,
    curve="ROC",
    name=None,
):
    """The area under the ROC or PR `curve`, from its points at `num_thresholds` thresholds."""


@_calls(tf.metrics.specificity_at_sensitivity)
def streaming_specificity_at_sensitivity(
    predictions,
    labels,
    sensitivity,
    weights=None,
    num_thresholds=200,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The specificity at the threshold whose sensitivity is nearest to the one given."""


@_calls(tf.metrics.sensitivity_at_specificity)
def streaming_sensitivity_at_specificity(
    predictions,
    labels,
    specificity,
    weights=None,
    num_thresholds=200,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The sensitivity at the threshold whose specificity is nearest to the one given."""


@_calls(tf.metrics.recall_at_k)
def streaming_sparse_recall_at_k(
    predictions,
    labels,
    k,
    class_id=None,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The share of the labelled ids that are among the `k` likeliest of […, num_classes]."""


@_calls(tf.metrics.precision_at_k)
def streaming_sparse_precision_at_k(
    predictions,
    labels,
    k,
    class_id=None,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The share of labelled ids among the `k` likeliest of […, num_classes]."""


@_calls(tf.metrics.average_precision_at_k)
def streaming_sparse_average_precision_at_k(
    predictions,
    labels,
    k,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The mean of the precisions at each labelled id among the `k` likeliest."""


@_calls(tf.metrics.mean_absolute_error)
def streaming_mean_absolute_error(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The weighted mean of ``|labels - predictions|``."""


@_calls(tf.metrics.mean_relative_error)
def streaming_mean_relative_error(
    predictions,
    labels,
    normalizer,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The weighted mean of ``|labels - predictions| / normalizer``; 0 where that is 0."""


@_calls(tf.metrics.mean_squared_error)
def streaming_mean_squared_error(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The weighted mean of ``(labels - predictions)²``."""


@_calls(tf.metrics.root_mean_squared_error)
def streaming_root_mean_squared_error(
    predictions, labels, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The root of the weighted mean of ``(labels - predictions)²``."""


@_calls(tf.metrics.mean_iou)
def streaming_mean_iou(
    predictions,
    labels,
    num_classes,
    weights=None,
    metrics_collections=None,
    updates_collections=None,
    name=None,
):
    """The mean over the classes of intersection over union of predicted and labelled."""
