"""The head that adds a loss, such as a regularizer's, and predicts nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.heads.base import (
    Head,
    TrainOpFn,
    check_graph,
    check_mode,
    require_train_op_fn,
    summarize_loss,
)
from contrib_learn_compat.keys import MetricKey
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps


def loss_only_head(loss_fn: Callable, head_name: str | None = None) -> Head:
    """Returns a `Head` of a loss that needs neither labels nor logits; a part of a multi-head.

    Args:
      loss_fn: a function of nothing that returns a scalar Tensor, or a list of them to be added.
      head_name: suffix of the key of the summary, and the variable scope; ``loss_only_head`` if not
        given.
    """
    return _LossOnlyHead(loss_fn, head_name=head_name)


class _LossOnlyHead(Head):
    logits_dimension = 0

    def __init__(self, loss_fn: Callable, head_name: str | None = None):
        self._loss_fn = loss_fn
        self.head_name = head_name or "loss_only_head"

    def create_model_fn_ops(
        self,
        features: Mapping[str, Any],
        mode: str,
        labels: Any = None,
        train_op_fn: TrainOpFn | None = None,
        logits: Any = None,
        logits_input: Any = None,
        scope: Any = None,
    ) -> ModelFnOps:
        """See `Head`; features, labels and logits are left alone."""
        check_graph(())
        check_mode(mode)
        loss = train_op = None
        if mode != ModeKeys.INFER:
            with tf.variable_scope(scope, default_name=self.head_name):
                loss = self._loss_fn()
                if isinstance(loss, list):
                    loss = tf.add_n(loss)
                summarize_loss(loss, f"{MetricKey.LOSS}/{self.head_name}")
                if mode == ModeKeys.TRAIN:
                    require_train_op_fn(train_op_fn)
                    with tf.name_scope(None, "train_op", (loss,)):
                        train_op = train_op_fn(loss)
        return ModelFnOps(
            mode=mode, loss=loss, train_op=train_op, predictions={}, eval_metric_ops={}
        )
