"""The head of one class out of many: softmax cross entropy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.export_outputs import SERVING_KEY, PredictOutput
from contrib_learn_compat.core.heads import checks
from contrib_learn_compat.core.heads.base import Head, SingleHead
from contrib_learn_compat.core.heads.classes import Classes


def multi_class_head(
    n_classes: int,
    weight_column: Any = None,
    label_vocabulary: Sequence[str] | None = None,
    loss_reduction: str = tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
    loss_fn: Callable | None = None,
    name: str | None = None,
) -> Head:
    """Returns a `Head` for more than two classes that exclude one another.

    Args:
      n_classes: the number of classes, and of logits.
      weight_column: the name or the numeric column of the feature that weighs the examples.
      label_vocabulary: the classes' words; without it labels are ids.
      loss_reduction: one of tf.losses.Reduction, but not NONE.
      loss_fn: a function of `labels`, `logits` and, if it likes, `features`, that returns the
        losses ``[d0, ..., dn, 1]``, instead of the head's own.
      name: what the keys of metrics and summaries end in.

    Raises:
      ValueError: for two classes or fewer, a vocabulary that is no list, a reduction that is none,
        or a `loss_fn` with other arguments.
    """
    if label_vocabulary is not None and not isinstance(label_vocabulary, (list, tuple)):
        raise ValueError(
            f"label_vocabulary should be a list or a tuple. Given type: {type(label_vocabulary)}"
        )
    return MultiClassHead(n_classes, weight_column, label_vocabulary, loss_reduction, loss_fn, name)


class MultiClassHead(SingleHead):
    """What :func:`multi_class_head` makes."""

    def __init__(self, n_classes, weight_column, label_vocabulary, loss_reduction, loss_fn, name):
        super().__init__(n_classes, weight_column, loss_reduction, loss_fn, name)
        if n_classes is None:
            raise ValueError("n_classes cannot be None")
        if n_classes <= 2:
            raise ValueError(f"n_classes must be > 2: {n_classes}.")
        self._classes = Classes(n_classes, label_vocabulary)

    def _predict(self, logits):
        logits = checks.float_logits(logits, self.logits_dimension)
        with tf.name_scope(None, "predictions", (logits,)):
            all_class_ids = self._classes.all_ids(logits)
            all_classes = self._classes.all_names(logits)
            class_ids = tf.expand_dims(tf.argmax(logits, axis=-1, name="class_ids"), axis=-1)
            classes = self._classes.names(class_ids)
            return logits, {
                "logits": logits,
                "probabilities": tf.nn.softmax(logits, name="probabilities"),
                "class_ids": class_ids,
                "classes": classes,
                "all_class_ids": all_class_ids,
                "all_classes": all_classes,
            }

    def _export_outputs(self, predictions):
        classification = self._classes.output(predictions["probabilities"])
        return {
            SERVING_KEY: classification,
            "classification": classification,
            "predict": PredictOutput(predictions),
        }

    def _processed(self, labels, logits):
        labels = checks.dense_labels(labels, logits, 1)
        if self._classes.vocabulary is None:
            if not labels.dtype.is_integer:
                raise ValueError(f"Labels dtype should be integer. Instead got {labels.dtype}.")
            ids = labels
        elif labels.dtype != tf.string:
            raise ValueError(
                "Labels dtype should be string if there is a vocabulary. "
                f"Instead got {labels.dtype}"
            )
        else:
            ids = self._classes.ids(labels)
        return checks.class_ids(ids, self._classes.number)

    def _loss(self, labels, logits):
        loss = tf.losses.sparse_softmax_cross_entropy(
            labels, logits, reduction=tf.losses.Reduction.NONE
        )
        return tf.expand_dims(loss, axis=-1)  # Labels of one dimension less were compared.

    def _metrics(self, predictions, loss):
        weights = loss.weights
        with tf.name_scope(None, "metrics", (*loss, *predictions.values())):
            return {
                "average_loss": tf.metrics.mean(loss.unreduced_loss, weights, name="average_loss"),
                "accuracy": tf.metrics.accuracy(
                    loss.processed_labels, predictions["class_ids"], weights, name="accuracy"
                ),
            }
