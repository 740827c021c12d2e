"""Regression heads: squared error with a link function, and Poisson on the log rate."""

import tensorflow as tf

from contrib_learn_compat.heads import losses
from contrib_learn_compat.heads.base import _SingleHead
from contrib_learn_compat.keys import MetricKey, PredictionKey, ProblemType

tf1 = tf.compat.v1


def regression_head(
    label_name=None,
    weight_column_name=None,
    label_dimension=1,
    enable_centered_bias=False,
    head_name=None,
    link_fn=None,
):
    """Returns a `Head` for linear regression with the mean squared loss.

    Args:
      label_name: key of the labels, where they come as a dict.
      weight_column_name: key of the feature that weighs the loss of each example.
      label_dimension: number of labels an example; labels are ``[batch, label_dimension]``.
      enable_centered_bias: whether a bias learns the mean of the labels by itself.
      head_name: suffix of the keys of metrics and summaries, and the variable scope.
      link_fn: maps logits to the predicted scores; the loss is of the logits all the same.
    """
    return _RegressionHead(
        label_name=label_name,
        weight_column_name=weight_column_name,
        label_dimension=label_dimension,
        enable_centered_bias=enable_centered_bias,
        head_name=head_name,
        loss_fn=losses.mean_squared_loss,
        link_fn=tf.identity if link_fn is None else link_fn,
    )


def poisson_regression_head(
    label_name=None,
    weight_column_name=None,
    label_dimension=1,
    enable_centered_bias=False,
    head_name=None,
):
    """Returns a `Head` for counts: the logits are the log of a Poisson rate, scores are the rate.

    The arguments are those of :func:`regression_head`.
    """
    return _RegressionHead(
        label_name=label_name,
        weight_column_name=weight_column_name,
        label_dimension=label_dimension,
        enable_centered_bias=enable_centered_bias,
        head_name=head_name,
        loss_fn=losses.poisson_loss,
        link_fn=tf.exp,
    )


class _RegressionHead(_SingleHead):
    _default_scope = "regression_head"

    def __init__(
        self,
        label_dimension,
        loss_fn,
        link_fn,
        logits_dimension=None,
        label_name=None,
        weight_column_name=None,
        enable_centered_bias=False,
        head_name=None,
    ):
        super().__init__(
            problem_type=ProblemType.LINEAR_REGRESSION,
            logits_dimension=label_dimension if logits_dimension is None else logits_dimension,
            label_name=label_name,
            weight_column_name=weight_column_name,
            head_name=head_name,
        )
        self._loss_fn = loss_fn
        self._link_fn = link_fn
        self._enable_centered_bias = enable_centered_bias

    def _logits_to_predictions(self, logits):
        with tf1.name_scope(None, "predictions", (logits,)):
            if self.logits_dimension == 1:
                logits = tf1.squeeze(logits, axis=(1,), name=PredictionKey.SCORES)
            return {PredictionKey.SCORES: self._link_fn(logits)}

    def _metrics(self, eval_loss, predictions, labels, weights):
        with tf1.name_scope("metrics", values=[eval_loss]):
            return {self._key(MetricKey.LOSS): tf1.metrics.mean(eval_loss)}
