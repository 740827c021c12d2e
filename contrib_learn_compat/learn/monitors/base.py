"""Monitors, which were hooks before there were hooks: what they have in common."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf


class BaseMonitor:
    """Something that watches training, step by step.

    For each step the loop calls :meth:`step_begin`, which says what to fetch, :meth:`step_end`
    with what was fetched, and :meth:`post_step`.
    """

    def __init__(self):
        self._begun = False
        self._current_epoch = self._current_step = None
        self._max_steps = self._estimator = None

    @property
    def run_on_all_workers(self) -> bool:
        """Whether workers that are not the chief run it too."""
        return False

    def set_estimator(self, estimator: Any) -> None:
        """Tells the monitor which estimator is trained; called before :meth:`begin`.

        Raises:
          ValueError: it is None.
        """
        if estimator is None:
            raise ValueError("Missing estimator.")
        self._estimator = estimator

    def begin(self, max_steps: int | None = None) -> None:
        """Called in the graph, before there is a session.

        Raises:
          ValueError: training has begun already.
        """
        if self._begun:
            raise ValueError("begin called twice without end.")
        self._max_steps = max_steps
        self._begun = True

    def end(self, session: tf.Session | None = None) -> None:
        """Called when training ends, with the session still open.

        Raises:
          ValueError: training has not begun.
        """
        if not self._begun:
            raise ValueError("end called without begin.")
        self._max_steps = None
        self._begun = False

    def epoch_begin(self, epoch: int) -> None:
        """Called before an epoch, by loops that have epochs.

        Raises:
          ValueError: another epoch has not ended, or the number is negative.
        """
        if self._current_epoch is not None:
            raise ValueError("epoch_begin called twice without epoch_end.")
        if epoch < 0:
            raise ValueError(f"Invalid epoch {epoch}.")
        self._current_epoch = epoch

    def epoch_end(self, epoch: int) -> None:
        """Called after an epoch; ValueError where it is not the one that began."""
        if self._current_epoch != epoch:
            raise ValueError(f"epoch_end expected {self._current_epoch} but got {epoch}.")
        self._current_epoch = None

    def step_begin(self, step: int) -> list:
        """Returns the tensors, or their names, that :meth:`step_end` shall see.

        Raises:
          ValueError: a step that is negative or behind the last.
        """
        if step < 0 or (self._max_steps is not None and step > self._max_steps):
            raise ValueError(f"Invalid step {step}.")
        self._current_step = step
        return []

    def step_end(self, step: int, output: dict[Any, Any]) -> bool:
        """Gets what was fetched, by what was asked for; returns True to stop training.

        Raises:
          ValueError: it is not the step that began.
        """
        if self._current_step != step:
            raise ValueError(f"step_end expected {self._current_step} but got {step}.")
        self._current_step = None
        return False

    def post_step(self, step: int, session: tf.Session) -> None:
        """Called after every monitor's :meth:`step_end`."""


class EveryN(BaseMonitor):
    """Calls its ``every_n_`` methods in the first steps, then every so many, and in the last."""

    def __init__(self, every_n_steps: int = 100, first_n_steps: int = 1):
        super().__init__()
        self._every_n_steps, self._first_n_steps = every_n_steps, first_n_steps
        self._last_successful_step, self._last_active_step = None, 0
        self._every_n_step_begin_called = False

    def every_n_step_begin(self, step: int) -> list:
        """As :meth:`BaseMonitor.step_begin`."""
        return []

    def every_n_step_end(self, step: int, outputs: dict[Any, Any]) -> bool:
        """As :meth:`BaseMonitor.step_end`."""
        return False

    def every_n_post_step(self, step: int, session: tf.Session) -> None:
        """As :meth:`BaseMonitor.post_step`; also called at the end for the last step."""

    def step_begin(self, step):
        super().step_begin(step)
        self._every_n_step_begin_called = (
            step <= self._first_n_steps
            or step >= self._last_active_step + self._every_n_steps
            or step == self._max_steps
        )
        return self.every_n_step_begin(step) if self._every_n_step_begin_called else []

    def step_end(self, step, output):
        super().step_end(step, output)
        return self._every_n_step_begin_called and self.every_n_step_end(step, output)

    def post_step(self, step, session):
        super().post_step(step, session)
        if self._every_n_step_begin_called:
            self._last_active_step = step
            self.every_n_post_step(step, session)
        self._last_successful_step = step

    def end(self, session=None):
        super().end(session=session)
        if self._last_successful_step != self._last_active_step:
            self.every_n_post_step(self._last_successful_step, session)


def output_of(outputs: dict[Any, Any], request: Any) -> Any:
    """Returns what was fetched for a request, which is a tensor, an op or its name."""
    return outputs[request] if request in outputs else outputs[request.name]
