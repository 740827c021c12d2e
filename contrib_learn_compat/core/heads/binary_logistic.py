"""The head of two classes: sigmoid cross entropy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.export_outputs import SERVING_KEY, PredictOutput, RegressionOutput
from contrib_learn_compat.core.heads import checks, metrics
from contrib_learn_compat.core.heads.base import Head, SingleHead
from contrib_learn_compat.core.heads.classes import Classes


def binary_classification_head(
    weight_column: Any = None,
    thresholds: Iterable[float] | None = None,
    label_vocabulary: Sequence[str] | None = None,
    loss_reduction: str = tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
    loss_fn: Callable | None = None,
    name: str | None = None,
) -> Head:
    """Returns a `Head` for two classes, which has one logit.

    Args:
      weight_column: the name or the numeric column of the feature that weighs the examples.
      thresholds: probabilities at which there are accuracy, precision and recall, too.
      label_vocabulary: the two classes' words; without it labels are numbers in [0, 1].
      loss_reduction, loss_fn, name: as in :func:`multi_class_head`.

    Raises:
      TypeError: for a vocabulary that is no list.
      ValueError: for thresholds out of (0, 1), a reduction that is none, or a `loss_fn` with other
        arguments.
    """
    thresholds = tuple(thresholds) if thresholds else ()
    if label_vocabulary is not None and not isinstance(label_vocabulary, (list, tuple)):
        raise TypeError(
            f"label_vocabulary should be a list or tuple. Given type: {type(label_vocabulary)}"
        )
    if any(not 0.0 < threshold < 1.0 for threshold in thresholds):
        raise ValueError(f"thresholds not in (0, 1): {(thresholds,)}.")
    return BinaryLogisticHead(
        weight_column, thresholds, label_vocabulary, loss_reduction, loss_fn, name
    )


class BinaryLogisticHead(SingleHead):
    """What :func:`binary_classification_head` makes."""

    def __init__(self, weight_column, thresholds, label_vocabulary, loss_reduction, loss_fn, name):
        super().__init__(1, weight_column, loss_reduction, loss_fn, name)
        self._thresholds = thresholds
        self._classes = Classes(2, label_vocabulary)

    def _predict(self, logits):
        with tf.name_scope(None, "predictions", (logits,)):
            logits = checks.float_logits(logits, 1)
            logistic = tf.sigmoid(logits, name="logistic")
            both = tf.concat((tf.zeros_like(logits), logits), axis=-1, name="two_class_logits")
            probabilities = tf.nn.softmax(both, name="probabilities")
            class_ids = tf.expand_dims(tf.argmax(both, axis=-1, name="class_ids"), axis=-1)
            all_class_ids = self._classes.all_ids(logits)
            all_classes = self._classes.all_names(logits)
            return logits, {
                "logits": logits,
                "logistic": logistic,
                "probabilities": probabilities,
                "class_ids": class_ids,
                "classes": self._classes.names(class_ids),
                "all_class_ids": all_class_ids,
                "all_classes": all_classes,
            }

    def _export_outputs(self, predictions):
        classification = self._classes.output(predictions["probabilities"])
        return {
            SERVING_KEY: classification,
            "classification": classification,
            "regression": RegressionOutput(predictions["logistic"]),
            "predict": PredictOutput(predictions),
        }

    def _processed(self, labels, logits):
        labels = checks.dense_labels(labels, logits, 1)
        if self._classes.vocabulary is not None:
            labels = self._classes.ids(labels)
        return checks.class_ids(tf.cast(labels, tf.float32), 2)

    def _loss(self, labels, logits):
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

    def _metrics(self, predictions, loss):
        labels, weights = loss.processed_labels, loss.weights
        class_ids, logistic = predictions["class_ids"], predictions["logistic"]
        with tf.name_scope(None, "metrics", (*loss, *predictions.values())):
            label_mean = metrics.mean(labels, weights, "label/mean")
            result = {
                "average_loss": tf.metrics.mean(loss.unreduced_loss, weights, name="average_loss")
            }
            for name in ("accuracy", "precision", "recall"):
                metric = getattr(tf.metrics, name)
                result[name] = metric(labels, class_ids, weights, name=name)
            result["prediction/mean"] = metrics.mean(logistic, weights, "prediction/mean")
            result["label/mean"] = label_mean
            result["accuracy_baseline"] = metrics.accuracy_baseline(label_mean)
            result |= metrics.areas(labels, logistic, weights)
            for threshold in self._thresholds:
                result |= metrics.at_threshold(labels, logistic, weights, threshold)
            return result
