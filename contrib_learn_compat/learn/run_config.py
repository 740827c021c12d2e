"""``tf.contrib.learn.RunConfig``: tf.estimator's, with the older way to read ``TF_CONFIG``."""

from __future__ import annotations

import json
import os
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import run_config as core

# What may differ between two runs that are the same to `uid`.
_NOT_IN_UID = (
    "keep_checkpoint_every_n_hours keep_checkpoint_max log_step_count_steps save_checkpoints_secs "
    "save_checkpoints_steps save_summary_steps session_config steps_per_execution tf_random_seed"
).split()


class Environment:
    """Where a cluster runs; it decides which task is the chief."""

    CLOUD = "cloud"
    GOOGLE = "google"
    LOCAL = "local"


class TaskType:
    """The jobs of a cluster."""

    MASTER = "master"
    PS = "ps"
    WORKER = "worker"


def _tf_config() -> dict[str, Any]:
    return json.loads(os.environ.get("TF_CONFIG") or "{}")


class ClusterConfig:
    """This process's place in the cluster that TF_CONFIG describes.

    The chief is worker 0, or master 0 where ``environment`` is ``cloud``, or whoever has no task.
    """

    cluster_spec = core.setting("cluster_spec", "The tf.train.ClusterSpec, empty without one.")
    environment = core.setting("environment", "An :class:`Environment`.")
    evaluation_master = core.setting("evaluation_master", "Where evaluation's session runs.")
    is_chief = core.setting("is_chief", "Whether this process saves checkpoints.")
    master = core.setting("master", "Where training's session runs.")
    num_ps_replicas = core.setting("num_ps_replicas", "The number of parameter servers.")
    num_worker_replicas = core.setting("num_worker_replicas", "The number of workers and master.")
    task_id = core.setting("task_id", "The task's number in its job.")
    task_type = core.setting("task_type", "The job of this process, or None.")

    def __init__(self, master: str | None = None, evaluation_master: str | None = None):
        """Reads TF_CONFIG; `master` and `evaluation_master` take the place of what it says.

        Raises:
          ValueError: the task is not one of the cluster's.
        """
        config = _tf_config()
        jobs = config.get("cluster", {})
        self._task_type = config.get("task", {}).get("type")
        self._task_id = self.get_task_id()
        self._cluster_spec = tf.train.ClusterSpec(jobs)
        self._master = self._own_address() if master is None else master
        self._num_ps_replicas = len(jobs.get(TaskType.PS, []))
        self._num_worker_replicas = len(jobs.get(TaskType.WORKER, [])) + len(
            jobs.get(TaskType.MASTER, [])
        )
        self._environment = config.get("environment", Environment.LOCAL)
        chief = TaskType.MASTER if self._environment == Environment.CLOUD else TaskType.WORKER
        self._is_chief = self._task_type in (None, chief) and self._task_id == 0
        self._evaluation_master = evaluation_master or ""

    @staticmethod
    def get_task_id() -> int:
        """Returns the number of this process's task in TF_CONFIG, 0 where there is none."""
        return int(_tf_config().get("task", {}).get("index") or 0)

    def _own_address(self) -> str:
        spec, jobs = self._cluster_spec, self._cluster_spec.jobs
        if not jobs or not self._task_type:
            return ""
        if len(jobs) == 1 and len(spec.job_tasks(jobs[0])) == 1:
            return ""
        origin = "Note that these value{} may be coming from the TF_CONFIG environment variable."
        if self._task_type not in jobs:
            raise ValueError(
                f"{self._task_type} is not a valid task_type in the cluster_spec:\n{spec}\n\n"
                + origin.format("s")
            )
        addresses = spec.job_tasks(self._task_type)
        if not 0 <= self._task_id < len(addresses):
            raise ValueError(
                f"{self._task_id} is not a valid task_id for task_type {self._task_type} in the "
                f"cluster_spec:\n{spec}\n\n" + origin.format("")
            )
        return "grpc://" + addresses[self._task_id]


