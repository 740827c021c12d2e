"""Hooks that end training early: when a metric says so, or when the last step is saved."""

from __future__ import annotations

import collections
import operator
import os
import time
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.core.estimator import Estimator, saved_global_step


def make_early_stopping_hook(
    estimator: Estimator,
    should_stop_fn: Callable[[], bool],
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> tf.train.SessionRunHook:
    """Returns a hook that ends training, on all workers, when a function says so.

    Args:
      estimator: the Estimator that is trained.
      should_stop_fn: called on the chief, from time to time.
      run_every_secs: how often, in seconds.
      run_every_steps: how often, in steps; then `run_every_secs` must be None.

    Raises:
      ValueError: both intervals are given.
      TypeError: something is not of its type.
    """
    if not isinstance(estimator, Estimator):
        raise TypeError(
            f"`estimator` must have type `tf.estimator.Estimator`. Got: {type(estimator)}"
        )
    if run_every_secs is not None and run_every_steps is not None:
        raise ValueError("Only one of `run_every_secs` and `run_every_steps` must be set.")
    if not estimator.config.is_chief:
        return _FollowTheChiefHook()
    return _AskToStopHook(should_stop_fn, run_every_secs, run_every_steps)


def stop_if_higher_hook(
    estimator: Estimator,
    metric_name: str,
    threshold: float,
    eval_dir: str | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> tf.train.SessionRunHook:
    """Returns a hook that ends training when a metric has been above a threshold.

    Args:
      estimator: the Estimator that is trained.
      metric_name: the metric, as evaluations write it.
      threshold: the threshold.
      eval_dir: where evaluations write their events; the Estimator's ``eval_dir`` by default.
      min_steps: evaluations before this step do not count.
      run_every_secs: how often to look, in seconds.
      run_every_steps: how often, in steps; then `run_every_secs` must be None.
    """
    crossed = _crossed(metric_name, threshold, operator.gt, "greater than")
    return _watching(estimator, crossed, eval_dir, min_steps, run_every_secs, run_every_steps)


def stop_if_lower_hook(
    estimator: Estimator,
    metric_name: str,
    threshold: float,
    eval_dir: str | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> tf.train.SessionRunHook:
    """As :func:`stop_if_higher_hook`, when the metric has been below the threshold."""
    crossed = _crossed(metric_name, threshold, operator.lt, "less than")
    return _watching(estimator, crossed, eval_dir, min_steps, run_every_secs, run_every_steps)


def stop_if_no_increase_hook(
    estimator: Estimator,
    metric_name: str,
    max_steps_without_increase: int,
    eval_dir: str | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> tf.train.SessionRunHook:
    """As :func:`stop_if_higher_hook`, when the metric has not grown for so many steps."""
    stuck = _stuck(metric_name, max_steps_without_increase, operator.gt, "increase")
    return _watching(estimator, stuck, eval_dir, min_steps, run_every_secs, run_every_steps)


def stop_if_no_decrease_hook(
    estimator: Estimator,
    metric_name: str,
    max_steps_without_decrease: int,
    eval_dir: str | None = None,
    min_steps: int = 0,
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> tf.train.SessionRunHook:
    """As :func:`stop_if_higher_hook`, when the metric has not fallen for so many steps."""
    stuck = _stuck(metric_name, max_steps_without_decrease, operator.lt, "decrease")
    return _watching(estimator, stuck, eval_dir, min_steps, run_every_secs, run_every_steps)


def make_stop_at_checkpoint_step_hook(
    estimator: Estimator, last_step: int, wait_after_file_check_secs: float = 30
) -> tf.train.SessionRunHook:
    """Returns a hook that ends training when a checkpoint of the last step is written.

    Args:
      estimator: the Estimator that is trained.
      last_step: the step.
      wait_after_file_check_secs: how long a worker waits before it looks for the chief's
        checkpoint again.

    Raises:
      ValueError: `last_step` is None.
    """
    if last_step is None:
        raise ValueError("last_step must be specified.")
    if estimator.config.is_chief:
        return tf.train.StopAtStepHook(last_step=last_step)
    return _StopAtCheckpointHook(estimator.model_dir, last_step, wait_after_file_check_secs)


def read_eval_metrics(eval_dir: str) -> dict[int, dict[str, float]]:
    """Returns the metrics that evaluations have written, by step, in the order of steps."""
    by_step = collections.defaultdict(dict)
    for path in tf.gfile.Glob(os.path.join(eval_dir, "events.out.tfevents.*")):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    by_step[event.step][value.tag] = value.simple_value
    return dict(sorted(by_step.items()))


_Series = list[tuple[int, dict[str, float]]]


def _watching(
    estimator: Estimator,
    tells_to_stop: Callable[[_Series], bool],
    eval_dir: str | None,
    min_steps: int,
    run_every_secs: float | None,
    run_every_steps: int | None,
) -> tf.train.SessionRunHook:
    directory = estimator.eval_dir() if eval_dir is None else eval_dir

    def should_stop():
        return tells_to_stop(
            [(s, metrics) for s, metrics in read_eval_metrics(directory).items() if s >= min_steps]
        )

    return make_early_stopping_hook(estimator, should_stop, run_every_secs, run_every_steps)


def _crossed(name: str, threshold: float, is_beyond: Callable, relation: str) -> Callable:
    def tells_to_stop(series):
        for step, metrics in series:
            if is_beyond(metrics[name], threshold):
                tf.logging.info(
                    'At step %s, metric "%s" has value %s which is %s the configured '
                    "threshold (%s) for early stopping.",
                    step, name, metrics[name], relation, threshold,
                )  # fmt: skip
                return True
        return False

    return tells_to_stop


def _stuck(name: str, max_steps: int, is_better: Callable, change: str) -> Callable:
    def tells_to_stop(series):
        best = best_step = None
        for step, metrics in series:
            if best is None or is_better(metrics[name], best):
                best, best_step = metrics[name], step
            if step - best_step >= max_steps:
                tf.logging.info(
                    'No %s in metric "%s" for %s steps, which is greater than or equal '
                    "to max steps (%s) configured for early stopping.",
                    change, name, step - best_step, max_steps,
                )  # fmt: skip
                return True
        return False

    return tells_to_stop


def _stop_variable() -> tf.Variable:
    """The chief's word to the workers, a variable of the graph."""
    with tf.variable_scope("signal_early_stopping", reuse=tf.AUTO_REUSE):
        return tf.get_variable(
            "STOP",
            shape=[],
            dtype=tf.bool,
            initializer=tf.constant_initializer(False),
            collections=[tf.GraphKeys.GLOBAL_VARIABLES],
            trainable=False,
        )


class _AskToStopHook(tf.train.SessionRunHook):
    def __init__(self, should_stop_fn: Any, every_secs: float | None, every_steps: int | None):
        if not callable(should_stop_fn):
            raise TypeError("`should_stop_fn` must be callable.")
        self._should_stop_fn = should_stop_fn
        self._timer = tf.train.SecondOrStepTimer(every_secs=every_secs, every_steps=every_steps)

    def begin(self):
        self._stop_op = tf.assign(_stop_variable(), True)

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(tf.train.get_global_step())

    def after_run(self, run_context, run_values):
        step = run_values.results
        if not self._timer.should_trigger_for_step(step):
            return
        self._timer.update_last_triggered_step(step)
        if self._should_stop_fn():
            tf.logging.info("Requesting early stopping at global step %d", step)
            run_context.session.run(self._stop_op)
            run_context.request_stop()


class _FollowTheChiefHook(tf.train.SessionRunHook):
    def begin(self):
        self._variable = _stop_variable()

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self._variable)

    def after_run(self, run_context, run_values):
        if run_values.results:
            tf.logging.info("Early stopping requested, suspending run.")
            run_context.request_stop()


class _StopAtCheckpointHook(tf.train.SessionRunHook):
    def __init__(self, model_dir: str, last_step: int, wait_secs: float):
        self._model_dir = model_dir
        self._last_step = last_step
        self._wait_secs = wait_secs

    def begin(self):
        self._global_step = _private.get_or_create_global_step_read()

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self._global_step)

    def after_run(self, run_context, run_values):
        if run_values.results + 1 < self._last_step:
            return
        if saved_global_step(self._model_dir) >= self._last_step:
            run_context.request_stop()
        else:
            time.sleep(self._wait_secs)
