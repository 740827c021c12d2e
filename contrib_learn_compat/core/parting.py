"""How a cluster ends: chief and workers tell the parameter servers that they are done.

TF 1.15's parameter servers served until somebody killed them. These end when the chief and every
worker have trained to their end. Each trainer puts its name into a queue that each parameter server
holds; a name counts once, however often its task is restarted.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Any, NoReturn

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.run_config import TaskType

_TRAINERS = (TaskType.CHIEF, TaskType.MASTER, TaskType.WORKER)
_POLL_SECS = 0.5
_ANSWER_WITHIN_SECS = 60


def tell(config: Any) -> None:
    """Tells the parameter servers that this task, as `config` names it, has trained to its end."""
    jobs = config.cluster_spec.as_dict()
    for task, address in enumerate(jobs.get(TaskType.PS, [])):
        with _session_at(f"grpc://{address}", task) as session:
            ops = [_names().enqueue(f"{config.task_type}/{config.task_id}")]
            if config.is_chief:
                # Nobody hands out the tokens of SyncReplicasOptimizer any more. To a worker that
                # waits for one a closed queue is like the end of its input.
                ops.append(_sync_tokens().close())
            try:
                session.run(ops)
            except (tf.errors.UnavailableError, tf.errors.DeadlineExceededError) as error:
                tf.logging.warning(
                    "The parameter server at %s does not answer, and may have to be stopped by "
                    "hand: %s",
                    address,
                    error.message,
                )


def serve(server: tf.train.Server, config: Any) -> NoReturn:
    """Serves until the chief and all workers are done; then ends the process.

    As in TF 1.15, what follows in the program is not for a parameter server.

    Raises:
      SystemExit: training has ended.
    """
    jobs = config.cluster_spec.as_dict()
    missing = {f"{job}/{task}" for job in _TRAINERS for task in range(len(jobs.get(job, [])))}
    with _session_at(server.target, config.task_id) as session:
        names = _names()
        size, name = names.size(), names.dequeue()
        while missing:
            time.sleep(_POLL_SECS)
            for _ in range(session.run(size)):
                missing.discard(session.run(name).decode())
    tf.logging.info("Chief and workers have ended training: the parameter server ends too.")
    sys.exit()


@contextlib.contextmanager
def _session_at(target: str, task: int) -> Iterator[tf.Session]:
    """A session with a parameter server alone, whatever the other tasks do."""
    device = f"/job:{TaskType.PS}/task:{task}"
    config = tf.ConfigProto(
        device_filters=[device], operation_timeout_in_ms=_ANSWER_WITHIN_SECS * 1000
    )
    with tf.Graph().as_default(), tf.device(device), tf.Session(target, config=config) as session:
        yield session


def _names() -> tf.queue.FIFOQueue:
    return tf.queue.FIFOQueue(-1, tf.string, shapes=[()], shared_name="names_of_who_is_done")


def _sync_tokens() -> tf.queue.FIFOQueue:
    """The queue that tf.train.SyncReplicasOptimizer shares by this name."""
    return tf.queue.FIFOQueue(-1, tf.int64, shapes=[()], shared_name="sync_token_q")