class RunConfig(ClusterConfig, core.RunConfig):
    """The settings of a ``tf.contrib.learn`` estimator's runs."""

    _USE_DEFAULT = 0

    tf_config = core.setting("tf_config", "A ConfigProto of the device settings.")

    def __init__(
        self,
        master: str | None = None,
        num_cores: int = 0,
        log_device_placement: bool = False,
        gpu_memory_fraction: float = 1,
        tf_random_seed: int | None = None,
        save_summary_steps: int | None = 100,
        save_checkpoints_secs: int | None = _USE_DEFAULT,
        save_checkpoints_steps: int | None = None,
        keep_checkpoint_max: int | None = 5,
        keep_checkpoint_every_n_hours: float | None = 10000,
        log_step_count_steps: int | None = 100,
        protocol: str | None = None,
        evaluation_master: str = "",
        model_dir: str | None = None,
        session_config: tf.ConfigProto | None = None,
        session_creation_timeout_secs: int | None = 7200,
        steps_per_execution: int = 1,
    ):
        """Takes the settings; the properties of the same names say what most are for.

        Args:
          master: where training's session runs; TF_CONFIG knows by default.
          num_cores: threads of a session, 0 for TensorFlow's choice; part of `tf_config`.
          log_device_placement: part of `tf_config`.
          gpu_memory_fraction: part of `tf_config`.
          tf_random_seed: the graph-level seed.
          save_summary_steps: steps between two summaries.
          save_checkpoints_secs: seconds between checkpoints; 600 where `save_checkpoints_steps` is
            not given either.
          save_checkpoints_steps: steps between checkpoints.
          keep_checkpoint_max: how many recent checkpoints are kept.
          keep_checkpoint_every_n_hours: hours after which one more checkpoint is kept for good.
          log_step_count_steps: kept for those who read it.
          protocol: the servers' protocol.
          evaluation_master: where evaluation's session runs.
          model_dir: the directory of checkpoints and events.
          session_config: the sessions' ConfigProto.
          session_creation_timeout_secs: how long a worker waits for the chief.
          steps_per_execution: training steps in a call of the session; TF 1.15 has no such setting.

        Raises:
          ValueError: `model_dir` and TF_CONFIG's differ, or the task is not one of the cluster's.
        """
        ClusterConfig.__init__(self, master=master, evaluation_master=evaluation_master)
        if save_checkpoints_secs == RunConfig._USE_DEFAULT:
            save_checkpoints_secs = 600 if save_checkpoints_steps is None else None
        self._train_distribute = self._eval_distribute = self._experimental_distribute = None
        self._experimental_max_worker_delay_secs = self._device_fn = None
        self._tf_config = tf.ConfigProto(
            log_device_placement=log_device_placement,
            inter_op_parallelism_threads=num_cores,
            intra_op_parallelism_threads=num_cores,
            gpu_options=tf.GPUOptions(per_process_gpu_memory_fraction=gpu_memory_fraction),
        )
        self._model_dir = core.agreed_model_dir(model_dir, _tf_config().get("model_dir"))
        self._tf_random_seed = tf_random_seed
        self._protocol = protocol
        self._session_config = session_config
        self._session_creation_timeout_secs = session_creation_timeout_secs
        self._save_summary_steps = save_summary_steps
        self._log_step_count_steps = log_step_count_steps
        self._save_checkpoints_secs = save_checkpoints_secs
        self._save_checkpoints_steps = save_checkpoints_steps
        self._keep_checkpoint_max = keep_checkpoint_max
        self._keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        if steps_per_execution != 1:  # Else `uid` is TF 1.15's.
            self._set(steps_per_execution=steps_per_execution)

    def uid(self, whitelist: list[str] | None = None) -> str:
        """Returns a text that is the same for two configs that run the same.

        Args:
          whitelist: the settings that may differ; those of logging and saving by default.
        """
        state = {name: value for name, value in vars(self).items() if not name.startswith("__")}
        for name in _NOT_IN_UID if whitelist is None else whitelist:
            state.pop(f"_{name}", None)
        if "_cluster_spec" in state:
            state["_cluster_spec"] = dict(sorted(state["_cluster_spec"].as_dict().items()))
        return ", ".join(f"{name}={value!r}" for name, value in sorted(state.items()))
