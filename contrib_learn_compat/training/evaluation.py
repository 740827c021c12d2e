"""Evaluating checkpoints as they appear."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (  # noqa: F401
    StopAfterNEvalsHook,
    evaluate_once,
    get_or_create_eval_step,
)


def wait_for_new_checkpoint(
    checkpoint_dir: str,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """Waits until the latest checkpoint of a directory is another than `last_checkpoint`.

    Args:
      checkpoint_dir: a directory.
      last_checkpoint: a checkpoint's path; None for any.
      seconds_to_sleep: between one look and the next.
      timeout: the greatest number of seconds to wait; None for any.

    Returns:
      The new checkpoint's path; None where the time was up.
    """
    tf.logging.info("Waiting for new checkpoint at %s", checkpoint_dir)
    deadline = float("inf") if timeout is None else time.time() + timeout
    while True:
        checkpoint = tf.train.latest_checkpoint(checkpoint_dir)
        if checkpoint not in (None, last_checkpoint):
            tf.logging.info("Found new checkpoint at %s", checkpoint)
            return checkpoint
        if time.time() + seconds_to_sleep > deadline:
            return None
        time.sleep(seconds_to_sleep)


def checkpoints_iterator(
    checkpoint_dir: str,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """Yields the latest checkpoint of a directory whenever there is a new one.

    Checkpoints that are overtaken while the caller works are passed over.

    Args:
      checkpoint_dir: a directory.
      min_interval_secs: the least number of seconds from one to the next.
      timeout: the greatest number of seconds to wait for one; None for any.
      timeout_fn: called when that time is up; true ends the iteration, as does having none.

    Yields:
      Paths of checkpoints.
    """
    checkpoint = None
    while True:
        found = wait_for_new_checkpoint(checkpoint_dir, checkpoint, timeout=timeout)
        if found is None:
            if timeout_fn is None:
                tf.logging.info("Timed-out waiting for a checkpoint.")
                return
            if timeout_fn():
                return
            continue
        begun, checkpoint = time.time(), found
        yield checkpoint
        time.sleep(max(0, begun + min_interval_secs - time.time()))


class SummaryAtEndHook(tf.train.SessionRunHook):
    """Writes summaries once, at the end of a session."""

    def __init__(
        self,
        log_dir: str | None = None,
        summary_writer: tf.summary.FileWriter | None = None,
        summary_op: tf.Tensor | None = None,
        feed_dict: dict | None = None,
    ) -> None:
        """Makes the hook.

        Args:
          log_dir: the directory to write to, if there is no `summary_writer`.
          summary_writer: a ``tf.summary.FileWriter``.
          summary_op: what to write; by default all summaries of the graph.
          feed_dict: what to feed it.

        Raises:
          ValueError: where there is neither directory nor writer.
        """
        if log_dir is None and summary_writer is None:
            raise ValueError("One of log_dir or summary_writer should be used.")
        self._log_dir = log_dir
        self._summary_writer = summary_writer
        self._merges_all = summary_op is None
        self._summary_op = summary_op
        self._feed_dict = feed_dict

    def begin(self) -> None:
        if self._merges_all:  # anew in each graph that the hook serves
            self._summary_op = tf.summary.merge_all()
        self._global_step = tf.train.get_or_create_global_step()

    def after_create_session(self, session, coord) -> None:
        if self._summary_writer is None:
            self._summary_writer = tf.summary.FileWriterCache.get(self._log_dir)

    def end(self, session) -> None:
        if self._summary_op is not None:
            step = tf.train.global_step(session, self._global_step)
            summary = session.run(self._summary_op, self._feed_dict)
            self._summary_writer.add_summary(summary, step)
        self._summary_writer.flush()


def evaluate_repeatedly(
    checkpoint_dir: str,
    master: str = "",
    scaffold: tf.train.Scaffold | None = None,
    eval_ops: Any = None,
    feed_dict: dict | None = None,
    final_ops: Any = None,
    final_ops_feed_dict: dict | None = None,
    eval_interval_secs: float = 60,
    hooks: list[tf.train.SessionRunHook] | None = None,
    config: tf.ConfigProto | None = None,
    max_number_of_evaluations: int | None = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Any:
    """Evaluates the checkpoints of a directory as they appear.

    Args:
      checkpoint_dir: a directory.
      master, scaffold, config: as ``tf.train.ChiefSessionCreator`` takes them.
      eval_ops: what to run until a hook stops it, an op, or a list, tuple or dict of them; None
        for nothing but `final_ops`.
      feed_dict: what to feed `eval_ops`.
      final_ops: what to run once when a hook has stopped it.
      final_ops_feed_dict: what to feed `final_ops`.
      eval_interval_secs: the least number of seconds from one evaluation to the next.
      hooks: a list of session hooks, such as `StopAfterNEvalsHook`; one more is added to it.
      max_number_of_evaluations: the number of checkpoints to evaluate; None for all.
      timeout, timeout_fn: as :func:`checkpoints_iterator` takes them.

    Returns:
      What `final_ops` gave for the last checkpoint; None where there was none.
    """
    hooks = hooks or []
    eval_step = get_or_create_eval_step()
    if eval_ops is not None:
        eval_ops = _with_eval_step(eval_ops, tf.assign_add(eval_step, 1), hooks)
    final_ops_hook = tf.train.FinalOpsHook(final_ops, final_ops_feed_dict)
    hooks.append(final_ops_hook)

    checkpoints = checkpoints_iterator(checkpoint_dir, eval_interval_secs, timeout, timeout_fn)
    for number, checkpoint in enumerate(checkpoints, start=1):
        creator = tf.train.ChiefSessionCreator(
            scaffold=scaffold,
            checkpoint_filename_with_path=checkpoint,
            master=master,
            config=config,
        )
        with tf.train.MonitoredSession(session_creator=creator, hooks=hooks) as session:
            _log_time("Starting")
            while eval_ops is not None and not session.should_stop():
                session.run(eval_ops, feed_dict)
            _log_time("Finished")
        if max_number_of_evaluations is not None and number >= max_number_of_evaluations:
            break
    return final_ops_hook.final_ops_values


def _with_eval_step(eval_ops, count, hooks):
    """Returns `eval_ops` and with them `count`, the number of evaluations that hooks stop by."""
    for hook in hooks:
        if isinstance(hook, StopAfterNEvalsHook):
            hook._set_evals_completed_tensor(count)
    if isinstance(eval_ops, dict):
        return {**eval_ops, "update_eval_step": count}
    return [*(eval_ops if isinstance(eval_ops, (tuple, list)) else [eval_ops]), count]


def _log_time(verb: str) -> None:
    tf.logging.info(f"{verb} evaluation at {time.strftime('%Y-%m-%d-%H:%M:%S', time.gmtime())}")
