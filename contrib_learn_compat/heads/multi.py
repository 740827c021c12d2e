"""The head of several heads: it adds up their losses and keeps their predictions apart."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import run_after
from contrib_learn_compat.heads.base import Head, TrainOpFn, check_graph, check_mode, no_op_train_fn
from contrib_learn_compat.heads.loss_only import _LossOnlyHead
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps


def multi_head(heads: Sequence[Head], loss_weights: Sequence[float] | None = None) -> Head:
    """Returns a `Head` that trains several heads at once.

    Logits are one Tensor ``[batch, sum of the heads' logits_dimension]``, which is split in the
    order of the heads, or a dict of Tensors by head name, or are built from `logits_input`.
    Predictions have ``(head name, key)`` for keys.

    Args:
      heads: heads that have names.
      loss_weights: what the loss of each head counts; 1 if not given.

    Raises:
      ValueError: for another number of weights than of heads, or a head without a name.
    """
    if loss_weights and len(loss_weights) != len(heads):
        raise ValueError("heads and loss_weights must have same size")

    def merge(losses):
        if loss_weights:
            if len(losses) != len(loss_weights):
                raise ValueError("losses and loss_weights must have same size")
            losses = [tf.multiply(*pair) for pair in zip(losses, loss_weights, strict=True)]
        return tf.add_n(losses)

    return _MultiHead(heads, loss_merger=merge)


class _MultiHead(Head):
    logits_dimension = property(operator.attrgetter("_logits_dimension"))

    def __init__(self, heads: Sequence[Head], loss_merger: Callable):
        if not all(head.head_name for head in heads):
            raise ValueError("Members of MultiHead must have names.")
        self._logits_dimension = sum(head.logits_dimension for head in heads)
        self._heads = heads
        self._loss_merger = loss_merger

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
        """See `Head` and :func:`multi_head`."""
        check_graph((labels, logits, logits_input))
        check_mode(mode)
        gates = []

        def gate(loss):
            gates.append(no_op_train_fn(loss))
            return gates[-1]

        parts = [
            head.create_model_fn_ops(
                features=features,
                mode=mode,
                labels=labels,
                train_op_fn=gate,
                scope=scope,
                **head_logits,
            )
            for head, head_logits in zip(
                self._heads, self._logits_of_heads(logits, logits_input), strict=True
            )
        ]
        if mode == ModeKeys.TRAIN:
            if train_op_fn is None:
                raise ValueError("train_op_fn can not be None in TRAIN mode.")
            return self._merge_train(parts, train_op_fn, gates)
        return self._merge_infer(parts) if mode == ModeKeys.INFER else self._merge_eval(parts)

    def _logits_of_heads(self, logits, logits_input):
        """Returns each head's keyword arguments for its logits."""
        if logits is None:
            return [{"logits_input": logits_input} for _ in self._heads]
        if not isinstance(logits, dict):
            return [{"logits": part} for part in self._split_logits(logits)]
        return [
            {"logits": None if isinstance(head, _LossOnlyHead) else logits[head.head_name]}
            for head in self._heads
        ]

    def _split_logits(self, logits):
        parts, begin = [], 0
        for head in self._heads:
            parts.append(tf.slice(logits, [0, begin], [-1, head.logits_dimension]))
            begin += head.logits_dimension
        return parts

    def _merge_train(self, parts, train_op_fn, gates):
        loss = self._loss_merger([part.loss for part in parts])
        train_op = train_op_fn(loss)
        all_train_ops = tf.group(train_op, *(part.train_op for part in parts))
        # What the heads train by themselves, their centered biases, comes after.
        run_after(gates, train_op)
        return ModelFnOps(
            mode=ModeKeys.TRAIN,
            loss=loss,
            train_op=all_train_ops,
            eval_metric_ops=_merged_metrics(parts),
        )

    def _merge_infer(self, parts):
        named = [
            (head.head_name, part)
            for head, part in zip(self._heads, parts, strict=True)
            if not isinstance(head, _LossOnlyHead)
        ]
        return ModelFnOps(
            mode=ModeKeys.INFER,
            predictions=_merged_predictions(named),
            output_alternatives={name: part.output_alternatives[name] for name, part in named},
        )

    def _merge_eval(self, parts):
        named = [(head.head_name, part) for head, part in zip(self._heads, parts, strict=True)]
        return ModelFnOps(
            mode=ModeKeys.EVAL,
            predictions=_merged_predictions(named),
            loss=self._loss_merger([part.loss for part in parts]),
            eval_metric_ops=_merged_metrics(parts),
        )


def _merged_predictions(named):
    return {(name, key): value for name, part in named for key, value in part.predictions.items()}


def _merged_metrics(parts):
    return {key: value for part in parts for key, value in part.eval_metric_ops.items()}
