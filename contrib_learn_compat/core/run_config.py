"""RunConfig: how, where and with whom an Estimator runs; the cluster is read from ``TF_CONFIG``."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.functions import argument_names

_USE_DEFAULT = object()
_CHECKPOINT_INTERVALS = {"save_checkpoints_steps", "save_checkpoints_secs"}


def _is_int(value: Any) -> bool:
    return isinstance(value, int)


def _is_positive(value: float) -> bool:
    return value > 0


def _is_not_negative(value: float) -> bool:
    return value >= 0


def _never(value: Any) -> bool:
    return False


_NO_STRATEGY = (
    "must be left unset: contrib-learn-compat trains on one machine or on a TF_CONFIG cluster, "
    "not under a tf.distribute strategy"
)

# Every setting: what must hold of it where it is not None, and what is said where it does not.
_RULES = {
    "model_dir": (bool, "should be non-empty"),
    "tf_random_seed": (_is_int, "must be integer."),
    "save_summary_steps": (_is_not_negative, "should be >= 0"),
    "save_checkpoints_steps": (_is_not_negative, "should be >= 0"),
    "save_checkpoints_secs": (_is_not_negative, "should be >= 0"),
    "session_config": (
        lambda config: isinstance(config, tf.ConfigProto),
        "must be instance of ConfigProto",
    ),
    "keep_checkpoint_max": (_is_not_negative, "should be >= 0"),
    "keep_checkpoint_every_n_hours": (_is_positive, "should be > 0"),
    "log_step_count_steps": (_is_positive, "should be > 0"),
    "train_distribute": (_never, _NO_STRATEGY),
    "device_fn": (
        lambda function: callable(function) and set(argument_names(function)) == {"op"},
        'must be callable with exactly one argument "op".',
    ),
    "protocol": (lambda name: name in ("grpc", "grpc+verbs"), "should be grpc or grpc+verbs"),
    "eval_distribute": (_never, _NO_STRATEGY),
    "experimental_distribute": (_never, _NO_STRATEGY),
    "experimental_max_worker_delay_secs": (_is_int, "must be an integer if set."),
    "session_creation_timeout_secs": (_is_positive, "should be > 0"),
    "steps_per_execution": (
        lambda steps: _is_int(steps) and steps > 0,
        "should be an integer > 0",
    ),
}


class TaskType:
    """The jobs of a cluster."""

    CHIEF = "chief"
    EVALUATOR = "evaluator"
    MASTER = "master"
    PS = "ps"
    WORKER = "worker"


def setting(name: str, doc: str) -> property:
    """Returns the property of a setting that is kept under its name with an underscore."""
    return property(lambda config: getattr(config, f"_{name}"), doc=doc)


class RunConfig:
    """The settings of an Estimator's runs.

    The environment variable ``TF_CONFIG``, a JSON object, adds the cluster: ``cluster`` maps jobs
    to addresses, ``task`` has this process's ``type`` and ``index``, and ``model_dir``,
    ``session_master``, ``eval_session_master`` and ``service`` may be given.
    """

    cluster_spec = setting("cluster_spec", "The tf.train.ClusterSpec, empty without a cluster.")
    device_fn = setting("device_fn", "Places ops, given one; None for the default placement.")
    eval_distribute = setting("eval_distribute", "None.")
    evaluation_master = setting("evaluation_master", "Where evaluation's session runs.")
    experimental_max_worker_delay_secs = setting(
        "experimental_max_worker_delay_secs", "The longest a worker may wait before it starts."
    )
    global_id_in_cluster = setting(
        "global_id_in_cluster", "The task's number among all tasks; None for an evaluator."
    )
    is_chief = setting("is_chief", "Whether this process saves checkpoints.")
    keep_checkpoint_every_n_hours = setting(
        "keep_checkpoint_every_n_hours", "Hours after which one more checkpoint is kept for good."
    )
    keep_checkpoint_max = setting(
        "keep_checkpoint_max", "How many recent checkpoints are kept; all where 0 or None."
    )
    log_step_count_steps = setting(
        "log_step_count_steps", "Steps between two lines of loss and global_step/sec."
    )
    master = setting("master", "Where training's session runs.")
    model_dir = setting("model_dir", "The directory of checkpoints and events, or None.")
    num_ps_replicas = setting("num_ps_replicas", "The number of parameter servers.")
    num_worker_replicas = setting("num_worker_replicas", "The number of workers and chief.")
    protocol = setting("protocol", "The servers' protocol; None is grpc.")
    save_checkpoints_secs = setting(
        "save_checkpoints_secs", "Seconds between checkpoints, or None."
    )
    save_checkpoints_steps = setting(
        "save_checkpoints_steps", "Steps between checkpoints, or None."
    )
    save_summary_steps = setting("save_summary_steps", "Steps between two summaries.")
    service = setting("service", "What TF_CONFIG says of the service, a dict or None.")
    session_config = setting("session_config", "The sessions' ConfigProto, or None.")
    session_creation_timeout_secs = setting(
        "session_creation_timeout_secs", "How long a worker waits for the chief."
    )
    steps_per_execution = setting(
        "steps_per_execution",
        """How many training steps one call of the session makes at most.

        More than 1 makes small models faster: steps run in a loop inside the graph, with the same
        losses and variables, up to the next at which a hook is due. TensorFlow's own hooks act at
        the same steps as without; where they go by time, and on signals, up to this many later.
        Any other hook that has a ``before_run`` or ``after_run`` wants to see each step, as do
        ``fit(x, y)``, a cluster, and seeded random ops such as dropout: with one of these, a
        warning names it and steps are made one by one.
        """,
    )
    task_id = setting("task_id", "The task's number in its job.")
    task_type = setting("task_type", "The job of this process, a :class:`TaskType`.")
    tf_random_seed = setting("tf_random_seed", "The graph-level seed, or None.")
    train_distribute = setting("train_distribute", "None.")

    _steps_per_execution = 1

    def __init__(
        self,
        model_dir: str | os.PathLike | None = None,
        tf_random_seed: int | None = None,
        save_summary_steps: int | None = 100,
        save_checkpoints_steps: int | None = _USE_DEFAULT,
        save_checkpoints_secs: int | None = _USE_DEFAULT,
        session_config: tf.ConfigProto | None = None,
        keep_checkpoint_max: int | None = 5,
        keep_checkpoint_every_n_hours: float | None = 10000,
        log_step_count_steps: int | None = 100,
        train_distribute: None = None,
        device_fn: Callable | None = None,
        protocol: str | None = None,
        eval_distribute: None = None,
        experimental_distribute: None = None,
        experimental_max_worker_delay_secs: int | None = None,
        session_creation_timeout_secs: int | None = 7200,
        steps_per_execution: int = 1,
    ):
        """Takes the settings; the properties of the same names say what each is for.

        Checkpoints are written every 600 seconds unless one of `save_checkpoints_steps` and
        `save_checkpoints_secs` says otherwise; both None writes none.

        Raises:
          ValueError: a setting is not valid, or TF_CONFIG does not describe a cluster with this
            task in it.
        """
        settings = {name: value for name, value in locals().items() if name != "self"}
        if save_checkpoints_steps is save_checkpoints_secs is _USE_DEFAULT:
            settings["save_checkpoints_secs"] = 600
        for name in _CHECKPOINT_INTERVALS:
            if settings[name] is _USE_DEFAULT:
                settings[name] = None
        tf_config = json.loads(os.environ.get("TF_CONFIG", "{}"))
        if tf_config:
            tf.logging.info("TF_CONFIG environment variable: %s", tf_config)
        settings["model_dir"] = _model_dir(tf_config, model_dir)
        self._set(**settings)
        self._read_cluster(tf_config)
        if self._session_config is None and self._cluster_spec:
            self._session_config = _cluster_session_config(self._task_type, self._task_id)

    def replace(self, **kwargs) -> RunConfig:
        """Returns a copy with some settings changed; the cluster's cannot be.

        Raises:
          ValueError: a setting that does not exist, cannot be replaced or is not valid.
        """
        return copy.deepcopy(self)._set(**kwargs)

    def _set(self, **settings) -> RunConfig:
        for name, value in settings.items():
            if name not in _RULES:
                # The text is TF 1.15's, which has no such setting as our own.
                allowed = [name for name in _RULES if name != "steps_per_execution"]
                raise ValueError(
                    f"Replacing {name} is not supported. Allowed properties are {allowed}."
                )
            setattr(self, f"_{name}", value)
        given = {name for name in _CHECKPOINT_INTERVALS if settings.get(name) is not None}
        if given == _CHECKPOINT_INTERVALS:
            raise ValueError(
                "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set."
            )
        if given:
            (other,) = _CHECKPOINT_INTERVALS - given
            setattr(self, f"_{other}", None)
        for name, (holds, demand) in _RULES.items():
            value = getattr(self, f"_{name}")
            if value is not None and not holds(value):
                raise ValueError(f"{name} {demand}")
        return self

    def _read_cluster(self, tf_config: dict[str, Any]) -> None:
        """Finds this process's place in the cluster that TF_CONFIG describes."""
        self._service = tf_config.get("service")
        if self._service is not None and not isinstance(self._service, dict):
            raise TypeError(
                f'If "service" is set in TF_CONFIG, it must be a dict. Given {type(self._service)}'
            )
        self._cluster_spec = tf.train.ClusterSpec(tf_config.get("cluster", {}))
        task = tf_config.get("task", {})
        eval_master = tf_config.get("eval_session_master", "")
        if not self._cluster_spec:
            self._task_type = task.get("type", TaskType.WORKER)
            self._task_id = int(task.get("index", 0))
            if self._task_type != TaskType.WORKER:
                raise ValueError('If "cluster" is not set in TF_CONFIG, task type must be WORKER.')
            if self._task_id != 0:
                raise ValueError('If "cluster" is not set in TF_CONFIG, task index must be 0.')
            self._outside_cluster(
                number=0, master=tf_config.get("session_master", ""), is_chief=True, workers=1
            )
            self._evaluation_master = eval_master
            return

        chief = TaskType.CHIEF
        if TaskType.MASTER in self._cluster_spec.jobs:
            chief = TaskType.MASTER
            if TaskType.CHIEF in self._cluster_spec.jobs:
                raise ValueError(
                    "If `master` node exists in `cluster`, job `chief` is not supported."
                )
        self._task_type, self._task_id = _validated_task(self._cluster_spec, task, chief)
        if self._task_type != TaskType.EVALUATOR:
            self._evaluation_master = ""
            self._master = tf_config.get("session_master", self._own_address())
            jobs = self._cluster_spec.as_dict()
            self._num_ps_replicas = len(jobs.get(TaskType.PS, []))
            self._num_worker_replicas = len(jobs.get(TaskType.WORKER, [])) + len(jobs[chief])
            self._global_id_in_cluster = self._number_in_cluster(chief)
            self._is_chief = self._task_type == chief
            return
        if chief == TaskType.MASTER:
            raise ValueError(
                "If `master` node exists in `cluster`, task_type `evaluator` is not supported."
            )
        # An evaluator works alone, on the checkpoints.
        self._evaluation_master = eval_master
        self._cluster_spec = tf.train.ClusterSpec({})
        self._outside_cluster(number=None, master="", is_chief=False, workers=0)

    def _outside_cluster(
        self, number: int | None, master: str, is_chief: bool, workers: int
    ) -> None:
        self._global_id_in_cluster = number
        self._master = master
        self._is_chief = is_chief
        self._num_ps_replicas = 0
        self._num_worker_replicas = workers

    def _own_address(self) -> str:
        jobs = self._cluster_spec.jobs
        if len(jobs) == 1 and len(self._cluster_spec.job_tasks(jobs[0])) == 1:
            return ""
        return "grpc://" + self._cluster_spec.job_tasks(self._task_type)[self._task_id]

    def _number_in_cluster(self, chief: str) -> int:
        """Counts the tasks before this one: the chief, other jobs by name, parameter servers."""
        first_and_last = (chief, TaskType.PS)
        others = sorted(job for job in self._cluster_spec.jobs if job not in first_and_last)
        number = self._task_id
        for job in (chief, *others, TaskType.PS):
            if job == self._task_type:
                return number
            number += len(self._cluster_spec.job_tasks(job))
        raise AssertionError(f"{self._task_type} is a job of the cluster")


