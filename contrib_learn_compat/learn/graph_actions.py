"""Loops around graphs that are built already: train, evaluate, run.

What ``tf.contrib.learn`` ran its estimators on before there was a MonitoredSession. The sessions
are a Supervisor's; monitors are called as they are, not as hooks.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import events
from contrib_learn_compat.framework.global_step import assert_or_get_global_step
from contrib_learn_compat.framework.graphs import get_graph_from_inputs
from contrib_learn_compat.learn import monitors as monitor_lib
from contrib_learn_compat.learn.monitors import NanLossDuringTrainingError

coordinator = tf.train  # Programs' tests watch the Coordinator that they find here.


def clear_summary_writers() -> None:
    """Closes and forgets all writers of :func:`get_summary_writer`."""
    tf.summary.FileWriterCache.clear()


def get_summary_writer(logdir: str) -> tf.summary.FileWriter:
    """Returns the one writer of events for a directory."""
    return events.writer(logdir)


def _again_when_aborted(function: Callable) -> Callable:
    """Decorates a function that is called again when a parameter server has restarted."""

    @functools.wraps(function)
    def persistent(*args, **kwargs):
        while True:
            try:
                return function(*args, **kwargs)
            except tf.errors.AbortedError:
                tf.logging.warning("Training got Aborted error. Keep training.")

    return persistent


@_again_when_aborted
def train(
    graph: tf.Graph,
    output_dir: str,
    train_op: Any,
    loss_op: tf.Tensor,
    global_step_tensor: Any = None,
    init_op: Any = None,
    init_feed_dict: dict | None = None,
    init_fn: Callable | None = None,
    log_every_steps: int = 10,
    supervisor_is_chief: bool = True,
    supervisor_master: str = "",
    supervisor_save_model_secs: int = 600,
    keep_checkpoint_max: int | None = 5,
    supervisor_save_summaries_steps: int = 100,
    feed_fn: Callable | None = None,
    steps: int | None = None,
    fail_on_nan_loss: bool = True,
    monitors: list | None = None,
    max_steps: int | None = None,
) -> Any:
    """Trains, from the newest checkpoint on, until the last step, a monitor or the input's end.

    At the end, however it comes, a chief saves a checkpoint.

    Args:
      graph: the graph, which is finalized.
      output_dir: the directory of checkpoints and events.
      train_op: what a step runs; it has to count the global step up.
      loss_op: a scalar tensor.
      global_step_tensor: the global step; the graph's own where None.
      init_op: initializes the variables; the Supervisor's own where None.
      init_feed_dict: what `init_op` is fed.
      init_fn: is called with the session after `init_op`.
      log_every_steps: how often the loss is logged.
      supervisor_is_chief: whether this process initializes, saves and writes summaries.
      supervisor_master: the TensorFlow server; this process where empty.
      supervisor_save_model_secs: seconds between checkpoints.
      keep_checkpoint_max: how many checkpoints are kept; all where None or 0.
      supervisor_save_summaries_steps: steps between summaries, where no `monitors` are given.
      feed_fn: returns each step's feed dict; StopIteration ends training.
      steps: how many steps to make.
      fail_on_nan_loss: whether a loss that is NaN ends training.
      monitors: in place of those that log the loss and write summaries.
      max_steps: the global step to stop at.

    Returns:
      The last loss, None where no step was made.

    Raises:
      ValueError: something is missing, or there are both `steps` and `max_steps`.
      NanLossDuringTrainingError: the loss is NaN, and `fail_on_nan_loss`.
    """
    if steps is not None and max_steps is not None:
        raise ValueError("Can not provide both steps and max_steps.")
    _check_output_dir(output_dir)
    for name, op in (("train_op", train_op), ("loss_op", loss_op)):
        if op is None:
            raise ValueError(f"Missing {name}.")
    with graph.as_default():
        global_step = assert_or_get_global_step(graph, global_step_tensor)
        if global_step is None:
            raise ValueError('No "global_step" was provided or found in the graph.')
        writer = get_summary_writer(output_dir) if supervisor_is_chief else None
        if not supervisor_is_chief:
            monitors = [monitor for monitor in monitors or () if monitor.run_on_all_workers]
        elif not monitors:
            monitors = monitor_lib.get_default_monitors(
                loss_op=loss_op,
                summary_op=_summary_op(),
                save_summary_steps=supervisor_save_summaries_steps,
                summary_writer=writer,
            )
        if steps:
            max_steps = _saved_step(output_dir, global_step) + steps
        for monitor in monitors:
            monitor.begin(max_steps=max_steps)
        supervisor = tf.train.Supervisor(
            graph,
            init_op=tf.train.Supervisor.USE_DEFAULT if init_op is None else init_op,
            init_feed_dict=init_feed_dict,
            is_chief=supervisor_is_chief,
            logdir=output_dir,
            saver=_make_saver(graph, keep_checkpoint_max),
            global_step=global_step,
            summary_op=None,
            summary_writer=writer,
            save_model_secs=supervisor_save_model_secs,
            init_fn=init_fn,
        )
        _in_graph(supervisor.coord, graph)
        session = supervisor.PrepareSession(master=supervisor_master)
        supervisor.StartQueueRunners(session)

    def finish():
        supervisor.Stop(close_summary_writer=False)
        if supervisor_is_chief:
            step, path = session.run(global_step), supervisor.save_path
            tf.logging.info("Saving checkpoint for step %d to checkpoint: %s.", step, path)
            supervisor.saver.save(session, path, global_step=step)
            for monitor in monitors:
                monitor.end()

    loss = None
    with session, _finally(finish):
        step = logged_step = session.run(global_step)
        end = "inf" if max_steps is None else str(max_steps)
        tf.logging.info("Training steps [%d,%s)", step, end)
        try:
            while not supervisor.ShouldStop() and (max_steps is None or step < max_steps):
                start = time.time()
                outputs, should_stop = _run_with_monitors(
                    session, step + 1, [train_op, loss_op], feed_fn() if feed_fn else None, monitors
                )
                loss = outputs[loss_op.name]
                _check_not_nan(loss, fail_on_nan_loss)
                if should_stop:
                    break
                last_step, step = step, session.run(global_step)
                if step <= last_step:
                    tf.logging.error(
                        "Global step was not incremented by train op at step %s: new step %d",
                        last_step,
                        step,
                    )
                is_last = max_steps is not None and step >= max_steps
                if is_last or step - logged_step >= log_every_steps:
                    tf.logging.info(
                        "training step %d, loss = %.5f (%.3f sec/batch).",
                        step,
                        loss,
                        time.time() - start,
                    )
                    logged_step = step
        except tf.errors.OutOfRangeError as error:
            tf.logging.warning(
                "Got exception during tf.learn training loop possibly "
                "due to exhausted input queue %s.",
                error,
            )
        except StopIteration:
            tf.logging.info("Exhausted input iterarator.")
    return loss


def evaluate(
    graph: tf.Graph,
    output_dir: str,
    checkpoint_path: str | None,
    eval_dict: dict[str, Any],
    update_op: Any = None,
    global_step_tensor: Any = None,
    supervisor_master: str = "",
    log_every_steps: int = 10,
    feed_fn: Callable | None = None,
    max_steps: int | None = None,
) -> tuple[dict[str, Any] | None, int]:
    """Evaluates a checkpoint until the last step or the input's end, and writes a summary.

    Args:
      graph: the graph.
      output_dir: the directory of the summary.
      checkpoint_path: the checkpoint; where None, variables are initialized.
      eval_dict: tensors by name: run after every `log_every_steps` steps and after the last, or,
        without an `update_op`, as the steps themselves.
      update_op: what a step runs.
      global_step_tensor: the global step; the graph's own where None.
      supervisor_master: the TensorFlow server; this process where empty.
      log_every_steps: how often results are logged.
      feed_fn: returns each step's feed dict; StopIteration ends the evaluation.
      max_steps: how many steps to make.

    Returns:
      What the last run of `eval_dict` gave, and the global step.

    Raises:
      ValueError: `output_dir` is missing.
    """
    _check_output_dir(output_dir)
    with graph.as_default():
        global_step = assert_or_get_global_step(graph, global_step_tensor)
        saver = _get_saver()
        manager = tf.train.SessionManager(
            local_init_op=_get_local_init_op(),
            ready_op=_get_ready_op(),
            ready_for_local_init_op=_get_first_op_from_collection(
                tf.GraphKeys.READY_FOR_LOCAL_INIT_OP
            ),
        )
        session, is_initialized = manager.recover_session(
            master=supervisor_master, saver=saver, checkpoint_dir=checkpoint_path
        )
        with session:
            coord = coordinator.Coordinator()
            threads = tf.train.start_queue_runners(session, coord)
            if not is_initialized:
                tf.logging.warning("Failed to initialize from %s.", checkpoint_path)
                session.run(tf.global_variables_initializer())
                if checkpoint_path:
                    _restore_from_checkpoint(session, graph, checkpoint_path, saver)
            step = session.run(global_step)
            end = "inf" if max_steps is None else str(max_steps)
            tf.logging.info("Eval steps [%d,%s) for training step %d.", 0, end, step)
            try:
                results = _evaluate_steps(
                    session, eval_dict, update_op, log_every_steps, feed_fn, max_steps
                )
            finally:
                session.close()  # Before the threads: they may wait in it.
                with _logged("Coordinator didn't stop cleanly: %s"):
                    coord.request_stop()
                    coord.join(threads, stop_grace_period_secs=120)
    _write_summary_results(output_dir, results, step)
    return results, step


def _evaluate_steps(session, eval_dict, update_op, log_every_steps, feed_fn, max_steps):
    """Returns what the last run of `eval_dict` gave."""
    results = feed_dict = evaluated_step = None
    step = 0
    try:
        try:
            while max_steps is None or step < max_steps:
                step += 1
                start = time.time()
                feed_dict = feed_fn() if feed_fn else None
                if update_op is not None:
                    session.run(update_op, feed_dict=feed_dict)
                if update_op is None or step % log_every_steps == 0:
                    results = session.run(eval_dict, feed_dict=feed_dict)
                    evaluated_step = step
                if step % log_every_steps == 0:
                    tf.logging.info(
                        "Results after %d steps (%.3f sec/batch): %s.",
                        step,
                        time.time() - start,
                        _eval_results_to_str(results),
                    )
        finally:
            if results is None or step != evaluated_step:
                results = session.run(eval_dict, feed_dict=feed_dict)
    except (tf.errors.OutOfRangeError, StopIteration) as error:
        kind = "iterator" if isinstance(error, StopIteration) else "queue"
        if max_steps is None:
            tf.logging.info(f"Input {kind} is exhausted.")
        else:
            tf.logging.warning(f"Input {kind} is exhausted: %s.", error)
    return results


def run_n(
    output_dict: dict[str, Any],
    feed_dict: dict | None = None,
    restore_checkpoint_path: str | None = None,
    n: int = 1,
) -> list[dict[str, Any]]:
    """Runs tensors `n` times with the same feed dict; see :func:`run_feeds_iter`."""
    return run_feeds(output_dict, itertools.repeat(feed_dict, n), restore_checkpoint_path)


def run_feeds_iter(
    output_dict: dict[str, Any],
    feed_dicts: Iterable[dict | None],
    restore_checkpoint_path: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Yields what tensors give for each feed dict.

    Args:
      output_dict: tensors of one graph by name.
      feed_dicts: one for each run.
      restore_checkpoint_path: the checkpoint; where None, variables are initialized.

    Raises:
      ValueError: there are no tensors, or no feed dicts.
    """
    if not output_dict:
        raise ValueError(f"output_dict is invalid: {output_dict}.")
    if not feed_dicts:
        raise ValueError(f"feed_dicts is invalid: {feed_dicts}.")
    graph = get_graph_from_inputs(output_dict.values())
    with graph.as_default(), tf.Session("") as session:
        session.run(_resource_initializers())
        if restore_checkpoint_path:
            _restore_from_checkpoint(session, graph, restore_checkpoint_path)
        else:
            session.run(tf.global_variables_initializer())
        session.run(tf.local_variables_initializer())
        session.run(tf.tables_initializer())
        coord = coordinator.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        try:
            for feed_dict in feed_dicts:
                yield session.run(output_dict, feed_dict)
        finally:
            coord.request_stop()
            coord.join(threads, stop_grace_period_secs=120)


