"""What a model_fn hands to heads and optimizers, watched while it is called."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import tensorflow as tf

from contrib_learn_compat import _private, heads
from contrib_learn_compat.keras.verification import clusters, sdca
from contrib_learn_compat.layers import dropping

tf1 = tf.compat.v1

_CENTERED_BIAS = "centered_bias_weight"
_BRANCH = re.compile(r"(^|/)cond(_\d+)?/")


class Watched:
    """What was seen of one call of a model_fn.

    Attributes:
      logits: of each head, by its name, or by an empty string.
      weight_columns: the names of the features by which heads weight examples.
      slots: the names of the variables that optimizers made.
      dropout: the rates at which units would have been dropped, had that not been turned off; None
        for one that is no constant.
      drops: whether units would have been dropped in any case.
      ordered: what has an order here, and none by itself.
    """

    def __init__(self) -> None:
        self.logits: dict[str, tf.Tensor] = {}
        self.weight_columns: list[str] = []
        self.slots: set[str] = set()
        self.dropout: list[float | None] = []
        self.drops = False
        self.ordered: set[str] = set()
        self._minimized: list[tf.Tensor] = []
        self._optimizers: list[tuple[Any, Any]] = []

    def minimized(self, reported: tf.Tensor) -> tf.Tensor:
        """Returns the loss that the optimizer was given, which may be more than the reported."""
        losses = list({id(loss): loss for loss in self._minimized}.values())
        return losses[0] if len(losses) == 1 else reported

    def optimizer(self) -> Any:
        """Returns the one optimizer, with the step counter that it increments, or None."""
        different = {id(optimizer): (optimizer, step) for optimizer, step in self._optimizers}
        return next(iter(different.values())) if len(different) == 1 else None

    def saw_gradients(self, loss: Any, variables: list[Any]) -> None:
        if isinstance(loss, tf.Tensor) and not _are_centered_bias(variables):
            self._minimized.append(loss)

    def saw_update(self, optimizer: Any, variables: list[Any], step: Any) -> None:
        if not _are_centered_bias(variables):
            self._optimizers.append((optimizer, step))


@contextlib.contextmanager
def watching() -> Iterator[Watched]:
    """Watches heads and optimizers, and makes alike what is not from one run to the next.

    Dropout is off, and what has no order of its own gets one.
    """
    watched = Watched()
    compute, apply = tf1.train.Optimizer.compute_gradients, tf1.train.Optimizer.apply_gradients

    def compute_gradients(optimizer, loss, *args, **kwargs):
        pairs = compute(optimizer, loss, *args, **kwargs)
        watched.saw_gradients(loss, [variable for _, variable in pairs])
        return pairs

    def apply_gradients(optimizer, grads_and_vars, global_step=None, *args, **kwargs):
        pairs = list(grads_and_vars)
        before = _names(tf1.global_variables())
        result = apply(optimizer, pairs, global_step, *args, **kwargs)
        watched.slots |= _names(tf1.global_variables()) - before
        watched.saw_update(optimizer, [variable for _, variable in pairs], global_step)
        return result

    with contextlib.ExitStack() as stack:
        patch = mock.patch.object
        stack.enter_context(patch(tf1.train.Optimizer, "compute_gradients", compute_gradients))
        stack.enter_context(patch(tf1.train.Optimizer, "apply_gradients", apply_gradients))
        for head in _with_predictions(heads.base.Head):
            predict = _watched_predictions(head._logits_to_predictions, watched)
            stack.enter_context(patch(head, "_logits_to_predictions", predict))
        # In these two meets all dropout: that of tf.contrib.layers, and that of tf.nn.
        stack.enter_context(patch(dropping, "drop", _kept(watched)))
        stack.enter_context(patch(_private.nn_ops, "_dropout", _kept(watched)))
        stack.enter_context(sdca.in_order(watched.ordered))
        stack.enter_context(clusters.in_order(watched.ordered))
        yield watched


def _watched_predictions(predict: Callable, watched: Watched) -> Callable:
    def logits_to_predictions(head, logits):
        watched.logits[head.head_name or ""] = logits
        if head.weight_column_name and head.weight_column_name not in watched.weight_columns:
            watched.weight_columns.append(head.weight_column_name)
        return predict(head, logits)

    return logits_to_predictions


def _kept(watched: Watched) -> Callable:
    def drop(x, rate, *_, **__):
        rate = tf.get_static_value(rate)
        watched.dropout.append(None if rate is None else float(rate))
        x = tf.identity(x)
        watched.drops |= bool(rate) and not _is_in_branch(x)
        return x

    return drop


def _is_in_branch(x: tf.Tensor) -> bool:
    """Tells whether a tensor may not come to be, for a tensor decides on it."""
    return x.graph.building_function or bool(_BRANCH.search(x.op.name))


def _with_predictions(head: type) -> Iterator[type]:
    """Yields the classes of heads that make predictions themselves."""
    if "_logits_to_predictions" in vars(head):
        yield head
    for kind in head.__subclasses__():
        yield from _with_predictions(kind)


def _names(variables: list[Any]) -> set[str]:
    return {variable.op.name for variable in variables}


def _are_centered_bias(variables: list[Any]) -> bool:
    """Tells the step of a head's own, which minimizes another loss by another optimizer."""
    return all(_CENTERED_BIAS in variable.op.name for variable in variables)
