"""The training loop: it calls the hooks at the steps at which they have something to do.

TensorFlow's own hooks ask for the global step or the loss at every step, and act at few. Of those
the loop knows when they will act; up to then a step is one call of a prepared callable. A hook
that it does not know, such as a user's, is called at every step.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.core import step_loop
from contrib_learn_compat.core.nan_loss import NanLossHook
from contrib_learn_compat.core.saver_hook import SaverHook


class Due(NamedTuple):
    """Where a hook is to be called next, by whichever of these comes first."""

    step: float = math.inf  # in the run that reaches this global step
    runs: float = math.inf  # after so many runs
    time: float = math.inf  # at this time, in seconds since the epoch


_NEVER, _NOW = Due(), Due(runs=0)


def _by_timer(hook: Any) -> Due:
    timer, last = hook._timer, hook._timer.last_triggered_step()
    if type(timer) is not tf.train.SecondOrStepTimer or last is None:
        return _NOW
    if timer._every_steps is None:
        return Due(time=timer._last_triggered_time + timer._every_secs)
    return Due(step=last + timer._every_steps)


def _by_own_count(hook: tf.train.LoggingTensorHook) -> Due:
    step, runs, seconds = _by_timer(hook)
    return Due(runs=min(runs, step - hook._iter_count), time=seconds)


# By the exact class: a subclass may do more. What these have to see of each run, they are told.
_DUE = {
    NanLossHook: lambda hook: _NEVER,
    SaverHook: _by_timer,
    tf.train.CheckpointSaverHook: _by_timer,
    tf.train.FeedFnHook: lambda hook: _NEVER,
    tf.train.LoggingTensorHook: _by_own_count,
    tf.train.NanTensorHook: lambda hook: _NEVER,
    tf.train.StepCounterHook: _by_timer,
    tf.train.StopAtStepHook: lambda hook: Due(step=hook._last_step),
    tf.train.SummarySaverHook: lambda hook: _by_timer(hook) if hook._next_step else _NOW,
}

# A server that is lost cancels what others read from it; of these errors, that comes first.
_LOST = "ABORTED: "


class Steps(tf.train.SessionRunHook):
    """Makes the steps of a MonitoredSession, of which it is a hook itself, to know the session."""

    def __init__(
        self,
        train_op: Any,
        loss: tf.Tensor,
        hooks: Sequence[tf.train.SessionRunHook],
        pausing: Callable[[], bool],
        steps_per_execution: int = 1,
        is_alone: bool = True,
    ):
        """Takes what a step runs, the session's other hooks, and what tells to return early.

        Args:
          train_op: what a step runs.
          loss: the scalar that the steps are watched by.
          hooks: all of the session's other hooks.
          pausing: tells between steps that :meth:`advance` shall return.
          steps_per_execution: how many steps a call of the session makes at most.
          is_alone: whether no cluster shares the graph, through which no loop goes.
        """
        self.loss = None
        self._fetches = [train_op, loss]
        self._hooks = [hook for hook in hooks if is_called_in_runs(hook)]
        self._feeding = self._those(tf.train.FeedFnHook)
        self._watching = self._those(NanLossHook, tf.train.NanTensorHook)
        self._demanding = [
            *(hook for hook in self._hooks if type(hook) not in _DUE),
            *(hook for hook in self._watching if hook._loss_tensor is not loss),
            *self._feeding[1:],
        ]
        if not self._demanding:
            self._fetches.append(_global_step_after(train_op))
        self._loop = None
        if steps_per_execution > 1:
            self._add_loop(steps_per_execution, is_alone)
        self._pausing = pausing

    def after_create_session(self, session, coord):
        self._session, self._coordinator = session, coord
        self._global_step = None
        train_op, *values = self._fetches
        targets = step_loop.ops_of(train_op)
        self._run = _private.prepared_run(session, fetches=values, targets=targets)
        if self._loop:
            self._run_loop = self._loop.in_session(session)

    def advance(self, session: tf.train.MonitoredSession) -> None:
        """Makes steps up to and with the next at which a hook is due; sets the last `loss`."""
        if not self._demanding:
            session.run_step_fn(self._until_due)
        else:
            session.run_step_fn(self._one_step)

    def _one_step(self, step_context) -> None:
        """Makes a step of which hooks ask for values."""
        try:
            _, self.loss = step_context.run_with_hooks(self._fetches)
        except tf.errors.CancelledError as error:
            if _LOST in error.message:
                raise tf.errors.AbortedError(error.node_def, error.op, error.message) from error
            raise

    def _until_due(self, step_context) -> None:
        # Called again in a new session when a server was lost: self, not step_context, knows it.
        if self._global_step is not None:
            try:
                self._skip_hooks(step_context)
            except Exception as error:
                self._raise_if_server_lost(error)
                raise
        if not self._coordinator.should_stop() and not self._pausing():
            _, self.loss, self._global_step = step_context.run_with_hooks(self._fetches)

    def _skip_hooks(self, step_context) -> None:
        """Makes steps while no hook is due."""
        dues = [_DUE[type(hook)](hook) for hook in self._hooks]
        due_step, runs, due_time = map(min, zip(_NEVER, *dues, strict=True))
        stopping, pausing = self._coordinator.should_stop, self._pausing
        step, made = self._global_step, 0
        while (
            made < runs
            and step + 1 < due_step
            and time.time() < due_time
            and not stopping()
            and not pausing()
        ):
            before = step
            count, self.loss, step = self._some_steps(runs - made, due_step)
            made += count
            if self.loss != self.loss:
                self._tell_of_nan(step_context)
            if step == before:
                break  # The StepCounterHook warns of it.
        self._global_step = step
        for hook in self._those(tf.train.LoggingTensorHook):
            hook._iter_count += made
        for hook in self._those(tf.train.SummarySaverHook):
            hook._next_step = step + 1

    def _some_steps(self, most: float, due_step: float) -> tuple[int, Any, Any]:
        """Returns how many steps one call of the session made, the loss and the global step."""
        if self._loop:
            most = min(most, self._steps_per_execution)
            try:
                return self._run_loop(most, due_step, self.loss)
            except tf.errors.OutOfRangeError:
                self.loss = self._loop.kept_loss(self._session)
                raise
        if self._feeding:
            _, loss, step = self._session.run(self._fetches, self._feeding[0].feed_fn())
        else:
            loss, step = self._run()
        return 1, loss, step

    def _add_loop(self, steps_per_execution: int, is_alone: bool) -> None:
        hooks = self._demanding or self._feeding
        if hooks:
            obstacle = f"the {type(hooks[0]).__name__} is to be called at each step"
        elif not is_alone:
            obstacle = "the graph is spread over a cluster"
        else:
            obstacle = step_loop.obstacle(self._fetches, self._fetches[1])
        if obstacle:
            tf.logging.warning(
                "steps_per_execution=%d has no effect, each step is a call of the session: %s.",
                steps_per_execution,
                obstacle,
            )
        else:
            self._loop = step_loop.StepLoop(*self._fetches)
            self._steps_per_execution = steps_per_execution

    def _tell_of_nan(self, step_context) -> None:
        arguments = tf.train.SessionRunArgs(self._fetches)
        context = tf.train.SessionRunContext(arguments, self._session)
        values = tf.train.SessionRunValues(self.loss, options=None, run_metadata=None)
        for hook in self._watching:
            hook.after_run(context, values)
        if context.stop_requested:
            step_context.request_stop()

    def _raise_if_server_lost(self, error: Exception) -> None:
        """Raises what stopped a thread that feeds the step, where that calls for a new session."""
        try:
            self._coordinator.raise_requested_exception()
        except (tf.errors.AbortedError, tf.errors.UnavailableError) as lost:
            raise lost from error
        except Exception:
            raise error from None

    def _those(self, *kinds: type) -> list[Any]:
        return [hook for hook in self._hooks if type(hook) in kinds]


def is_called_in_runs(hook: tf.train.SessionRunHook) -> bool:
    """Tells hooks with a part in runs from those of a session's begin and end alone."""
    base = tf.train.SessionRunHook
    return any(
        getattr(type(hook), name, None) is not getattr(base, name)
        for name in ("before_run", "after_run")
    )


def _global_step_after(train_op: Any) -> tf.Tensor:
    global_step = tf.train.get_global_step()
    with tf.control_dependencies(tf.nest.flatten(train_op)):
        # A variable of references has a tensor already, which may be read before the step.
        if isinstance(global_step, tf.Variable):
            return global_step.read_value()
        return tf.identity(global_step)
