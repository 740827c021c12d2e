"""RunConfig: how, where and with whom an Estimator runs; the cluster is read from ``TF_CONFIG``."""

from __future__ import annotations

import copy
import json
import os
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.functions import argument_names

_USE_DEFAULT = object()
_REPLACEABLE = [
    "model_dir",
    "tf_random_seed",
    "save_summary_steps",
    "save_checkpoints_steps",
    "save_checkpoints_secs",
    "session_config",
    "keep_checkpoint_max",
    "keep_checkpoint_every_n_hours",
    "log_step_count_steps",
    "train_distribute",
    "device_fn",
    "protocol",
    "eval_distribute",
    "experimental_distribute",
    "experimental_max_worker_delay_secs",
    "session_creation_timeout_secs",
]
_BOTH_CHECKPOINT_INTERVALS = (
    "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set."
)
_NO_STRATEGY = (
    "contrib-learn-compat trains on one machine or on a TF_CONFIG cluster, not under a "
    "tf.distribute strategy: leave {} unset."
)

# Property, what must hold of a value that is not None, and what is said where it does not.
_RULES = [
    ("model_dir", bool, "model_dir should be non-empty"),
    ("save_summary_steps", lambda n: n >= 0, "save_summary_steps should be >= 0"),
    ("save_checkpoints_steps", lambda n: n >= 0, "save_checkpoints_steps should be >= 0"),
    ("save_checkpoints_secs", lambda n: n >= 0, "save_checkpoints_secs should be >= 0"),
    (
        "session_config",
        lambda config: isinstance(config, tf.ConfigProto),
        "session_config must be instance of ConfigProto",
    ),
    ("keep_checkpoint_max", lambda n: n >= 0, "keep_checkpoint_max should be >= 0"),
    (
        "keep_checkpoint_every_n_hours",
        lambda n: n > 0,
        "keep_checkpoint_every_n_hours should be > 0",
    ),
    ("log_step_count_steps", lambda n: n > 0, "log_step_count_steps should be > 0"),
    ("tf_random_seed", lambda n: isinstance(n, int), "tf_random_seed must be integer."),
    (
        "experimental_max_worker_delay_secs",
        lambda n: isinstance(n, int),
        "experimental_max_worker_delay_secs must be an integer if set.",
    ),
    (
        "session_creation_timeout_secs",
        lambda n: n > 0,
        "session_creation_timeout_secs should be > 0",
    ),
    (
        "device_fn",
        lambda f: callable(f) and set(argument_names(f)) == {"op"},
        'device_fn must be callable with exactly one argument "op".',
    ),
    (
        "protocol",
        lambda name: name in ("grpc", "grpc+verbs"),
        "protocol should be grpc or grpc+verbs",
    ),
    ("train_distribute", lambda _: False, _NO_STRATEGY.format("train_distribute")),
    ("eval_distribute", lambda _: False, _NO_STRATEGY.format("eval_distribute")),
    ("experimental_distribute", lambda _: False, _NO_STRATEGY.format("experimental_distribute")),
]


class TaskType:
    """The jobs of a cluster."""

    MASTER = "master"
    PS = "ps"
    WORKER = "worker"
    CHIEF = "chief"
    EVALUATOR = "evaluator"


def _property(name: str, doc: str) -> property:
    return property(lambda config: getattr(config, f"_{name}"), doc=doc)


