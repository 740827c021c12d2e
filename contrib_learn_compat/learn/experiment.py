"""Experiment: an estimator with all it needs to be trained and evaluated, in many schedules."""

from __future__ import annotations

import functools
import math
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core import parting
from contrib_learn_compat.core.functions import taken_by
from contrib_learn_compat.learn import monitors, run_config
from contrib_learn_compat.learn.export_strategy import ExportStrategy
from contrib_learn_compat.learn.interfaces import Evaluable, Trainable

_LONGEST_DELAY_SECS = 60
_DELAY_SECS_PER_TASK = 5
_STEPS_PER_TASK = 8000.0
_WARNING_INTERVAL_SECS = 600


class Experiment:
    """Trains, evaluates and exports an estimator of either kind.

    The schedules, which ``learn_runner.run`` knows by name, are the public methods without needed
    arguments: :meth:`train`, :meth:`evaluate`, :meth:`train_and_evaluate`,
    :meth:`continuous_eval` and the others.
    """

    def __init__(
        self,
        estimator: Any,
        train_input_fn: Callable,
        eval_input_fn: Callable,
        eval_metrics: dict[str, Any] | None = None,
        train_steps: int | None = None,
        eval_steps: int | None = 100,
        train_monitors: list | None = None,
        eval_hooks: list | None = None,
        local_eval_frequency: int | None = None,
        eval_delay_secs: float = 120,
        continuous_eval_throttle_secs: float = 60,
        min_eval_frequency: int | None = None,
        delay_workers_by_global_step: bool = False,
        export_strategies: ExportStrategy | Iterable[ExportStrategy] | None = None,
        train_steps_per_iteration: int | None = None,
        checkpoint_and_export: bool = False,
        saving_listeners: list | None = None,
        check_interval_secs: float | None = 5,
    ):
        """Takes the parts.

        Args:
          estimator: of tf.contrib.learn, or a tf.estimator.Estimator.
          train_input_fn: returns features and labels to train on.
          eval_input_fn: returns features and labels to evaluate on.
          eval_metrics: metrics beside those of the model; not for a tf.estimator.Estimator.
          train_steps: the global step at which training ends; with its input where None.
          eval_steps: the batches of an evaluation; all where None.
          train_monitors: monitors and hooks of training.
          eval_hooks: hooks of evaluation.
          local_eval_frequency: `min_eval_frequency` of :meth:`local_run`.
          eval_delay_secs: how long evaluation alone waits before it begins.
          continuous_eval_throttle_secs: the shortest time between two continuous evaluations.
          min_eval_frequency: the steps of training between two evaluations, 1 by default; an
            evaluation also waits for a new checkpoint. 0 evaluates only at the end.
          delay_workers_by_global_step: whether later workers wait for global steps, not seconds.
          export_strategies: what is exported after an evaluation.
          train_steps_per_iteration: the steps between two evaluations of
            :meth:`continuous_train_and_eval`.
          checkpoint_and_export: whether :meth:`train_and_evaluate` evaluates and exports at every
            checkpoint.
          saving_listeners: of training; for a tf.estimator.Estimator only.
          check_interval_secs: how often at most training looks for a new checkpoint to evaluate.

        Raises:
          ValueError: an argument is not valid, or does not go with the estimator.
        """
        self._core_estimator_used = isinstance(estimator, core_estimator.Estimator)
        if self._core_estimator_used:
            if eval_metrics is not None:
                raise ValueError(
                    "`eval_metrics` must be `None` with `tf.estimator.Estimator`. "
                    "Use `eval_metric_ops` in `tf.estimator.EstimatorSpec` instead."
                )
        elif not isinstance(estimator, Evaluable):
            raise ValueError(
                "`estimator` must implement `tf.contrib.learn.Evaluable` "
                "or `tf.estimator.Estimator`."
            )
        elif not isinstance(estimator, Trainable):
            raise ValueError(
                "`estimator` must implement `tf.contrib.learn.Trainable`"
                "or `tf.estimator.`Estimator`."
            )
        elif saving_listeners is not None:
            raise ValueError("`saving_listeners` must be `None` with `tf.contrib.learn.Estimator`.")
        if not isinstance(train_steps_per_iteration, (int, type(None))):
            raise ValueError("`train_steps_per_iteration` must be an integer.")
        self._estimator = estimator
        self._train_input_fn, self._eval_input_fn = train_input_fn, eval_input_fn
        self._eval_metrics = eval_metrics
        self._train_steps, self._eval_steps = train_steps, eval_steps
        self._train_monitors = list(train_monitors or ())
        self._eval_hooks = list(eval_hooks or ())
        self._local_eval_frequency = local_eval_frequency
        self._min_eval_frequency = 1 if min_eval_frequency is None else min_eval_frequency
        self._eval_delay_secs = eval_delay_secs
        self._continuous_eval_throttle_secs = continuous_eval_throttle_secs
        self._check_interval_secs = check_interval_secs
        self._delay_workers_by_global_step = delay_workers_by_global_step
        self._train_steps_per_iteration = train_steps_per_iteration
        self._checkpoint_and_export = checkpoint_and_export
        self._saving_listeners = saving_listeners
        self.reset_export_strategies(export_strategies)

    @property
    def estimator(self) -> Any:
        return self._estimator

    @property
    def eval_metrics(self) -> dict[str, Any] | None:
        return self._eval_metrics

    @property
    def train_steps(self) -> int | None:
        return self._train_steps

    @property
    def eval_steps(self) -> int | None:
        return self._eval_steps

    def extend_train_hooks(self, additional_hooks: Iterable[Any]) -> None:
        """Adds monitors or hooks to those of training."""
        self._train_monitors.extend(additional_hooks)

    def reset_export_strategies(
        self, new_export_strategies: ExportStrategy | Iterable[ExportStrategy] | None = None
    ) -> tuple[ExportStrategy, ...]:
        """Changes what is exported; returns what was exported before."""
        old = getattr(self, "_export_strategies", ())
        if isinstance(new_export_strategies, ExportStrategy):
            new_export_strategies = [new_export_strategies]
        strategies = tuple(new_export_strategies or ())
        for strategy in strategies:
            if not isinstance(strategy, ExportStrategy):
                raise ValueError(
                    "`export_strategies` must be an ExportStrategy, an iterable of "
                    f"ExportStrategy, or `None`, found {strategy}."
                )
        self._export_strategies = strategies
        return old

    def train(self, delay_secs: float | None = None) -> Any:
        """Trains; in a cluster, starts this task's server before.

        Args:
          delay_secs: how long to wait; by default five seconds a task, so that the chief is first.

        Returns:
          The estimator.

        Raises:
          ValueError: a cluster in a config that is not of tf.contrib.learn.
        """
        config = self._estimator.config
        own_server = False
        if config.cluster_spec and config.master:
            if not isinstance(config, run_config.RunConfig):
                raise ValueError(
                    "For distributed runtime, Experiment class only works with "
                    f"tf.contrib.learn.RunConfig for now, but provided {type(config)}"
                )
            if config.environment == run_config.Environment.LOCAL:
                tf.logging.warning(
                    "ClusterSpec and master are provided, but environment is set to 'local'. Set "
                    "environment to 'cloud' if you intend to use the distributed runtime."
                )
            elif config.environment != run_config.Environment.GOOGLE:
                own_server = True
                self._start_server()

        hooks = []
        if delay_secs is None:
            task_id = config.task_id or 0
            delay_secs = min(_LONGEST_DELAY_SECS, task_id * _DELAY_SECS_PER_TASK)
            if self._delay_workers_by_global_step:
                steps = int(_STEPS_PER_TASK * math.log(task_id + 1))
                hooks, delay_secs = [tf.train.GlobalStepWaiterHook(steps)], 0
        _wait(delay_secs, "Waiting %d secs before starting training.")
        trained = self._call_train(
            input_fn=self._train_input_fn,
            max_steps=self._train_steps,
            hooks=self._train_monitors + hooks,
            saving_listeners=self._saving_listeners,
        )
        if own_server:
            parting.tell(config)
        return trained

    def evaluate(self, delay_secs: float | None = None, name: str | None = None) -> dict[str, Any]:
        """Evaluates the newest checkpoint once.

        Args:
          delay_secs: how long to wait; the experiment's `eval_delay_secs` by default.
          name: the evaluation's name, ``one_pass`` by default.

        Returns:
          The metrics by name.
        """
        delay_secs = self._eval_delay_secs if delay_secs is None else delay_secs
        _wait(delay_secs, "Waiting %d secs before starting eval.")
        return self._evaluate_once(name=name or "one_pass")

    def local_run(self) -> tuple[dict[str, Any], list[Any]]:
        """As :meth:`train_and_evaluate`, every `local_eval_frequency` steps."""
        frequency = self._min_eval_frequency
        self._min_eval_frequency = self._local_eval_frequency
        try:
            return self.train_and_evaluate()
        finally:
            self._min_eval_frequency = frequency

    def continuous_eval(
        self,
        delay_secs: float | None = None,
        throttle_delay_secs: float | None = None,
        evaluate_checkpoint_only_once: bool = True,
        continuous_eval_predicate_fn: Callable | None = None,
        name: str = "continuous",
    ) -> None:
        """Evaluates, and exports, new checkpoints until training has ended.

        Args:
          delay_secs: how long to wait at first; the experiment's by default.
          throttle_delay_secs: the shortest time between two evaluations; the experiment's by
            default.
          evaluate_checkpoint_only_once: whether a checkpoint is evaluated once only.
          continuous_eval_predicate_fn: called with the last metrics, and with ``checkpoint_path``
            where it takes that; goes on while it is true.
          name: the evaluation's name.

        Raises:
          ValueError: the predicate cannot be called.
        """
        self._continuous_eval(
            self._eval_input_fn,
            name,
            delay_secs,
            throttle_delay_secs,
            evaluate_checkpoint_only_once,
            continuous_eval_predicate_fn,
        )

    def continuous_eval_on_train_data(
        self,
        delay_secs: float | None = None,
        throttle_delay_secs: float | None = None,
        continuous_eval_predicate_fn: Callable | None = None,
        name: str = "continuous_on_train_data",
    ) -> None:
        """As :meth:`continuous_eval`, on the data of training, and without exports."""
        self._continuous_eval(
            self._train_input_fn,
            name,
            delay_secs,
            throttle_delay_secs,
            True,
            continuous_eval_predicate_fn,
            export=False,
        )

    def train_and_evaluate(self) -> tuple[dict[str, Any] | None, list[Any] | None]:
        """Trains, evaluating on the way, and at the end evaluates and exports.

        Returns:
          The last metrics, and what the export strategies returned.
        """
        config = self._estimator.config
        train_monitors = list(self._train_monitors)
        listener = None
        if self._checkpoint_and_export and (
            config.save_checkpoints_secs or config.save_checkpoints_steps
        ):
            listener = _EvalAndExportListener(
                functools.partial(self._evaluate_once, name="intermediate_export"),
                self._maybe_export,
                self._estimator.model_dir,
            )
            self._train_monitors.append(
                tf.train.CheckpointSaverHook(
                    checkpoint_dir=self._estimator.model_dir,
                    save_secs=config.save_checkpoints_secs,
                    save_steps=config.save_checkpoints_steps,
                    listeners=[listener],
                )
            )
        elif self._min_eval_frequency:
            self._train_monitors.append(
                monitors.ValidationMonitor(
                    every_n_steps=self._min_eval_frequency,
                    check_interval_secs=self._check_interval_secs,
                    input_fn=self._eval_input_fn,
                    metrics=self._eval_metrics,
                    eval_steps=self._eval_steps,
                    hooks=self._eval_hooks,
                )
            )
        try:
            self.train(delay_secs=0)
        finally:
            self._train_monitors = train_monitors
        if listener:
            return listener.eval_result, listener.export_results
        eval_result = self._evaluate_once(name=None)
        return eval_result, self._maybe_export(eval_result)

    def continuous_train_and_eval(
        self, continuous_eval_predicate_fn: Callable | None = None
    ) -> tuple[dict[str, Any] | None, list[Any] | None]:
        """Trains and evaluates by turns, in one process.

        Args:
          continuous_eval_predicate_fn: see :meth:`continuous_eval`.

        Returns:
          The last metrics, and what the export strategies returned.

        Raises:
          ValueError: the predicate cannot be called.
        """
        goes_on = _predicate(continuous_eval_predicate_fn)
        steps = self._train_steps_per_iteration
        if steps is None:
            steps = 1000 if self._train_steps is None else int(self._train_steps / 10)
        checkpoint = eval_result = export_results = None
        while goes_on(eval_result, checkpoint if eval_result else None):
            if self._has_training_stopped(eval_result):
                tf.logging.info("Stop training model as max steps reached")
                break
            tf.logging.info("Training model for %s steps", steps)
            self._call_train(
                input_fn=self._train_input_fn,
                steps=steps,
                hooks=self._train_monitors,
                saving_listeners=self._saving_listeners,
            )
            tf.logging.info("Evaluating model now.")
            checkpoint = tf.train.latest_checkpoint(self._estimator.model_dir)
            eval_result = self._evaluate_once(name="one_pass", checkpoint_path=checkpoint)
            export_results = self._maybe_export(eval_result)
        return eval_result, export_results

    def run_std_server(self) -> None:
        """Serves, as a parameter server does, until training has ended; then ends the process."""
        parting.serve(self._start_server(), self._estimator.config)

    def test(self) -> dict[str, Any]:
        """Trains one step, evaluates one batch and exports; returns the metrics."""
        self._call_train(
            input_fn=self._train_input_fn,
            steps=1,
            hooks=self._train_monitors,
            saving_listeners=self._saving_listeners,
        )
        eval_result = self._call_evaluate(
            input_fn=self._eval_input_fn, steps=1, metrics=self._eval_metrics, name="one_pass"
        )
        self._maybe_export(eval_result)
        return eval_result

    def _evaluate_once(
        self,
        name: str | None,
        checkpoint_path: str | None = None,
        input_fn: Callable | None = None,
    ) -> dict[str, Any]:
        return self._call_evaluate(
            input_fn or self._eval_input_fn,
            self._eval_steps,
            self._eval_metrics,
            name,
            checkpoint_path,
            self._eval_hooks,
        )

    def _continuous_eval(
        self, input_fn, name, delay_secs, throttle_secs, only_once, predicate_fn, export=True
    ):
        goes_on = _predicate(predicate_fn)
        if throttle_secs is None:
            throttle_secs = self._continuous_eval_throttle_secs
        delay_secs = self._eval_delay_secs if delay_secs is None else delay_secs
        _wait(delay_secs, "Waiting %f secs before starting eval.")
        previous = eval_result = None
        last_warning = 0.0
        while goes_on(eval_result, previous):
            if self._has_training_stopped(eval_result):
                tf.logging.info(
                    "Exiting continuous eval, global_step=%s >= train_step=%s",
                    eval_result[tf.GraphKeys.GLOBAL_STEP],
                    self._train_steps,
                )
                return
            start = time.time()
            latest = tf.train.latest_checkpoint(self._estimator.model_dir)
            if not latest or (only_once and latest == previous):
                eval_result = {}
                if start - last_warning > _WARNING_INTERVAL_SECS:
                    tf.logging.warning(
                        "No new checkpoint ready for evaluation."
                        if latest
                        else "Estimator is not fitted yet. "
                        "Will start an evaluation when a checkpoint is ready."
                    )
                    last_warning = start
            else:
                eval_result = self._evaluate_once(name, latest, input_fn) or {}
                if export:
                    self._maybe_export(eval_result, checkpoint_path=latest)
                last_warning = 0.0
                previous = latest
            left = throttle_secs - (time.time() - start)
            _wait(left, "Waiting %f secs before starting next eval run.")

    def _has_training_stopped(self, eval_result: dict[str, Any] | None) -> bool:
        step = (eval_result or {}).get(tf.GraphKeys.GLOBAL_STEP)
        return bool(step and self._train_steps and step >= self._train_steps)

    def _maybe_export(
        self, eval_result: dict[str, Any], checkpoint_path: str | None = None
    ) -> list[Any]:
        base = os.path.join(tf.compat.as_bytes(self._estimator.model_dir), b"export")
        return [
            strategy.export(
                self._estimator,
                os.path.join(base, tf.compat.as_bytes(strategy.name)),
                checkpoint_path=checkpoint_path,
                eval_result=eval_result,
            )
            for strategy in self._export_strategies
        ]

    def _start_server(self) -> tf.train.Server:
        config = self._estimator.config
        if not (config.cluster_spec and config.task_type and config.master):
            raise ValueError(
                "Could not start server; be sure to specify cluster_spec, task_type, master, and "
                "task in RunConfig or set the TF_CONFIG environment variable."
            )
        server = tf.train.Server(
            config.cluster_spec,
            job_name=config.task_type,
            task_index=config.task_id,
            config=config.tf_config,
            start=False,
        )
        server.start()
        return server

    def _call_train(
        self, input_fn=None, steps=None, hooks=None, max_steps=None, saving_listeners=None
    ):
        hooks = monitors.replace_monitors_with_hooks(hooks, self._estimator)
        common = {"input_fn": input_fn, "steps": steps, "max_steps": max_steps}
        if self._core_estimator_used:
            return self._estimator.train(hooks=hooks, saving_listeners=saving_listeners, **common)
        return self._estimator.fit(monitors=hooks, **common)

    def _call_evaluate(
        self, input_fn=None, steps=None, metrics=None, name=None, checkpoint_path=None, hooks=None
    ):
        only_learn = {} if self._core_estimator_used else {"metrics": metrics}
        which = {"name": name, "checkpoint_path": checkpoint_path}
        return self._estimator.evaluate(
            input_fn=input_fn, steps=steps, hooks=hooks, **which, **only_learn
        )


