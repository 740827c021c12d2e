"""``train_and_evaluate``: training, evaluation and exports, on one machine or in a cluster."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import parting, servers
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.exporters import Exporter
from contrib_learn_compat.core.run_config import TaskType

_LONGEST_WORKER_DELAY_SECS = 60
_WORKER_DELAY_SECS = 5
_WARNING_INTERVAL_SECS = 600


class _TrainFields(NamedTuple):
    input_fn: Callable
    max_steps: int | None
    hooks: tuple[tf.train.SessionRunHook, ...]


class TrainSpec(_TrainFields):
    """What to train on, and for how long."""

    __slots__ = ()

    def __new__(
        cls,
        input_fn: Callable,
        max_steps: int | None = None,
        hooks: Iterable[tf.train.SessionRunHook] | None = None,
    ):
        """Takes what ``Estimator.train`` takes.

        Raises:
          ValueError: `max_steps` is not positive.
          TypeError: `input_fn` cannot be called, or something is no hook.
        """
        _check_input_fn(input_fn)
        if max_steps is not None and max_steps <= 0:
            raise ValueError(f"Must specify max_steps > 0, given: {max_steps}")
        return super().__new__(cls, input_fn, max_steps, _checked_hooks(hooks))


class _EvalFields(NamedTuple):
    input_fn: Callable
    steps: int | None
    name: str | None
    hooks: tuple[tf.train.SessionRunHook, ...]
    exporters: tuple[Exporter, ...]
    start_delay_secs: float
    throttle_secs: float


class EvalSpec(_EvalFields):
    """What to evaluate on, how often, and what to export after it."""

    __slots__ = ()

    def __new__(
        cls,
        input_fn: Callable,
        steps: int | None = 100,
        name: str | None = None,
        hooks: Iterable[tf.train.SessionRunHook] | None = None,
        exporters: Exporter | Iterable[Exporter] | None = None,
        start_delay_secs: float = 120,
        throttle_secs: float = 600,
    ):
        """Takes what ``Estimator.evaluate`` takes, and more.

        Args:
          input_fn: returns features and labels.
          steps: the number of batches; all that the input has where None.
          name: tells this evaluation's events from those of others.
          hooks: SessionRunHooks of the evaluation session.
          exporters: one or several, each with a name of its own.
          start_delay_secs: how long an evaluator waits at first.
          throttle_secs: the shortest time between the beginnings of two evaluations.

        Raises:
          ValueError: a number that is too small, or exporters without names of their own.
          TypeError: something is not of its type.
        """
        _check_input_fn(input_fn)
        if steps is not None and steps <= 0:
            raise ValueError(f"Must specify steps > 0, given: {steps}")
        if name is not None and not isinstance(name, str):
            raise TypeError(f"`name` must be string, given: {name}")
        hooks = _checked_hooks(hooks)
        exporters = _checked_exporters(exporters)
        for what, secs in (
            ("start_delay_secs", start_delay_secs),
            ("throttle_secs", throttle_secs),
        ):
            if secs < 0:
                raise ValueError(f"Must specify {what} >= 0, given: {secs}")
        return super().__new__(
            cls, input_fn, steps, name, hooks, exporters, start_delay_secs, throttle_secs
        )


def train_and_evaluate(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> tuple[dict[str, Any] | None, list[Any] | None] | None:
    """Does this process's part of training and evaluation.

    Without a cluster, training is interrupted for an evaluation after each checkpoint. In a
    cluster, as TF_CONFIG describes it, chief and workers train, an evaluator evaluates new
    checkpoints until training has ended, a master does both, and a parameter server serves.

    Args:
      estimator: the Estimator.
      train_spec: a TrainSpec; without ``max_steps`` training ends with its input.
      eval_spec: an EvalSpec.

    Returns:
      Without a cluster, the last evaluation's metrics and what the exporters returned, each None
      where there was no evaluation; in a cluster, None.

    Raises:
      TypeError: an argument is not of its type.
      ValueError: TF_CONFIG has more than one evaluator, or an unknown task.
    """
    if not isinstance(eval_spec, EvalSpec):
        raise TypeError(
            f"`eval_spec` must have type `tf.estimator.EvalSpec`. Got: {type(eval_spec)}"
        )
    if not isinstance(estimator, Estimator):
        raise TypeError(
            f"`estimator` must have type `tf.estimator.Estimator`. Got: {type(estimator)}"
        )
    if not isinstance(train_spec, TrainSpec):
        raise TypeError(
            f"`train_spec` must have type `tf.estimator.TrainSpec`. Got: {type(train_spec)}"
        )
    config = estimator.config
    if config.task_type == TaskType.EVALUATOR and config.task_id > 0:
        raise ValueError(
            "For distributed training, there can only be one `evaluator` task "
            f"(with task id 0).  Given task id {config.task_id}"
        )
    if config.task_type == TaskType.EVALUATOR:
        return _evaluate_until_the_end(estimator, train_spec, eval_spec)
    if not config.cluster_spec:
        return _train_and_evaluate_here(estimator, train_spec, eval_spec)
    if config.task_type == TaskType.PS:
        parting.serve(servers.start(config), config)
    if config.task_type == TaskType.MASTER:
        evaluator = _Evaluator(estimator, eval_spec, train_spec.max_steps)
        return _train_in_cluster(
            estimator, train_spec, [_EvaluateNewCheckpoints(evaluator, eval_spec.throttle_secs)]
        )
    if config.task_type in (TaskType.CHIEF, TaskType.WORKER):
        return _train_in_cluster(estimator, train_spec, None)
    raise ValueError(
        f"Task type {config.task_type} is not supported. Supported task types are "
        f"{['chief', 'evaluator', 'master', 'ps', 'worker']}"
    )


def _train_and_evaluate_here(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> tuple[dict[str, Any] | None, list[Any] | None]:
    tf.logging.info("Running training and evaluation locally (non-distributed).")
    config = estimator.config
    tf.logging.info(
        "Start train and evaluate loop. The evaluate will happen after every checkpoint. "
        "Checkpoint frequency is determined based on RunConfig arguments: "
        f"save_checkpoints_steps {config.save_checkpoints_steps} or "
        f"save_checkpoints_secs {config.save_checkpoints_secs}."
    )
    evaluator = _Evaluator(estimator, eval_spec, train_spec.max_steps)
    listener = _EvaluateNewCheckpoints(evaluator, eval_spec.throttle_secs)
    _train(estimator, train_spec, [listener])
    return evaluator.metrics, evaluator.export_results


def _train(estimator: Estimator, train_spec: TrainSpec, listeners: list | None) -> None:
    estimator.train(
        input_fn=train_spec.input_fn,
        max_steps=train_spec.max_steps,
        hooks=list(train_spec.hooks),
        saving_listeners=listeners,
    )


def _train_in_cluster(estimator: Estimator, train_spec: TrainSpec, listeners: list | None) -> None:
    config = estimator.config
    own_servers = json.loads(os.environ.get("TF_CONFIG") or "{}").get("environment") != "google"
    if own_servers:
        servers.start(config)
    if config.task_type == TaskType.WORKER:
        # The chief shall come first, and the workers one by one.
        longest = config.experimental_max_worker_delay_secs
        longest = _LONGEST_WORKER_DELAY_SECS if longest is None else longest
        delay = min(longest, (config.task_id + 1) * _WORKER_DELAY_SECS)
        if delay > 0:
            tf.logging.info("Waiting %d secs before starting training.", delay)
            time.sleep(delay)
    _train(estimator, train_spec, listeners)
    if own_servers:
        parting.tell(config)


def _evaluate_until_the_end(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> None:
    if eval_spec.start_delay_secs:
        tf.logging.info("Waiting %f secs before starting eval.", eval_spec.start_delay_secs)
        time.sleep(eval_spec.start_delay_secs)
    evaluator = _Evaluator(estimator, eval_spec, train_spec.max_steps)
    while True:
        start = time.time()
        evaluated = evaluator.evaluate_new_checkpoint()
        if evaluated and evaluator.is_final:
            tf.logging.info(
                "Exiting evaluation, global_step=%s >= train max_steps=%s",
                evaluator.metrics[tf.GraphKeys.GLOBAL_STEP],
                train_spec.max_steps,
            )
            return
        left = eval_spec.throttle_secs - (time.time() - start)
        if left > 0:
            tf.logging.info("Waiting %f secs before starting next eval run.", left)
            time.sleep(left)
        elif eval_spec.throttle_secs == 0 and not evaluated:
            tf.logging.warning(
                "EvalSpec.throttle_secs is set as 0. This might overload the job before finding "
                "(next) new checkpoint. Please consider to increase it."
            )


class _Evaluator:
    """Evaluates an estimator's newest checkpoint, unless it has done so, and exports."""

    def __init__(self, estimator: Estimator, eval_spec: EvalSpec, max_training_steps: int | None):
        self._estimator = estimator
        self._eval_spec = eval_spec
        self._max_training_steps = max_training_steps
        self._previous_checkpoint = None
        self._last_warning_time = 0.0
        self.metrics = None
        self.export_results = None

    @property
    def is_final(self) -> bool:
        """Whether the checkpoint evaluated last is training's last one."""
        step = self.metrics[tf.GraphKeys.GLOBAL_STEP]
        return bool(self._max_training_steps and step >= self._max_training_steps)

    def evaluate_new_checkpoint(self) -> bool:
        """Returns False where there is no new checkpoint."""
        checkpoint = self._estimator.latest_checkpoint()
        if not checkpoint:
            self._warn(
                "Estimator is not trained yet. Will start an evaluation when a checkpoint is ready."
            )
            return False
        if checkpoint == self._previous_checkpoint:
            self._warn(
                "No new checkpoint ready for evaluation. Skip the current evaluation pass as "
                "evaluation results are expected to be same for the same checkpoint."
            )
            return False
        spec = self._eval_spec
        self.metrics = self._estimator.evaluate(
            input_fn=spec.input_fn,
            steps=spec.steps,
            name=spec.name,
            checkpoint_path=checkpoint,
            hooks=spec.hooks,
        )
        self.export_results = [
            exporter.export(
                estimator=self._estimator,
                export_path=os.path.join(self._estimator.model_dir, "export", exporter.name),
                checkpoint_path=checkpoint,
                eval_result=self.metrics,
                is_the_final_export=self.is_final,
            )
            for exporter in spec.exporters
        ]
        self._last_warning_time = 0.0
        self._previous_checkpoint = checkpoint
        return True

    def _warn(self, message: str) -> None:
        now = time.time()
        if now - self._last_warning_time > _WARNING_INTERVAL_SECS:
            tf.logging.warning(message)
            self._last_warning_time = now


