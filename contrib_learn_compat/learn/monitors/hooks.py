"""What runs monitors in a session: one hook."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.monitors.base import BaseMonitor


class RunHookAdapterForMonitors(tf.train.SessionRunHook):
    """Runs monitors as one hook."""

    def __init__(self, monitors: Sequence[BaseMonitor]):
        self._monitors = monitors

    def begin(self):
        self._last_step = None
        self._global_step_tensor = tf.train.get_global_step()
        for monitor in self._monitors:
            monitor.begin(max_steps=None)

    def before_run(self, run_context):
        if self._last_step is None:
            self._last_step = run_context.session.run(self._global_step_tensor) + 1
        fetches = {}
        for monitor in self._monitors:
            wanted = monitor.step_begin(self._last_step)
            if not wanted:
                continue
            if not isinstance(wanted, list):
                raise ValueError("Monitor.step_begin should return a list.")
            fetches.update({item: _graph_element(item) for item in wanted})
        return tf.train.SessionRunArgs(fetches)

    def after_run(self, run_context, run_values):
        outputs = run_values.results
        # Every monitor sees the step, also after one that stops.
        if any([monitor.step_end(self._last_step, outputs) for monitor in self._monitors]):
            run_context.request_stop()
        for monitor in self._monitors:
            monitor.post_step(self._last_step, run_context.session)
        # Fetched with the step, a resource variable might be read before the step counts.
        self._last_step = run_context.session.run(self._global_step_tensor) + 1

    def end(self, session):
        self._last_step = None
        for monitor in self._monitors:
            if "session" in inspect.signature(monitor.end).parameters:
                monitor.end(session=session)
            else:
                monitor.end()


def replace_monitors_with_hooks(
    monitors_or_hooks: Iterable[Any] | None, estimator: Any
) -> list[tf.train.SessionRunHook]:
    """Returns the hooks among `monitors_or_hooks`, and one more that runs the monitors.

    Workers that are not the chief keep only the monitors that run everywhere.
    """
    hooks, monitors = [], []
    for item in monitors_or_hooks or ():
        (hooks if isinstance(item, tf.train.SessionRunHook) else monitors).append(item)
    if not estimator.config.is_chief:
        monitors = [monitor for monitor in monitors if monitor.run_on_all_workers]
    for monitor in monitors:
        monitor.set_estimator(estimator)
    if monitors:
        hooks.append(RunHookAdapterForMonitors(monitors))
    return hooks


def _graph_element(item: Any) -> Any:
    """Returns what to fetch for a monitor's request: an element of the graph, or its name.

    Raises:
      ValueError: it is of another graph, or the name of an op with several outputs.
    """
    graph = tf.get_default_graph()
    if not isinstance(item, str):
        if getattr(item, "graph", None) is not graph:
            raise ValueError(
                f"Passed {item} should have graph attribute that is equal to current graph {graph}."
            )
        return item
    if ":" in item:
        return graph.as_graph_element(item)
    if len(graph.get_operation_by_name(item).outputs) > 1:
        raise ValueError(
            f"Name {item} is ambiguous, as this `Operation` has multiple outputs (at least 2)."
        )
    return graph.as_graph_element(f"{item}:0")