def default_session_config() -> tf.ConfigProto:
    """Returns the sessions' ConfigProto where the user gives none: one Grappler pass."""
    config = tf.ConfigProto(allow_soft_placement=True)
    rewrites = config.graph_options.rewrite_options
    rewrites.meta_optimizer_iterations = rewrites.ONE
    return config


def device_filters(task_type: str, task_id: int) -> list[str]:
    """Has a task talk to the parameter servers only, so that a lost worker stops no other."""
    filters = {
        TaskType.MASTER: ["/job:ps", "/job:master"],
        TaskType.CHIEF: ["/job:ps", "/job:chief"],
        TaskType.WORKER: ["/job:ps", f"/job:worker/task:{task_id}"],
        TaskType.PS: ["/job:ps", "/job:worker", "/job:chief", "/job:master"],
    }
    return filters.get(task_type, [])


def _cluster_session_config(task_type: str, task_id: int) -> tf.ConfigProto | None:
    filters = device_filters(task_type, task_id)
    if not filters:
        return None
    config = default_session_config()
    config.device_filters.extend(filters)
    return config


def _model_dir(tf_config: dict[str, Any], model_dir: Any) -> str | None:
    model_dir = os.fspath(model_dir) if isinstance(model_dir, os.PathLike) else model_dir
    if model_dir == "":
        raise ValueError("model_dir should be non-empty.")
    of_environment = tf_config.get("model_dir")
    if of_environment == "":
        raise ValueError("model_dir in TF_CONFIG should be non-empty.")
    return agreed_model_dir(model_dir, of_environment)