def run_feeds(*args, **kwargs) -> list[dict[str, Any]]:
    """As :func:`run_feeds_iter`, a list."""
    return list(run_feeds_iter(*args, **kwargs))


def infer(
    restore_checkpoint_path: str | None,
    output_dict: dict[str, Any],
    feed_dict: dict | None = None,
) -> dict[str, Any]:
    """Runs tensors once; see :func:`run_feeds_iter`."""
    return run_feeds(output_dict, [feed_dict], restore_checkpoint_path)[0]


def _check_output_dir(output_dir: str | None) -> None:
    if not output_dir:
        raise ValueError(f"Output directory should be non-empty {output_dir}.")


def _check_not_nan(loss: Any, is_failure: bool) -> None:
    if not np.isnan(loss):
        return
    message = "Model diverged with loss = NaN."
    if is_failure:
        tf.logging.error(message)
        raise NanLossDuringTrainingError()
    tf.logging.warning(message)


def _in_graph(coord: tf.train.Coordinator, graph: tf.Graph) -> None:
    """Has a coordinator's threads work in `graph`; each starts in eager mode where that is on."""
    stop_on_exception = coord.stop_on_exception

    @contextlib.contextmanager
    def in_graph():
        with stop_on_exception(), graph.as_default():
            yield

    coord.stop_on_exception = in_graph


