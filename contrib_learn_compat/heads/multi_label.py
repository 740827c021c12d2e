"""The head of any number of classes at once: a sigmoid a class."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat.heads import losses, metrics
from contrib_learn_compat.heads.base import Head, LossFn, check_loss_fn, labels_tensor, wrap_loss_fn
from contrib_learn_compat.heads.classification import (
    DEFAULT_THRESHOLDS,
    ClassificationHead,
    check_class_ids,
)
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType


def multi_label_head(
    n_classes: int,
    label_name: str | None = None,
    weight_column_name: str | None = None,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    thresholds: Sequence[float] | None = None,
    metric_class_ids: Sequence[int] | None = None,
    loss_fn: LossFn | None = None,
) -> Head:
    """Returns a `Head` for examples that can be of none, one or several classes.

    Labels are a multi-hot Tensor ``[batch, n_classes]``, or a SparseTensor of class ids.

    Args:
      n_classes: number of classes, at least 2.
      label_name: key of the labels, where they come as a dict.
      weight_column_name: key of the feature that weighs the loss of each example.
      enable_centered_bias: whether a bias learns the frequency of the classes by itself.
      head_name: suffix of the keys of metrics and summaries, and the variable scope.
      thresholds: kept as an attribute; no metric of this head uses them.
      metric_class_ids: classes that get metrics of their own.
      loss_fn: a function of `labels`, `logits` and `weights` that returns a scalar, instead of
        sigmoid cross entropy.

    Raises:
      ValueError: for fewer than two classes, for a class id that is not among them, or for a
        `loss_fn` without those arguments.
    """
    if n_classes < 2:
        raise ValueError("n_classes must be > 1 for classification.")
    if loss_fn:
        check_loss_fn(loss_fn)
        loss_fn = wrap_loss_fn(loss_fn)
    common = (label_name, weight_column_name, enable_centered_bias, head_name, thresholds)
    return _MultiLabelHead(n_classes, *common, metric_class_ids=metric_class_ids, loss_fn=loss_fn)


class _MultiLabelHead(ClassificationHead):
    _default_scope = "multi_label_head"

    def __init__(
        self,
        n_classes: int,
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
        thresholds: Sequence[float] | None,
        metric_class_ids: Sequence[int] | None = None,
        loss_fn: LossFn | None = None,
    ):
        super().__init__(
            ProblemType.CLASSIFICATION, n_classes, label_name, weight_column_name, head_name
        )
        self._thresholds = thresholds or DEFAULT_THRESHOLDS
        self._loss_fn = loss_fn or losses.sigmoid_cross_entropy_loss
        self._enable_centered_bias = enable_centered_bias
        self._metric_class_ids = check_class_ids(metric_class_ids, n_classes)

    def _convert_labels(self, labels):
        return sparse_labels_to_indicator(
            labels_tensor(labels, self.label_name), self.logits_dimension
        )

    def _logits_to_predictions(self, logits):
        with tf.name_scope(None, "predictions", (logits,)):
            probabilities = tf.sigmoid(logits, name=PredictionKey.PROBABILITIES)
            classes = tf.cast(tf.greater(logits, 0), tf.int64, name=PredictionKey.CLASSES)
            return {
                PredictionKey.LOGITS: logits,
                PredictionKey.PROBABILITIES: probabilities,
                PredictionKey.CLASSES: classes,
            }

    def _metrics(self, eval_loss, predictions, labels, weights):
        inputs = [eval_loss, labels, weights, *predictions.values()]
        with tf.name_scope("metrics", values=inputs):
            classes = predictions[PredictionKey.CLASSES]
            probabilities = predictions[PredictionKey.PROBABILITIES]
            logits = predictions[PredictionKey.LOGITS]
            mean, auc = metrics.streaming_mean, metrics.streaming_auc
            result = {
                MetricKey.LOSS: tf.metrics.mean(eval_loss),
                MetricKey.ACCURACY: tf.metrics.accuracy(labels, classes, weights),
                MetricKey.AUC: auc(probabilities, labels, weights),
                MetricKey.AUC_PR: auc(probabilities, labels, weights, curve="PR"),
            }
            for i in self._metric_class_ids:
                result |= {
                    MetricKey.CLASS_PREDICTION_MEAN % i: mean(classes, weights, i),
                    MetricKey.CLASS_LABEL_MEAN % i: mean(labels, weights, i),
                    MetricKey.CLASS_PROBABILITY_MEAN % i: mean(probabilities, weights, i),
                    MetricKey.CLASS_LOGITS_MEAN % i: mean(logits, weights, i),
                    MetricKey.CLASS_AUC % i: auc(probabilities, labels, weights, i),
                    MetricKey.CLASS_AUC_PR % i: auc(probabilities, labels, weights, i, curve="PR"),
                }
        return {self._key(key): value for key, value in result.items()}


def sparse_labels_to_indicator(labels, num_classes):
    """Makes a SparseTensor of class ids an int64 multi-hot Tensor; leaves other labels alone.

    Raises:
      ValueError: for sparse labels of fewer than two classes.
    """
    if not isinstance(labels, tf.SparseTensor):
        return labels
    if num_classes < 2:
        raise ValueError("Must set num_classes >= 2 when passing labels as a SparseTensor.")
    return tf.cast(tf.sparse.to_indicator(labels, num_classes), tf.int64)
