"""TensorFlow's own servers, from what a RunConfig knows of the cluster."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.run_config import TaskType

_TRAINERS = (TaskType.CHIEF, TaskType.MASTER, TaskType.WORKER)


def start(config: Any) -> tf.train.Server | None:
    """Starts this task's server; None where it is the cluster's only task and needs none.

    Raises:
      RuntimeError: `config` does not say which task of which cluster this is.
    """
    if not config.cluster_spec or not config.task_type or config.task_id is None:
        raise RuntimeError(
            "Could not start server; be sure to specify cluster_spec, task_type, and task in "
            "RunConfig or set the TF_CONFIG environment variable."
        )
    if not config.master:
        jobs = config.cluster_spec.as_dict()
        if len(jobs) == 1 and len(*jobs.values()) == 1 and config.task_type in _TRAINERS:
            tf.logging.info(
                "Skip starting Tensorflow server as there is only one node in the cluster."
            )
            return None
        raise RuntimeError(
            "Could not start server; be sure to specify master in "
            "RunConfig or set the TF_CONFIG environment variable."
        )
    tf.logging.info("Start Tensorflow server.")
    session_config = tf.ConfigProto()
    if config.session_config is not None:
        session_config.gpu_options.CopyFrom(config.session_config.gpu_options)
    return tf.train.Server(
        config.cluster_spec,
        job_name=config.task_type,
        task_index=config.task_id,
        config=session_config,
        protocol=config.protocol,
    )