@contextlib.contextmanager
def _finally(finish: Callable) -> Iterator[None]:
    """Calls `finish` at the end; where there was a failure, that is the one to be raised."""
    try:
        yield
    except BaseException:
        with _logged("Got exception during tf.learn final checkpoint %s."):
            finish()
        raise
    try:
        finish()
    except tf.errors.OutOfRangeError as error:
        tf.logging.warning(
            "OutOfRangeError in tf.learn final checkpoint possibly due to exhausted input queue. "
            "Note: summary_op is not expected to trigger dequeues. %s.",
            error,
        )


@contextlib.contextmanager
def _logged(message: str) -> Iterator[None]:
    """Logs an error instead of raising it."""
    try:
        yield
    except (tf.errors.OpError, RuntimeError, OSError, ValueError) as error:
        tf.logging.error(message, error)


def _run_with_monitors(session, step, tensors, feed_dict, monitors):
    """Runs a step; returns all outputs, those of tensors by name, and whether to stop."""
    for monitor in monitors:
        tensors = tensors + monitor.step_begin(step)
    fetched = {t.name if tf.is_tensor(t) else t: t for t in tensors}
    outputs = session.run(fetched, feed_dict=feed_dict)
    # Every monitor sees the step, also after one that stops.
    return outputs, any([monitor.step_end(step, outputs) for monitor in monitors])


