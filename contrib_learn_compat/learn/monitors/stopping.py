"""Monitors that stop the training."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.monitors.base import BaseMonitor, EveryN, output_of


class StopAtStep(BaseMonitor):
    """Stops after a number of steps, or at a step."""

    def __init__(self, num_steps: int | None = None, last_step: int | None = None):
        """Takes one of `num_steps`, counted from now, and `last_step`; else ValueError."""
        super().__init__()
        if num_steps is last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if None not in (num_steps, last_step):
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps, self._last_step = num_steps, last_step

    @property
    def run_on_all_workers(self):
        return True

    def step_begin(self, step):
        super().step_begin(step)
        if self._last_step is None:
            self._last_step = step + self._num_steps - 1
        return []

    def step_end(self, step, output):
        super().step_end(step, output)
        return step >= self._last_step


class NanLossDuringTrainingError(RuntimeError):
    """The loss became NaN."""

    def __str__(self):
        return "NaN loss during training."


class NanLoss(EveryN):
    """Stops, with an error unless told otherwise, when the loss is NaN."""

    def __init__(self, loss_tensor: Any, every_n_steps: int = 100, fail_on_nan_loss: bool = True):
        super().__init__(every_n_steps=every_n_steps)
        self._loss_tensor = loss_tensor
        self._fail_on_nan_loss = fail_on_nan_loss

    def every_n_step_begin(self, step):
        super().every_n_step_begin(step)
        return [self._loss_tensor]

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        if not np.isnan(output_of(outputs, self._loss_tensor)):
            return False
        failure = "Model diverged with loss = NaN."
        if self._fail_on_nan_loss:
            tf.logging.error(failure)
            raise NanLossDuringTrainingError
        tf.logging.warning(failure)
        return True
