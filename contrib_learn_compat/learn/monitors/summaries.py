"""Monitors that write events."""

from __future__ import annotations

import time
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import events
from contrib_learn_compat.learn.monitors.base import BaseMonitor, EveryN, output_of
from contrib_learn_compat.learn.monitors.tensors import PrintTensor


class SummarySaver(EveryN):
    """Writes a summary op's value every so many steps."""

    def __init__(
        self,
        summary_op: Any,
        save_steps: int = 100,
        output_dir: str | None = None,
        summary_writer: Any = None,
        scaffold: tf.train.Scaffold | None = None,
    ):
        """Takes the op, or None for the scaffold's, and a writer or its directory."""
        super().__init__(every_n_steps=save_steps)
        self._summary_op = summary_op
        self._summary_writer = summary_writer
        if summary_writer is None and output_dir:
            self._summary_writer = events.writer(output_dir)
        self._scaffold = scaffold

    def set_estimator(self, estimator):
        super().set_estimator(estimator)
        if self._summary_writer is None:
            self._summary_writer = events.writer(estimator.model_dir)

    def every_n_step_begin(self, step):
        super().every_n_step_begin(step)
        if self._summary_op is None and self._scaffold is not None:
            self._summary_op = self._scaffold.summary_op
        return [] if self._summary_op is None else [self._summary_op]

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        if self._summary_op is not None and self._summary_writer:
            self._summary_writer.add_summary(output_of(outputs, self._summary_op), step)
        return False

    def end(self, session=None):
        super().end(session=session)
        if self._summary_writer:
            self._summary_writer.flush()


class StepCounter(EveryN):
    """Writes a summary of the steps per second."""

    def __init__(
        self, every_n_steps: int = 100, output_dir: str | None = None, summary_writer: Any = None
    ):
        super().__init__(every_n_steps=every_n_steps)
        self._last_reported_step = None
        self._last_reported_time = None
        self._summary_writer = summary_writer
        if summary_writer is None and output_dir:
            self._summary_writer = events.writer(output_dir)

    def set_estimator(self, estimator):
        super().set_estimator(estimator)
        if self._summary_writer is None:
            self._summary_writer = events.writer(estimator.model_dir)

    def every_n_step_end(self, current_step, outputs):
        now = time.time()
        if self._last_reported_time is not None and self._summary_writer:
            rate = (current_step - self._last_reported_step) / (now - self._last_reported_time)
            summary = tf.Summary()
            summary.value.add(tag="global_step/sec", simple_value=rate)
            self._summary_writer.add_summary(summary, current_step)
        self._last_reported_step = current_step
        self._last_reported_time = now


def get_default_monitors(
    loss_op: Any = None,
    summary_op: Any = None,
    save_summary_steps: int = 100,
    output_dir: str | None = None,
    summary_writer: Any = None,
) -> list[BaseMonitor]:
    """Returns a monitor that logs the loss and one that writes summaries, for what is given."""
    monitors = []
    if loss_op is not None:
        monitors.append(PrintTensor(tensor_names={"loss": loss_op.name}))
    if summary_op is not None:
        monitors.append(SummarySaver(summary_op, save_summary_steps, output_dir, summary_writer))
    return monitors