def agreed_model_dir(model_dir: str | None, of_environment: str | None) -> str | None:
    """Returns the model_dir that a RunConfig and TF_CONFIG give, which must not contradict."""
    if not of_environment:
        return model_dir
    if model_dir and model_dir != of_environment:
        raise ValueError(
            "`model_dir` provided in RunConfig construct, if set, must have the same value as "
            f"the model_dir in TF_CONFIG. model_dir: {model_dir}\n"
            f'TF_CONFIG["model_dir"]: {of_environment}.\n'
        )
    tf.logging.info("Using model_dir in TF_CONFIG: %s", of_environment)
    return of_environment


def _validated_task(
    cluster_spec: tf.train.ClusterSpec, task: dict[str, Any], chief: str
) -> tuple[str, int]:
    if chief not in cluster_spec.jobs:
        raise ValueError(f'If "cluster" is set in TF_CONFIG, it must have one "{chief}" node.')
    if len(cluster_spec.job_tasks(chief)) > 1:
        raise ValueError(f'The "cluster" in TF_CONFIG must have only one "{chief}" node.')
    for key in ("type", "index"):
        if task.get(key) in (None, ""):
            raise ValueError(f'If "cluster" is set in TF_CONFIG, task {key} must be set.')
    task_type, task_id = task["type"], int(task["index"])
    if task_id < 0:
        raise ValueError("Task index must be non-negative number.")
    if task_type == TaskType.EVALUATOR:
        return task_type, task_id
    where = (
        f"in the cluster_spec:\n{cluster_spec}\n\n"
        "Note that these values may be coming from the TF_CONFIG environment variable."
    )
    if task_type not in cluster_spec.jobs:
        raise ValueError(f"{task_type} is not a valid task_type {where}")
    if task_id >= len(cluster_spec.job_tasks(task_type)):
        raise ValueError(f"{task_id} is not a valid task_id for task_type {task_type} {where}")
    return task_type, task_id
