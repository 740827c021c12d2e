"""The head of numbers: mean squared error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.export_outputs import SERVING_KEY, PredictOutput, RegressionOutput
from contrib_learn_compat.core.heads import checks, metrics
from contrib_learn_compat.core.heads.base import Head, SingleHead


def regression_head(
    weight_column: Any = None,
    label_dimension: int = 1,
    loss_reduction: str = tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
    loss_fn: Callable | None = None,
    inverse_link_fn: Callable | None = None,
    name: str | None = None,
) -> Head:
    """Returns a `Head` for numbers.

    Args:
      weight_column: the name or the numeric column of the feature that weighs the examples, or
        each label by itself.
      label_dimension: how many numbers an example has; the logits' and the labels' last dimension.
      loss_reduction: one of tf.losses.Reduction, but not NONE.
      loss_fn: a function of `labels`, `logits` and, if it likes, `features`, that returns the
        losses ``[d0, ..., dn, label_dimension]``, instead of the squared error.
      inverse_link_fn: makes the predictions of the logits, such as ``tf.exp``.
      name: what the keys of metrics and summaries end in.

    Raises:
      ValueError: for a `label_dimension` below 1, a reduction that is none, or a `loss_fn` with
        other arguments.
    """
    return RegressionHead(
        weight_column, label_dimension, loss_reduction, loss_fn, inverse_link_fn, name
    )


def poisson_regression_head(
    weight_column: Any = None,
    label_dimension: int = 1,
    loss_reduction: str = tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
    compute_full_loss: bool = True,
    name: str | None = None,
) -> Head:
    """Returns a `Head` for counts, which predicts ``exp(logits)`` and has the loss of Poisson.

    Args:
      weight_column, label_dimension, loss_reduction, name: as in :func:`regression_head`.
      compute_full_loss: whether the loss has Stirling's term for ``log(labels!)``, which changes
        no gradient.

    Raises:
      ValueError: as :func:`regression_head`.
    """

    def poisson_loss(labels, logits):
        return tf.nn.log_poisson_loss(labels, logits, compute_full_loss)

    return RegressionHead(
        weight_column, label_dimension, loss_reduction, poisson_loss, tf.exp, name
    )


def logistic_regression_head(
    weight_column: Any = None,
    loss_reduction: str = tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
    name: str | None = None,
) -> Head:
    """Returns a `Head` for one number in [0, 1], with a sigmoid's cross entropy.

    Args:
      weight_column, loss_reduction, name: as in :func:`regression_head`.

    Raises:
      ValueError: for a reduction that is none.
    """

    def logistic_loss(labels, logits):
        labels = checks.class_ids(labels, 2, "Labels must be in range [0, 1]")
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

    return RegressionHead(weight_column, 1, loss_reduction, logistic_loss, tf.sigmoid, name)


class RegressionHead(SingleHead):
    """What the functions above make."""

    _by_logit = True

    def __init__(
        self, weight_column, label_dimension, loss_reduction, loss_fn, inverse_link_fn, name
    ):
        super().__init__(label_dimension, weight_column, loss_reduction, loss_fn, name)
        if label_dimension < 1:
            raise ValueError(f"Invalid label_dimension {label_dimension}.")
        self._inverse_link_fn = inverse_link_fn

    def _predict(self, logits):
        logits = checks.float_logits(logits, self.logits_dimension)
        if self._inverse_link_fn is None:
            return logits, {"predictions": logits}
        return logits, {"predictions": self._inverse_link_fn(logits), "logits": logits}

    def _export_outputs(self, predictions):
        regression = RegressionOutput(predictions["predictions"])
        return {
            SERVING_KEY: regression,
            "regression": regression,
            "predict": PredictOutput(predictions),
        }

    def _processed(self, labels, logits):
        return tf.cast(checks.dense_labels(labels, logits, self.logits_dimension), tf.float32)

    def _loss(self, labels, logits):
        return tf.losses.mean_squared_error(labels, logits, reduction=tf.losses.Reduction.NONE)

    def _metrics(self, predictions, loss):
        weights = loss.weights
        return {
            "average_loss": tf.metrics.mean(loss.unreduced_loss, weights),
            "prediction/mean": metrics.mean(predictions["predictions"], weights, "prediction/mean"),
            "label/mean": tf.metrics.mean(loss.processed_labels, weights),
        }
