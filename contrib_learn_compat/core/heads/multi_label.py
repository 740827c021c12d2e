"""The head of any number of classes an example: sigmoid cross entropy of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.export_outputs import SERVING_KEY, PredictOutput
from contrib_learn_compat.core.heads import checks, metrics
from contrib_learn_compat.core.heads.base import Head, SingleHead
from contrib_learn_compat.core.heads.classes import Classes


def multi_label_head(
    n_classes: int,
    weight_column: Any = None,
    thresholds: Iterable[float] | None = None,
    label_vocabulary: Sequence[str] | None = None,
    loss_reduction: str = tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
    loss_fn: Callable | None = None,
    classes_for_class_based_metrics: Sequence[Any] | None = None,
    name: str | None = None,
) -> Head:
    """Returns a `Head` for classes that do not exclude one another.

    Labels are a multi-hot integer Tensor ``[batch, n_classes]``, or a SparseTensor of the ids or
    words of each example's classes.

    Args:
      n_classes: the number of classes, and of logits.
      weight_column: the name or the numeric column of the feature that weighs the examples.
      thresholds: probabilities at which there are accuracy, precision and recall.
      label_vocabulary: the classes' words.
      loss_reduction: one of tf.losses.Reduction, but not NONE.
      loss_fn: a function of `labels`, `logits` and, if it likes, `features`, that returns the
        losses ``[batch, 1]``, instead of the head's own.
      classes_for_class_based_metrics: ids or words of classes that get metrics of their own.
      name: what the keys of metrics and summaries end in.

    Raises:
      ValueError: for fewer than two classes, options that do not fit their number, thresholds out
        of (0, 1), a reduction that is none, or a `loss_fn` with other arguments.
    """
    thresholds = tuple(thresholds) if thresholds else ()
    if n_classes is None or n_classes < 2:
        raise ValueError(
            f"n_classes must be > 1 for multi-class classification. Given: {n_classes}"
        )
    for threshold in thresholds:
        if not 0.0 < threshold < 1.0:
            raise ValueError(f"thresholds must be in (0, 1) range. Given: {threshold}")
    if label_vocabulary is not None:
        if not isinstance(label_vocabulary, (list, tuple)):
            raise ValueError(
                f"label_vocabulary must be a list or tuple. Given type: {type(label_vocabulary)}"
            )
        if len(label_vocabulary) != n_classes:
            raise ValueError(
                f"Length of label_vocabulary must be n_classes ({n_classes}). "
                f"Given: {len(label_vocabulary)}"
            )
    return MultiLabelHead(
        n_classes,
        weight_column,
        thresholds,
        label_vocabulary,
        loss_reduction,
        loss_fn,
        _ids(classes_for_class_based_metrics or (), n_classes, label_vocabulary),
        name,
    )


def _ids(classes, n_classes, vocabulary):
    """Returns the ids of classes that are all words or all ids."""
    if classes and isinstance(classes[0], str):
        if not vocabulary:
            raise ValueError(
                "label_vocabulary must be provided when classes_for_class_based_metrics are sting."
            )
        return tuple(vocabulary.index(word) for word in classes)
    for class_id in classes:
        if not 0 <= class_id < n_classes:
            raise ValueError(
                "All classes_for_class_based_metrics must be in range "
                f"[0, {n_classes - 1}]. Given: {class_id}"
            )
    return tuple(classes)


class MultiLabelHead(SingleHead):
    """What :func:`multi_label_head` makes."""

    def __init__(
        self,
        n_classes,
        weight_column,
        thresholds,
        label_vocabulary,
        loss_reduction,
        loss_fn,
        metric_class_ids,
        name,
    ):
        super().__init__(n_classes, weight_column, loss_reduction, loss_fn, name)
        self._thresholds = thresholds
        self._classes = Classes(n_classes, label_vocabulary)
        self._metric_class_ids = metric_class_ids

    def _predict(self, logits):
        logits = checks.float_logits(logits, self.logits_dimension)
        with tf.name_scope(None, "predictions", (logits,)):
            probabilities = tf.sigmoid(logits, name="probabilities")
            return logits, {"logits": logits, "probabilities": probabilities}

    def _export_outputs(self, predictions):
        classification = self._classes.output(predictions["probabilities"])
        return {
            SERVING_KEY: classification,
            "classification": classification,
            "predict": PredictOutput(predictions),
        }

    def _processed(self, labels, logits):
        checks.check_given(labels)
        if isinstance(labels, tf.SparseTensor):
            labels = self._multi_hot(labels)
        else:
            message = "labels must be an integer indicator Tensor with values in [0, 1]"
            labels = checks.class_ids(tf.convert_to_tensor(labels), 2, message)
        return checks.dense_labels(labels, logits, self.logits_dimension)

    def _multi_hot(self, labels):
        n_classes, checked = self.logits_dimension, []
        if labels.dtype == tf.string:
            ids = self._classes.ids(labels.values)
            labels = tf.SparseTensor(labels.indices, ids, labels.dense_shape)
        else:
            message = f"labels must be an integer SparseTensor with values in [0, {n_classes})"
            end = tf.constant(n_classes, dtype=labels.dtype)
            checked = [
                tf.assert_integer(labels.values, message=message),
                tf.assert_less(labels.values, end, message=message),
                tf.assert_non_negative(labels.values, message=message),
            ]
        with tf.control_dependencies(checked):
            return tf.cast(tf.sparse_to_indicator(labels, n_classes), tf.int64)

    def _loss(self, labels, logits):
        loss = tf.losses.sigmoid_cross_entropy(labels, logits, reduction=tf.losses.Reduction.NONE)
        return tf.reduce_mean(loss, axis=-1, keepdims=True)

    def _metrics(self, predictions, loss):
        labels, weights = loss.processed_labels, loss.weights
        probabilities = predictions["probabilities"]
        with tf.name_scope(None, "metrics", (*loss, *predictions.values())):
            result = {
                "average_loss": tf.metrics.mean(loss.unreduced_loss, weights, name="average_loss"),
                **metrics.areas(labels, probabilities, weights),
            }
            for threshold in self._thresholds:
                result |= metrics.at_threshold(labels, probabilities, weights, threshold)
            for class_id in self._metric_class_ids:
                words = self._classes.vocabulary
                ending = f"/class{class_id}" if words is None else f"/{words[class_id]}"
                name = f"probability_mean{ending}"
                of_class = probabilities[..., class_id : class_id + 1]
                class_labels = labels[..., class_id : class_id + 1]
                result[name] = metrics.mean(of_class, weights, name)
                result |= metrics.areas(class_labels, of_class, weights, ending)
            return result
