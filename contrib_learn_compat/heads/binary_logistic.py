"""The head of two classes: one logit, and the log loss."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat.heads import losses, metrics
from contrib_learn_compat.heads.base import LossFn
from contrib_learn_compat.heads.classification import (
    DEFAULT_THRESHOLDS,
    ClassificationHead,
    two_class_logits,
)
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType


class _BinaryLogisticHead(ClassificationHead):
    """What ``multi_class_head(n_classes=2)`` makes; labels are 0 or 1, or a probability."""

    _default_scope = "binary_logistic_head"

    def __init__(
        self,
        label_name: str | None = None,
        weight_column_name: str | None = None,
        enable_centered_bias: bool = False,
        head_name: str | None = None,
        loss_fn: LossFn | None = None,
        thresholds: Sequence[float] | None = None,
    ):
        super().__init__(
            ProblemType.LOGISTIC_REGRESSION, 1, label_name, weight_column_name, head_name
        )
        self._thresholds = thresholds or DEFAULT_THRESHOLDS
        self._loss_fn = loss_fn or losses.log_loss_with_two_classes
        self._enable_centered_bias = enable_centered_bias

    def _logits_to_predictions(self, logits):
        with tf.name_scope(None, "predictions", (logits,)):
            both = two_class_logits(logits)
            return {
                PredictionKey.LOGITS: logits,
                PredictionKey.LOGISTIC: tf.sigmoid(logits, name=PredictionKey.LOGISTIC),
                PredictionKey.PROBABILITIES: tf.nn.softmax(both, name=PredictionKey.PROBABILITIES),
                PredictionKey.CLASSES: tf.argmax(both, 1, name=PredictionKey.CLASSES),
            }

    def _metrics(self, eval_loss, predictions, labels, weights):
        inputs = [eval_loss, labels, weights, *predictions.values()]
        with tf.name_scope("metrics", values=inputs):
            classes = predictions[PredictionKey.CLASSES]
            logistic = predictions[PredictionKey.LOGISTIC]
            result = {
                MetricKey.LOSS: tf.metrics.mean(eval_loss),
                MetricKey.ACCURACY: tf.metrics.accuracy(labels, classes, weights),
                MetricKey.PREDICTION_MEAN: metrics.streaming_mean(logistic, weights),
                MetricKey.LABEL_MEAN: metrics.streaming_mean(labels, weights),
                # What always saying the more frequent class would score.
                MetricKey.ACCURACY_BASELINE: metrics.streaming_mean(labels, weights),
                MetricKey.AUC: metrics.streaming_auc(logistic, labels, weights),
                MetricKey.AUC_PR: metrics.streaming_auc(logistic, labels, weights, curve="PR"),
            }
            for threshold in self._thresholds:
                for key, metric in (
                    (MetricKey.ACCURACY_MEAN, metrics.accuracy_at_threshold),
                    (MetricKey.PRECISION_MEAN, metrics.precision_at_threshold),
                    (MetricKey.RECALL_MEAN, metrics.recall_at_threshold),
                ):
                    result[key % threshold] = metric(logistic, labels, weights, threshold)
        return {self._key(key): value for key, value in result.items()}
