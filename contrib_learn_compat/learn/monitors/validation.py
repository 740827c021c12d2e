"""The monitor that evaluates amid training, and may stop it."""

from __future__ import annotations

import copy
import time
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.learn.monitors.base import EveryN


class ValidationMonitor(EveryN):
    """Evaluates new checkpoints while training, and may stop it when a metric gets no better."""

    def __init__(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        eval_steps: int | None = None,
        every_n_steps: int = 100,
        metrics: dict[str, Any] | None = None,
        hooks: list | None = None,
        early_stopping_rounds: int | None = None,
        early_stopping_metric: str = "loss",
        early_stopping_metric_minimize: bool = True,
        name: str | None = None,
        check_interval_secs: float | None = 5,
    ):
        """Takes what the estimator's ``evaluate`` takes, and when to stop.

        Args:
          x: features, see :class:`Estimator`.
          y: labels.
          input_fn: in place of `x` and `y`.
          batch_size: of `x` and `y`.
          eval_steps: the steps of an evaluation.
          every_n_steps: the steps between two evaluations.
          metrics: the metrics to compute.
          hooks: the evaluation's hooks.
          early_stopping_rounds: stop after so many steps without a better value.
          early_stopping_metric: of which metric.
          early_stopping_metric_minimize: whether lower is better.
          name: the evaluation's name.
          check_interval_secs: look for a new checkpoint no more often than that.

        Raises:
          ValueError: neither `x` nor `input_fn`.
        """
        super().__init__(every_n_steps=every_n_steps, first_n_steps=-1)
        if x is None and input_fn is None:
            raise ValueError("Either x or input_fn should be provided.")
        self.x, self.y, self.input_fn, self.batch_size = x, y, input_fn, batch_size
        self.eval_steps, self.metrics, self.hooks, self.name = eval_steps, metrics, hooks, name
        self.early_stopping_rounds = early_stopping_rounds
        self.early_stopping_metric = early_stopping_metric
        self.early_stopping_metric_minimize = early_stopping_metric_minimize
        self._best_value_step = self._best_value = self._best_metrics = None
        self._latest_path = self._latest_path_step = self._last_checkpoint_check_time = None
        self._early_stopped = False
        self._check_interval_secs = check_interval_secs

    @property
    def early_stopped(self) -> bool:
        """Whether it was this monitor that stopped training."""
        return self._early_stopped

    @property
    def best_step(self) -> int | None:
        """The step of the best value so far."""
        return self._best_value_step

    @property
    def best_value(self) -> Any:
        """The best value of the early stopping metric so far."""
        return self._best_value

    @property
    def best_metrics(self) -> dict[str, Any] | None:
        """All metrics of the best step so far."""
        return self._best_metrics

    def every_n_step_end(self, step, outputs):
        super().every_n_step_end(step, outputs)
        if self._estimator is None:
            raise ValueError("Missing call to set_estimator.")
        if not self._has_new_checkpoint(step):
            return False
        results = self._evaluate_estimator()
        stats = ", ".join(f"{name} = {value}" for name, value in results.items())
        tf.logging.info("Validation (step %d): %s", step, stats)
        return self.early_stopping_rounds is not None and self._should_stop(step, results)

    def _has_new_checkpoint(self, step: int) -> bool:
        now, last = time.time(), self._last_checkpoint_check_time
        interval = self._check_interval_secs
        if interval is not None and last is not None and now - last <= interval:
            tf.logging.debug(
                "Skipping evaluation since less than %d seconds have passed since "
                "last check for a new checkpoint.",
                interval,
            )
            return False
        self._last_checkpoint_check_time = now
        path = tf.train.latest_checkpoint(self._estimator.model_dir)
        if path is None:
            tf.logging.debug(
                "Skipping evaluation since model has not been saved yet at step %d.", step
            )
            return False
        if path == self._latest_path:
            tf.logging.debug(
                "Skipping evaluation due to same checkpoint %s for step %d as for step %d.",
                path, step, self._latest_path_step,
            )  # fmt: skip
            return False
        self._latest_path, self._latest_path_step = path, step
        return True

    def _evaluate_estimator(self) -> dict[str, Any]:
        both = {
            "input_fn": self.input_fn,
            "steps": self.eval_steps,
            "hooks": self.hooks,
            "name": self.name,
        }
        only_learn = {
            "x": self.x,
            "y": self.y,
            "batch_size": self.batch_size,
            "metrics": self.metrics,
        }
        if not isinstance(self._estimator, core_estimator.Estimator):
            return self._estimator.evaluate(**both, **only_learn)
        if any(value is not None for value in only_learn.values()):
            raise ValueError(
                "tf.estimator.Estimator does not support following arguments: "
                "x, y, batch_size, metrics. Should set as `None` in ValidationMonitor"
            )
        return self._estimator.evaluate(**both)

    def _should_stop(self, step: int, results: dict[str, Any]) -> bool:
        metric = self.early_stopping_metric
        if metric not in results:
            raise ValueError(f"Metric {metric} missing from outputs {set(results)}.")
        value, best = results[metric], self._best_value
        better = best is None or (
            value < best if self.early_stopping_metric_minimize else value > best
        )
        if better:
            self._best_value = value
            self._best_metrics = copy.deepcopy(results)
            self._best_value_step = step
        waited = int(step - self._best_value_step)
        self._early_stopped = waited >= self.early_stopping_rounds
        if self._early_stopped:
            tf.logging.info(
                f"Stopping. Best step: {self._best_value_step} with {metric} = {self._best_value}."
            )
        return self._early_stopped
