"""Runs experiments: the schedule that fits this process's task, or the one that is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn import run_config as run_config_lib
from contrib_learn_compat.learn.experiment import Experiment
from contrib_learn_compat.training.hparam import HParams


def run(
    experiment_fn: Callable[..., Experiment],
    output_dir: str | None = None,
    schedule: str | None = None,
    run_config: run_config_lib.RunConfig | None = None,
    hparams: HParams | None = None,
) -> Any:
    """Makes an Experiment and runs one of its schedules.

    Args:
      experiment_fn: called with `run_config` and `hparams`, or with `output_dir`; returns an
        Experiment.
      output_dir: where the experiment's estimator has its model_dir; the older way.
      schedule: the name of a method of Experiment. By default, in a cluster, what the task is
        there for; else ``train_and_evaluate``.
      run_config: the RunConfig that the experiment's estimator must be given.
      hparams: HParams for `experiment_fn`.

    Returns:
      What the schedule returns.

    Raises:
      ValueError: both or none of `output_dir` and `run_config`, or no such schedule.
      TypeError: `experiment_fn` cannot be called, or returns something else, or the schedule is no
        method.
      RuntimeError: the estimator has another RunConfig.
    """
    if None not in (output_dir, run_config):
        raise ValueError("Cannot provide both `output_dir` and `run_config`")
    if output_dir is run_config is None:
        raise ValueError("Must set value for `output_dir` or `run_config`")
    if not callable(experiment_fn):
        raise TypeError(f'Experiment builder "{experiment_fn}" is not callable.')
    if run_config is not None:
        experiment = _with_uid_check(experiment_fn)(run_config=run_config, hparams=hparams)
    else:
        if not output_dir:
            raise ValueError("Must specify an output directory")
        if hparams is not None:
            raise ValueError("Must set `hparams` as None for `experiment_fn` with `output_dir`.")
        experiment = _checked(experiment_fn(output_dir=output_dir))
        run_config = experiment.estimator.config
    return _execute(experiment, schedule or _default_schedule(run_config))


def tune(experiment_fn: Callable[..., Experiment], tuner: Any) -> None:
    """Has a tuner run experiments with the hyperparameters of each of its trials.

    Args:
      experiment_fn: called with a RunConfig and HParams; returns an Experiment.
      tuner: an object with ``next_trial()`` and ``run_experiment(experiment_fn)``.
    """
    while tuner.next_trial():
        tuner.run_experiment(_with_uid_check(experiment_fn, require_hparams=True))


def _execute(experiment: Experiment, schedule: str) -> Any:
    method = getattr(experiment, schedule, None)
    if callable(method):
        return method()
    fault = "non-callable member" if hasattr(experiment, schedule) else "non-existent task"
    valid = [
        name
        for name in dir(experiment)
        if not name.startswith("_") and callable(getattr(experiment, name))
    ]
    tf.logging.error("Schedule references %s %s", fault, schedule)
    tf.logging.error("Allowed values for this experiment are: %s", valid)
    kind = TypeError if hasattr(experiment, schedule) else ValueError
    raise kind(f"Schedule references {fault} {schedule}")


def _checked(experiment: Any) -> Experiment:
    if not isinstance(experiment, Experiment):
        raise TypeError(
            "Experiment builder did not return an Experiment instance, "
            f"got {type(experiment)} instead."
        )
    return experiment


def _with_uid_check(experiment_fn: Callable, require_hparams: bool = False) -> Callable:
    """Has `experiment_fn` return an Experiment whose estimator runs as its RunConfig says."""

    def checked_experiment_fn(run_config, hparams):
        if not isinstance(run_config, run_config_lib.RunConfig):
            raise ValueError("`run_config` must be `tf.contrib.learn.RunConfig` instance")
        if not run_config.model_dir:
            raise ValueError("Must specify a model directory `model_dir` in `run_config`.")
        if hparams is not None and not isinstance(hparams, HParams):
            raise ValueError("`hparams` must be `HParams` instance")
        if require_hparams and hparams is None:
            raise ValueError("`hparams` cannot be `None`.")
        expected = run_config.uid()
        experiment = _checked(experiment_fn(run_config, hparams))
        config = experiment.estimator.config
        if not hasattr(config, "uid"):
            raise RuntimeError(
                "Pass `run_config` argument of the `experiment_fn` to the Estimator in "
                "Experiment. It is likely a different `RunConfig` is passed to `Estimator` or "
                "the `config` constructor argument in `Estimator` is not set."
            )
        if config.uid() != expected:
            raise RuntimeError(
                "`RunConfig` instance is expected to be used by the `Estimator` inside the "
                f"`Experiment`. expected {expected}, but got {config.uid()}"
            )
        return experiment

    return checked_experiment_fn


def _default_schedule(config: Any) -> str:
    jobs = config.cluster_spec.as_dict() if config and config.cluster_spec else {}
    if sum(len(addresses) for addresses in jobs.values()) <= 1:
        return "train_and_evaluate"
    if not config.task_type:
        raise ValueError("Must specify a schedule")
    schedules = {
        run_config_lib.TaskType.MASTER: "train_and_evaluate",
        run_config_lib.TaskType.PS: "run_std_server",
        run_config_lib.TaskType.WORKER: "train",
    }
    if config.task_type not in schedules:
        raise ValueError(f"No default schedule for task type: {config.task_type}")
    return schedules[config.task_type]