class _EvalAndExportListener(tf.train.CheckpointSaverListener):
    """Evaluates and exports each new checkpoint."""

    def __init__(self, evaluate: Callable, export: Callable, model_dir: str):
        self._evaluate = evaluate
        self._export = export
        self._model_dir = model_dir
        self._latest_path = None
        self.eval_result = None
        self.export_results = None

    def after_save(self, session, global_step_value):
        tf.logging.info("Checking for checkpoint in %s", self._model_dir)
        path = tf.train.latest_checkpoint(self._model_dir)
        if not path:
            tf.logging.warning("Skipping evaluation and export since model has not been saved yet.")
        elif path == self._latest_path:
            tf.logging.warning("Skipping evaluation due to same latest checkpoint %s.", path)
        else:
            self._latest_path = path
            self.eval_result = self._evaluate(checkpoint_path=path)
            self.export_results = self._export(self.eval_result, checkpoint_path=path)


def _wait(secs: float, message: str) -> None:
    if secs > 0:
        tf.logging.info(message, secs)
        time.sleep(secs)


def _predicate(function: Callable | None) -> Callable[[Any, str | None], bool]:
    """Returns what says whether to go on, given metrics and a checkpoint's path."""
    if function is None:
        return lambda eval_result, checkpoint_path: True
    if not callable(function):
        raise ValueError("`continuous_eval_predicate_fn` must be a callable, or None.")
    return lambda eval_result, checkpoint_path: function(
        eval_result, **taken_by(function, checkpoint_path=checkpoint_path)
    )
