"""Regression heads: squared error with a link function, and Poisson on the log rate."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat.heads import losses
from contrib_learn_compat.heads.base import Head, LossFn, _SingleHead
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType


def regression_head(
    label_name: str | None = None,
    weight_column_name: str | None = None,
    label_dimension: int = 1,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    link_fn: Callable | None = None,
) -> Head:
    """Returns a `Head` for linear regression with the mean squared loss.

    Args:
      label_name: key of the labels, where they come as a dict.
      weight_column_name: key of the feature that weighs the loss of each example.
      label_dimension: number of labels an example; labels are ``[batch, label_dimension]``.
      enable_centered_bias: whether a bias learns the mean of the labels by itself.
      head_name: suffix of the keys of metrics and summaries, and the variable scope.
      link_fn: maps logits to the predicted scores; the loss is of the logits all the same.
    """
    common = (label_name, weight_column_name, enable_centered_bias, head_name)
    link_fn = tf.identity if link_fn is None else link_fn
    return _RegressionHead(label_dimension, losses.mean_squared_loss, link_fn, None, *common)


def poisson_regression_head(
    label_name: str | None = None,
    weight_column_name: str | None = None,
    label_dimension: int = 1,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
) -> Head:
    """Returns a `Head` for counts: the logits are the log of a Poisson rate, scores are the rate.

    The arguments are those of :func:`regression_head`.
    """
    common = (label_name, weight_column_name, enable_centered_bias, head_name)
    return _RegressionHead(label_dimension, losses.poisson_loss, tf.exp, None, *common)


class _RegressionHead(_SingleHead):
    _default_scope = "regression_head"

    def __init__(
        self,
        label_dimension: int,
        loss_fn: LossFn | None,
        link_fn: Callable | None,
        logits_dimension: int | None = None,
        label_name: str | None = None,
        weight_column_name: str | None = None,
        enable_centered_bias: bool = False,
        head_name: str | None = None,
    ):
        super().__init__(
            ProblemType.LINEAR_REGRESSION,
            label_dimension if logits_dimension is None else logits_dimension,
            label_name,
            weight_column_name,
            head_name,
        )
        self._loss_fn = loss_fn
        self._link_fn = link_fn
        self._enable_centered_bias = enable_centered_bias

    def _logits_to_predictions(self, logits):
        with tf.name_scope(None, "predictions", (logits,)):
            if self.logits_dimension == 1:
                logits = tf.squeeze(logits, axis=(1,), name=PredictionKey.SCORES)
            return {PredictionKey.SCORES: self._link_fn(logits)}

    def _metrics(self, eval_loss, predictions, labels, weights):
        with tf.name_scope("metrics", values=[eval_loss]):
            return {self._key(MetricKey.LOSS): tf.metrics.mean(eval_loss)}
