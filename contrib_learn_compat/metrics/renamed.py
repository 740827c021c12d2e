"""Metrics that ``tf.compat.v1.metrics`` has, under the names and in the argument orders of contrib.

Contrib takes predictions first, the core labels first; that is all the difference there is. Shapes,
weights, local variables and errors are the core's.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat.metrics.types import Collections, Labels, Metric, Weights

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
    values: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of all values."""


@_calls(tf.metrics.mean_tensor)
def streaming_mean_tensor(
    values: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of each element of `values`, over the batches."""


@_calls(tf.metrics.percentage_below)
def streaming_percentage_less(
    values: tf.Tensor,
    threshold: float,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted share of the values that are less than `threshold`."""


@_calls(tf.metrics.accuracy)
def streaming_accuracy(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted share of the predictions that equal their labels."""


@_calls(tf.metrics.precision)
def streaming_precision(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of true ones among predicted ones; both tensors are cast to bool."""


@_calls(tf.metrics.recall)
def streaming_recall(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of predicted ones among true ones; both tensors are cast to bool."""


@_calls(tf.metrics.true_positives)
def streaming_true_positives(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The total weight of what is predicted and true."""


@_calls(tf.metrics.true_negatives)
def streaming_true_negatives(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The total weight of what is neither predicted nor true."""


@_calls(tf.metrics.false_positives)
def streaming_false_positives(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The total weight of what is predicted but not true."""


@_calls(tf.metrics.false_negatives)
def streaming_false_negatives(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The total weight of what is true but not predicted."""


@_calls(tf.metrics.precision_at_thresholds)
def streaming_precision_at_thresholds(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    thresholds: Sequence[float],
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The precision of calling positive what exceeds a threshold, one number for each."""


@_calls(tf.metrics.recall_at_thresholds)
def streaming_recall_at_thresholds(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    thresholds: Sequence[float],
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The recall of calling positive what exceeds a threshold, one number for each."""


@_calls(tf.metrics.auc)
def streaming_auc(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    curve: str = "ROC",
    name: str | None = None,
) -> Metric:
    """The area under the ROC or PR `curve`, from its points at `num_thresholds` thresholds."""


@_calls(tf.metrics.specificity_at_sensitivity)
def streaming_specificity_at_sensitivity(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    sensitivity: float,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The specificity at the threshold whose sensitivity is nearest to the one given."""


@_calls(tf.metrics.sensitivity_at_specificity)
def streaming_sensitivity_at_specificity(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    specificity: float,
    weights: Weights = None,
    num_thresholds: int = 200,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The sensitivity at the threshold whose specificity is nearest to the one given."""


@_calls(tf.metrics.recall_at_k)
def streaming_sparse_recall_at_k(
    predictions: tf.Tensor,
    labels: Labels,
    k: int,
    class_id: int | None = None,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of the labelled ids that are among the `k` likeliest of […, num_classes]."""


@_calls(tf.metrics.precision_at_k)
def streaming_sparse_precision_at_k(
    predictions: tf.Tensor,
    labels: Labels,
    k: int,
    class_id: int | None = None,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The share of labelled ids among the `k` likeliest of […, num_classes]."""


@_calls(tf.metrics.average_precision_at_k)
def streaming_sparse_average_precision_at_k(
    predictions: tf.Tensor,
    labels: Labels,
    k: int,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The mean of the precisions at each labelled id among the `k` likeliest."""


@_calls(tf.metrics.mean_absolute_error)
def streaming_mean_absolute_error(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of ``|labels - predictions|``."""


@_calls(tf.metrics.mean_relative_error)
def streaming_mean_relative_error(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    normalizer: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of ``|labels - predictions| / normalizer``; 0 where that is 0."""


@_calls(tf.metrics.mean_squared_error)
def streaming_mean_squared_error(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of ``(labels - predictions)²``."""


@_calls(tf.metrics.root_mean_squared_error)
def streaming_root_mean_squared_error(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The root of the weighted mean of ``(labels - predictions)²``."""


@_calls(tf.metrics.mean_iou)
def streaming_mean_iou(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    num_classes: int,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The mean over the classes of intersection over union of predicted and labelled."""
