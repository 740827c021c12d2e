"""The head of one class out of many: softmax cross entropy."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    index_table_from_tensor,
    index_to_string_table_from_tensor,
)
from contrib_learn_compat.heads import losses, metrics
from contrib_learn_compat.heads.base import Head, LossFn, check_loss_fn, dense_labels, wrap_loss_fn
from contrib_learn_compat.heads.binary_logistic import _BinaryLogisticHead
from contrib_learn_compat.heads.classification import (
    DEFAULT_THRESHOLDS,
    ClassificationHead,
    check_class_ids,
)
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType


def multi_class_head(
    n_classes: int,
    label_name: str | None = None,
    weight_column_name: str | None = None,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    thresholds: Sequence[float] | None = None,
    metric_class_ids: Sequence[int] | None = None,
    loss_fn: LossFn | None = None,
    label_keys: Sequence[str] | None = None,
) -> Head:
    """Returns a `Head` for classes that exclude one another.

    Labels are integer class ids, ``[batch]`` or ``[batch, 1]``, or strings out of `label_keys`.

    Args:
      n_classes: number of classes. For two the head has one logit and the log loss; for more it
        has one logit a class and softmax cross entropy.
      label_name: key of the labels, where they come as a dict.
      weight_column_name: key of the feature that weighs the loss of each example.
      enable_centered_bias: whether a bias learns the frequency of the classes by itself.
      head_name: suffix of the keys of metrics and summaries, and the variable scope.
      thresholds: probabilities at which two classes get accuracy, precision and recall; 0.5 if not
        given.
      metric_class_ids: classes that get metrics of their own; for more than two classes.
      loss_fn: a function of `labels`, `logits` and `weights` that returns a scalar, instead of the
        head's own loss.
      label_keys: the `n_classes` strings that labels are out of; for more than two classes.

    Raises:
      ValueError: for fewer than two classes, for options that do not fit their number, or for a
        `loss_fn` without those arguments.
    """
    if n_classes is None or n_classes < 2:
        raise ValueError(f"n_classes must be > 1 for classification: {n_classes}.")
    if loss_fn:
        check_loss_fn(loss_fn)
        loss_fn = wrap_loss_fn(loss_fn)
    common = (label_name, weight_column_name, enable_centered_bias, head_name, loss_fn, thresholds)
    if n_classes > 2:
        return _MultiClassHead(n_classes, *common, metric_class_ids, label_keys)
    if metric_class_ids:
        raise ValueError("metric_class_ids invalid for n_classes==2.")
    if label_keys:
        raise ValueError("label_keys is not supported for n_classes=2.")
    return _BinaryLogisticHead(*common)


class _MultiClassHead(ClassificationHead):
    """What ``multi_class_head`` makes for more than two classes."""

    _default_scope = "multi_class_head"

    def __init__(
        self,
        n_classes: int,
        label_name: str | None = None,
        weight_column_name: str | None = None,
        enable_centered_bias: bool = False,
        head_name: str | None = None,
        loss_fn: LossFn | None = None,
        thresholds: Sequence[float] | None = None,
        metric_class_ids: Sequence[int] | None = None,
        label_keys: Sequence[str] | None = None,
    ):
        super().__init__(
            ProblemType.CLASSIFICATION, n_classes, label_name, weight_column_name, head_name
        )
        if n_classes is None or n_classes <= 2:
            raise ValueError(f"n_classes must be > 2: {n_classes}.")
        self._thresholds = thresholds or DEFAULT_THRESHOLDS
        self._loss_fn = loss_fn or losses.softmax_cross_entropy_loss
        self._enable_centered_bias = enable_centered_bias
        self._metric_class_ids = check_class_ids(metric_class_ids, n_classes)
        if label_keys and len(label_keys) != n_classes:
            raise ValueError("Length of label_keys must equal n_classes.")
        self._label_keys = label_keys

    def _convert_labels(self, labels):
        """Returns the labels as they came, which metrics compare, and as ids, for the loss."""
        labels = dense_labels(labels, self.label_name)
        ids = labels
        if self._label_keys:
            table = index_table_from_tensor(self._label_keys, name="label_id_lookup")
            ids = table.lookup(labels)
        return {"labels": labels, "label_ids": ids}

    def _wrapped_loss_fn(self, labels, logits, weights=None):
        return self._loss_fn(labels["label_ids"], logits, weights=weights)

    def _logits_to_predictions(self, logits):
        with tf.name_scope(None, "predictions", (logits,)):
            classes = tf.argmax(logits, 1, name=PredictionKey.CLASSES)
            if self._label_keys:
                table = index_to_string_table_from_tensor(
                    self._label_keys, name="class_string_lookup"
                )
                classes = table.lookup(classes)
            probabilities = tf.nn.softmax(logits, name=PredictionKey.PROBABILITIES)
            return {
                PredictionKey.LOGITS: logits,
                PredictionKey.PROBABILITIES: probabilities,
                PredictionKey.CLASSES: classes,
            }

    def _metrics(self, eval_loss, predictions, labels, weights):
        inputs = (eval_loss, *labels.values(), weights, *predictions.values())
        with tf.name_scope("metrics", values=inputs):
            classes = predictions[PredictionKey.CLASSES]
            result = {
                MetricKey.LOSS: tf.metrics.mean(eval_loss),
                MetricKey.ACCURACY: tf.metrics.accuracy(labels["labels"], classes, weights),
            }
            # With label_keys the predicted classes are strings, which no id can be compared with.
            for class_id in () if self._label_keys else self._metric_class_ids:
                for key, metric, values in (
                    (MetricKey.CLASS_PREDICTION_MEAN, metrics.streaming_class_mean, classes),
                    (
                        MetricKey.CLASS_LABEL_MEAN,
                        metrics.streaming_class_mean,
                        labels["label_ids"],
                    ),
                    (
                        MetricKey.CLASS_PROBABILITY_MEAN,
                        metrics.streaming_mean,
                        predictions[PredictionKey.PROBABILITIES],
                    ),
                    (
                        MetricKey.CLASS_LOGITS_MEAN,
                        metrics.streaming_mean,
                        predictions[PredictionKey.LOGITS],
                    ),
                ):
                    result[key % class_id] = metric(values, weights, class_id)
        return {self._key(key): value for key, value in result.items()}