class _EvaluateNewCheckpoints(tf.train.CheckpointSaverListener):
    """Evaluates whenever training saves, but not too often, and in any case at the end."""

    def __init__(self, evaluator: _Evaluator, throttle_secs: float):
        self._evaluator = evaluator
        self._throttle_secs = throttle_secs

    def begin(self):
        self._timer = tf.train.SecondOrStepTimer(every_secs=self._throttle_secs)
        self._is_first = True

    def after_save(self, session, global_step_value):
        if self._is_first:  # Training has only begun.
            self._is_first = False
        elif self._timer.should_trigger_for_step(global_step_value):
            self._evaluate(global_step_value)
        else:
            tf.logging.info(
                "Skip the current checkpoint eval due to throttle secs "
                f"({self._throttle_secs} secs)."
            )

    def end(self, session, global_step_value):
        if global_step_value != self._timer.last_triggered_step():
            self._evaluate(global_step_value)

    def _evaluate(self, global_step: int) -> None:
        self._timer.update_last_triggered_step(global_step)
        if not self._evaluator.evaluate_new_checkpoint():
            raise RuntimeError("There was no new checkpoint after the training.")


def _check_input_fn(input_fn: Any) -> None:
    if not callable(input_fn):
        raise TypeError(f"`input_fn` must be callable, given: {input_fn}")


def _checked_hooks(hooks: Any) -> tuple[tf.train.SessionRunHook, ...]:
    hooks = tuple(hooks or ())
    for hook in hooks:
        if not isinstance(hook, tf.train.SessionRunHook):
            raise TypeError(f"All hooks must be `SessionRunHook` instances, given: {hook}")
    return hooks


def _checked_exporters(exporters: Any) -> tuple[Exporter, ...]:
    if isinstance(exporters, Exporter):
        exporters = [exporters]
    exporters = exporters or ()
    if not isinstance(exporters, Iterable) or not all(isinstance(e, Exporter) for e in exporters):
        raise TypeError(
            "`exporters` must be an Exporter, an iterable of Exporter, or `None`, "
            f"found {exporters}."
        )
    names = [exporter.name for exporter in exporters]
    for name in names:
        if not name:
            raise ValueError(
                "An Exporter cannot have a name that is `None` or empty. "
                f"All exporter names: {names}"
            )
        if not isinstance(name, str):
            raise ValueError(f"An Exporter must have a string name. Given: {type(name)}")
    if len(set(names)) < len(names):
        raise ValueError(
            "`exporters` must have unique names. Such a name cannot be `None`. "
            f"All exporter names: {names}"
        )
    return tuple(exporters)