def _saved_step(directory: str, global_step: Any) -> int:
    try:
        return int(tf.train.load_variable(directory, global_step.op.name))
    except (tf.errors.NotFoundError, ValueError):
        return 0


def _get_first_op_from_collection(collection_name: str) -> Any:
    return next(iter(tf.get_collection(collection_name)), None)


def _kept(collection_name: str, make: Callable) -> Any:
    """Returns a collection's first element; where it has none, one that is made and kept there."""
    element = _get_first_op_from_collection(collection_name)
    if element is None:
        element = make()
        if element is not None:
            tf.add_to_collection(collection_name, element)
    return element


def _summary_op() -> tf.Tensor | None:
    return _kept(tf.GraphKeys.SUMMARY_OP, tf.summary.merge_all)


def _get_saver() -> tf.train.Saver | None:
    return _kept(tf.GraphKeys.SAVERS, lambda: tf.train.Saver() if tf.global_variables() else None)


def _get_ready_op() -> tf.Tensor:
    return _kept(tf.GraphKeys.READY_OP, tf.report_uninitialized_variables)


def _get_local_init_op() -> tf.Operation:
    return _kept(
        tf.GraphKeys.LOCAL_INIT_OP,
        lambda: tf.group(tf.local_variables_initializer(), tf.tables_initializer()),
    )


def _make_saver(graph: tf.Graph, keep_checkpoint_max: int | None = 5) -> tf.train.Saver | None:
    saved = [
        variable
        for key in (tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.SAVEABLE_OBJECTS)
        for variable in graph.get_collection(key)
    ]
    return tf.train.Saver(saved, sharded=True, max_to_keep=keep_checkpoint_max) if saved else None


def _restore_from_checkpoint(session, graph, checkpoint_path, saver=None):
    tf.logging.info("Loading model from checkpoint: %s.", checkpoint_path)
    saver = saver or _make_saver(graph)
    if saver:
        saver.restore(session, checkpoint_path)
    else:
        tf.logging.info("No variables found in graph, not creating Saver() object.")


def _resource_initializers() -> list[tf.Operation]:
    return [
        resource.create
        for key in (tf.GraphKeys.RESOURCES, tf.GraphKeys.LOCAL_RESOURCES)
        for resource in tf.get_collection(key)
    ]


def _eval_results_to_str(results: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in sorted(results.items()))


def _write_summary_results(output_dir: str, results: dict[str, Any], global_step: int) -> None:
    tf.logging.info(
        "Saving evaluation summary for step %d: %s", global_step, _eval_results_to_str(results)
    )
    summary = tf.Summary()
    for key, value in results.items():
        if value is None:
            continue
        part = summary.value.add(tag=key)
        if isinstance(value, (np.float32, float)):
            part.simple_value = float(value)
        else:
            tf.logging.warning("Skipping summary for %s, must be a float or np.float32.", key)
    writer = get_summary_writer(output_dir)
    writer.add_summary(summary, global_step)
    writer.flush()
