"""A NaN loss ends training, with an error that says where and when."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf


class NanLossDuringTrainingError(tf.train.NanLossDuringTrainingError):
    """The loss became NaN; says which tensor, at which step."""

    def __init__(self, tensor_name: str, global_step: int):
        """Takes the loss tensor's name and the global step after the step that made it NaN."""
        super().__init__(tensor_name, global_step)
        self.tensor_name = tensor_name
        self.global_step = global_step

    def __str__(self):
        return (
            f"{super().__str__()}\nThe tensor '{self.tensor_name}' is NaN at global step "
            f"{self.global_step}. Usual causes: a learning rate too high, NaN among the input, or "
            "the log or the quotient of a zero."
        )


class NanLossHook(tf.train.NanTensorHook):
    """Fails with :class:`NanLossDuringTrainingError` when the loss is NaN."""

    def __init__(self, loss: tf.Tensor):
        super().__init__(loss)
        self._name = loss.name

    def after_run(self, run_context: Any, run_values: Any) -> None:
        try:
            super().after_run(run_context, run_values)
        except tf.train.NanLossDuringTrainingError as error:
            step = int(run_context.session.run(tf.train.get_global_step()))
            raise NanLossDuringTrainingError(self._name, step) from error
