"""The head of a linear support vector machine: two classes, hinge loss."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat.heads import losses
from contrib_learn_compat.heads.base import Head, _SingleHead
from contrib_learn_compat.heads.classification import DEFAULT_THRESHOLDS, two_class_logits
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType


def binary_svm_head(
    label_name: str | None = None,
    weight_column_name: str | None = None,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    thresholds: Sequence[float] | None = None,
) -> Head:
    """Returns a `Head` for two classes with the hinge loss; labels are 0 or 1.

    Args:
      label_name: key of the labels, where they come as a dict.
      weight_column_name: key of the feature that weighs the loss of each example.
      enable_centered_bias: whether a bias is learnt by itself.
      head_name: suffix of the keys of metrics and summaries, and the variable scope.
      thresholds: kept as an attribute; no metric of this head uses them.
    """
    return _BinarySvmHead(
        label_name, weight_column_name, enable_centered_bias, head_name, thresholds
    )


class _BinarySvmHead(_SingleHead):
    _default_scope = "binary_svm_head"

    def __init__(
        self,
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
        thresholds: Sequence[float] | None,
    ):
        super().__init__(
            ProblemType.LOGISTIC_REGRESSION, 1, label_name, weight_column_name, head_name
        )
        self._thresholds = thresholds or DEFAULT_THRESHOLDS
        self._loss_fn = losses.hinge_loss
        self._enable_centered_bias = enable_centered_bias

    def _logits_to_predictions(self, logits):
        with tf.name_scope(None, "predictions", (logits,)):
            both = two_class_logits(logits)
            return {
                PredictionKey.LOGITS: logits,
                PredictionKey.CLASSES: tf.argmax(both, 1, name=PredictionKey.CLASSES),
            }

    def _metrics(self, eval_loss, predictions, labels, weights):
        inputs = [eval_loss, labels, weights, *predictions.values()]
        with tf.name_scope("metrics", values=inputs):
            loss = tf.metrics.mean(eval_loss)
            classes = predictions[PredictionKey.CLASSES]
            return {
                self._key(MetricKey.LOSS): loss,
                self._key(MetricKey.ACCURACY): tf.metrics.accuracy(labels, classes, weights),
            }