class RunConfig:
    """The settings of an Estimator's runs.

    The environment variable ``TF_CONFIG``, a JSON object, adds the cluster: ``cluster`` maps jobs
    to addresses, ``task`` has this process's ``type`` and ``index``, and ``model_dir``,
    ``session_master``, ``eval_session_master`` and ``service`` may be given.
    """

    cluster_spec = _property("cluster_spec", "The tf.train.ClusterSpec, empty without a cluster.")
    device_fn = _property("device_fn", "Places ops, given one; None for the default placement.")
    eval_distribute = _property("eval_distribute", "None.")
    evaluation_master = _property("evaluation_master", "Where evaluation's session runs.")
    experimental_max_worker_delay_secs = _property(
        "experimental_max_worker_delay_secs", "The longest a worker may wait before it starts."
    )
    global_id_in_cluster = _property(
        "global_id_in_cluster", "The task's number among all tasks; None for an evaluator."
    )
    is_chief = _property("is_chief", "Whether this process saves checkpoints.")
    keep_checkpoint_every_n_hours = _property(
        "keep_checkpoint_every_n_hours", "Hours after which one more checkpoint is kept for good."
    )
    keep_checkpoint_max = _property(
        "keep_checkpoint_max", "How many recent checkpoints are kept; all where 0 or None."
    )
    log_step_count_steps = _property(
        "log_step_count_steps", "Steps between two lines of loss and global_step/sec."
    )
    master = _property("master", "Where training's session runs.")
    model_dir = _property("model_dir", "The directory of checkpoints and events, or None.")
    num_ps_replicas = _property("num_ps_replicas", "The number of parameter servers.")
    num_worker_replicas = _property("num_worker_replicas", "The number of workers and chief.")
    protocol = _property("protocol", "The servers' protocol; None is grpc.")
    save_checkpoints_secs = _property(
        "save_checkpoints_secs", "Seconds between checkpoints, or None."
    )
    save_checkpoints_steps = _property(
        "save_checkpoints_steps", "Steps between checkpoints, or None."
    )
    save_summary_steps = _property("save_summary_steps", "Steps between two summaries.")
    service = _property("service", "What TF_CONFIG says of the service, a dict or None.")
    session_config = _property("session_config", "The sessions' ConfigProto, or None.")
    session_creation_timeout_secs = _property(
        "session_creation_timeout_secs", "How long a worker waits for the chief."
    )
    task_id = _property("task_id", "The task's number in its job.")
    task_type = _property("task_type", "The job of this process, a :class:`TaskType`.")
    tf_random_seed = _property("tf_random_seed", "The graph-level seed, or None.")
    train_distribute = _property("train_distribute", "None.")

    def __init__(
        self,
        model_dir=None,
        tf_random_seed=None,
        save_summary_steps=100,
        save_checkpoints_steps=_USE_DEFAULT,
        save_checkpoints_secs=_USE_DEFAULT,
        session_config=None,
        keep_checkpoint_max=5,
        keep_checkpoint_every_n_hours=10000,
        log_step_count_steps=100,
        train_distribute=None,
        device_fn=None,
        protocol=None,
        eval_distribute=None,
        experimental_distribute=None,
        experimental_max_worker_delay_secs=None,
        session_creation_timeout_secs=7200,
    ):
        """Takes the settings; the properties of the same names say what each is for.

        Checkpoints are written every 600 seconds unless one of `save_checkpoints_steps` and
        `save_checkpoints_secs` says otherwise; both None writes none.

        Raises:
          ValueError: a setting is not valid, or TF_CONFIG does not describe a cluster with this
            task in it.
        """
        if save_checkpoints_steps is _USE_DEFAULT and save_checkpoints_secs is _USE_DEFAULT:
            save_checkpoints_steps, save_checkpoints_secs = None, 600
        elif save_checkpoints_secs is _USE_DEFAULT:
            save_checkpoints_secs = None
        elif save_checkpoints_steps is _USE_DEFAULT:
            save_checkpoints_steps = None
        elif save_checkpoints_steps is not None and save_checkpoints_secs is not None:
            raise ValueError(_BOTH_CHECKPOINT_INTERVALS)

        tf_config = json.loads(os.environ.get("TF_CONFIG", "{}"))
        if tf_config:
            tf.logging.info("TF_CONFIG environment variable: %s", tf_config)
        self._set(
            model_dir=_model_dir(tf_config, model_dir),
            tf_random_seed=tf_random_seed,
            save_summary_steps=save_summary_steps,
            save_checkpoints_steps=save_checkpoints_steps,
            save_checkpoints_secs=save_checkpoints_secs,
            session_config=session_config,
            keep_checkpoint_max=keep_checkpoint_max,
            keep_checkpoint_every_n_hours=keep_checkpoint_every_n_hours,
            log_step_count_steps=log_step_count_steps,
            train_distribute=train_distribute,
            device_fn=device_fn,
            protocol=protocol,
            eval_distribute=eval_distribute,
            experimental_distribute=experimental_distribute,
            experimental_max_worker_delay_secs=experimental_max_worker_delay_secs,
            session_creation_timeout_secs=session_creation_timeout_secs,
        )
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
            if name not in _REPLACEABLE:
                raise ValueError(
                    f"Replacing {name} is not supported. Allowed properties are {_REPLACEABLE}."
                )
            setattr(self, f"_{name}", value)
        every = {"save_checkpoints_steps", "save_checkpoints_secs"}
        given = [name for name in every if settings.get(name) is not None]
        if len(given) == 2:
            raise ValueError(_BOTH_CHECKPOINT_INTERVALS)
        if given:
            (other,) = every - set(given)
            setattr(self, f"_{other}", None)
        for name, holds, message in _RULES:
            value = getattr(self, f"_{name}", None)
            if value is not None and not holds(value):
                raise ValueError(message)
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


def _cluster_session_config(task_type: str, task_id: int) -> tf.ConfigProto | None:
    """Lets a task talk to the parameter servers only, so that a lost worker stops no other."""
    filters = {
        TaskType.MASTER: ["/job:ps", "/job:master"],
        TaskType.CHIEF: ["/job:ps", "/job:chief"],
        TaskType.WORKER: ["/job:ps", f"/job:worker/task:{task_id}"],
        TaskType.PS: ["/job:ps", "/job:worker", "/job:chief", "/job:master"],
    }
    if task_type not in filters:
        return None
    config = default_session_config()
    config.device_filters.extend(filters[task_type])
    return config


def _model_dir(tf_config: dict[str, Any], model_dir: Any) -> str | None:
    model_dir = os.fspath(model_dir) if isinstance(model_dir, os.PathLike) else model_dir
    if model_dir == "":
        raise ValueError("model_dir should be non-empty.")
    of_environment = tf_config.get("model_dir")
    if of_environment == "":
        raise ValueError("model_dir in TF_CONFIG should be non-empty.")
    if of_environment:
        if model_dir and of_environment != model_dir:
            raise ValueError(
                "`model_dir` provided in RunConfig construct, if set, "
                "must have the same value as the model_dir in TF_CONFIG. "
                f'model_dir: {model_dir}\nTF_CONFIG["model_dir"]: {of_environment}.\n'
            )
        tf.logging.info("Using model_dir in TF_CONFIG: %s", of_environment)
    return model_dir or of_environment


def _validated_task(
    cluster_spec: tf.train.ClusterSpec, task: dict[str, Any], chief: str
) -> tuple[str, int]:
    if chief not in cluster_spec.jobs:
        raise ValueError(f'If "cluster" is set in TF_CONFIG, it must have one "{chief}" node.')
    if len(cluster_spec.job_tasks(chief)) > 1:
        raise ValueError(f'The "cluster" in TF_CONFIG must have only one "{chief}" node.')
    task_type, task_id = task.get("type"), task.get("index")
    if not task_type:
        raise ValueError('If "cluster" is set in TF_CONFIG, task type must be set.')
    if task_id is None:
        raise ValueError('If "cluster" is set in TF_CONFIG, task index must be set.')
    task_id = int(task_id)
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
