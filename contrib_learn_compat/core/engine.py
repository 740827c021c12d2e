"""The one training engine: both ``tf.estimator`` and ``tf.contrib.learn`` estimators run on it.

A face builds its graph inside :func:`model_graph`, each with its own manners, and hands over what
is to be run. All sessions are TensorFlow's own MonitoredSession with its hooks.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.core import checkpoint_errors, signals
from contrib_learn_compat.core.saver_hook import SaverHook
from contrib_learn_compat.core.steps import Steps, is_called_in_runs
from contrib_learn_compat.core.sync_replicas import KeepTokensHook


@contextlib.contextmanager
def model_graph(seed: int | None, device_fn: Callable | None = None) -> Iterator[tf.Graph]:
    """Makes a fresh graph with its seed and a global step the default, also in eager programs."""
    with tf.Graph().as_default() as graph, graph.device(device_fn):
        tf.set_random_seed(seed)
        tf.train.create_global_step(graph)
        yield graph


def replica_device_setter(config: Any) -> Callable | None:
    """Returns the device function that spreads variables over a cluster's parameter servers."""
    if config.num_ps_replicas == 0:
        return None
    worker = "/job:worker"
    if config.task_type:
        worker = f"/job:{config.task_type}/task:{config.task_id}"
    return tf.train.replica_device_setter(
        ps_tasks=config.num_ps_replicas,
        worker_device=worker,
        merge_devices=True,
        ps_ops=list(_private.STANDARD_PS_OPS),
        cluster=config.cluster_spec,
    )


def train(
    *,
    train_op: Any,
    loss: tf.Tensor,
    scaffold: tf.train.Scaffold,
    model_dir: str,
    config: Any,
    session_config: tf.ConfigProto,
    hooks: Sequence[tf.train.SessionRunHook],
    chief_hooks: Sequence[tf.train.SessionRunHook] = (),
    saving_listeners: Iterable[tf.train.CheckpointSaverListener] = (),
    save_summaries_steps: int | None,
    log_step_count_steps: int | None,
) -> Any:
    """Runs training steps in the default graph until a hook stops it or the input ends.

    Args:
      train_op: what a step runs.
      loss: the scalar that is watched for NaN and returned.
      scaffold: the graph's Scaffold; without a saver it gets the config's.
      model_dir: where checkpoints and events go.
      config: a RunConfig of either world.
      session_config: the session's ConfigProto.
      hooks: every worker's hooks.
      chief_hooks: the chief's own hooks.
      saving_listeners: are told of each checkpoint.
      save_summaries_steps: steps between summaries, or None.
      log_step_count_steps: steps between lines of global_step/sec, or None.

    Returns:
      The last step's loss, or None where no step was made.

    Raises:
      ValueError: there are `saving_listeners`, and nothing that saves.
      tf.errors.OpError: model_dir cannot be read or written, or its checkpoint does not fit.
    """
    tf.add_to_collection(tf.GraphKeys.LOSSES, loss)
    if not (scaffold.saver or tf.get_collection(tf.GraphKeys.SAVERS)):
        tf.add_to_collection(tf.GraphKeys.SAVERS, _default_saver(config))

    saver_hooks = [
        hook for hook in (*hooks, *chief_hooks) if isinstance(hook, tf.train.CheckpointSaverHook)
    ]
    if not saver_hooks and (config.save_checkpoints_secs or config.save_checkpoints_steps):
        saver_hooks = [
            SaverHook(
                model_dir,
                save_secs=config.save_checkpoints_secs,
                save_steps=config.save_checkpoints_steps,
                scaffold=scaffold,
            )
        ]
        chief_hooks = (*saver_hooks, *chief_hooks)
    _add_listeners(saver_hooks, saving_listeners)
    if log_step_count_steps:
        counter = tf.train.StepCounterHook(log_step_count_steps, output_dir=model_dir)
        chief_hooks = (*chief_hooks, counter)
    if save_summaries_steps:
        summaries = tf.train.SummarySaverHook(
            save_summaries_steps, output_dir=model_dir, scaffold=scaffold
        )
        chief_hooks = (*chief_hooks, summaries)
    own_hooks = (*chief_hooks, *hooks) if config.is_chief else hooks

    with contextlib.ExitStack() as stack:
        stack.enter_context(checkpoint_errors.explained_writing(model_dir))
        interruption = stack.enter_context(signals.Interruption())
        steps = Steps(
            train_op,
            loss,
            own_hooks,
            pausing=lambda: interruption.signal is not None,
            steps_per_execution=config.steps_per_execution,
            is_alone=not config.master,
        )
        with checkpoint_errors.explained(model_dir, scaffold):
            session = tf.train.MonitoredTrainingSession(
                master=config.master,
                is_chief=config.is_chief,
                checkpoint_dir=model_dir,
                scaffold=scaffold,
                hooks=[*hooks, KeepTokensHook(own_hooks), steps, _EndThreadsHook()],
                chief_only_hooks=[checkpoint_errors.FitHook(model_dir, scaffold), *chief_hooks],
                save_checkpoint_secs=0,  # The hooks above do this and the next two.
                save_summaries_steps=0,
                config=session_config,
                max_wait_secs=config.session_creation_timeout_secs,
                log_step_count_steps=0,
            )
        stack.enter_context(session)
        if config.is_chief and saver_hooks:
            interruption.watch()
        while not session.should_stop():
            steps.advance(session)
            if interruption.signal:
                interruption.deliver_after(lambda: _save(session, scaffold, model_dir))
    return steps.loss


def _save(session: tf.train.MonitoredSession, scaffold: tf.train.Scaffold, model_dir: str) -> None:
    """Saves a checkpoint without telling listeners, which may take their time, or hooks."""
    raw_session = session.run_step_fn(lambda step_context: step_context.session)
    step = raw_session.run(tf.train.get_global_step())
    path = os.path.join(model_dir, "model.ckpt")
    tf.logging.info("Saving checkpoints for %d into %s.", step, path)
    scaffold.saver.save(raw_session, path, global_step=step)
    tf.summary.FileWriterCache.get(model_dir).flush()


class _EndThreadsHook(tf.train.SessionRunHook):
    """Ends the threads that wait inside an op, such as SyncReplicasOptimizer's queue runner.

    The session waits for its threads before it closes, two minutes for one that waits for it to
    close. This hook comes last, after the final checkpoint.
    """

    def after_create_session(self, session, coord):
        self._coordinator = coord

    def end(self, session):
        self._coordinator.request_stop()
        session.close()


def _default_saver(config: Any) -> tf.train.Saver:
    return tf.train.Saver(
        sharded=True,
        max_to_keep=config.keep_checkpoint_max,
        keep_checkpoint_every_n_hours=config.keep_checkpoint_every_n_hours,
        defer_build=True,
        save_relative_paths=True,
    )


def _add_listeners(
    saver_hooks: Sequence[tf.train.CheckpointSaverHook],
    listeners: Iterable[tf.train.CheckpointSaverListener],
) -> None:
    for listener in listeners:
        if not saver_hooks:
            raise ValueError(
                "There should be a CheckpointSaverHook to use saving_listeners. Please set one of "
                "the RunConfig.save_checkpoints_steps or RunConfig.save_checkpoints_secs."
            )
        # A hook of the user's own exists already; its constructor can take no more listeners.
        known = saver_hooks[0]._listeners
        if listener not in known:
            known.append(listener)


def prediction_session(
    *,
    checkpoint_path: str | None,
    scaffold: tf.train.Scaffold | None,
    master: str,
    session_config: tf.ConfigProto,
    hooks: Sequence[tf.train.SessionRunHook],
    predictions: Any,
) -> tuple[tf.train.MonitoredSession, Callable[[], Any]]:
    """Opens a session on the default graph, with a checkpoint's variables or freshly initialized.

    It may outlive the ``with`` block of the graph: a generator of predictions must not hold the
    caller's default graph while it waits.

    Returns:
      The session, and a function that runs `predictions` in it.

    Raises:
      tf.errors.OpError: the checkpoint cannot be read, or does not fit the graph.
    """
    creator = tf.train.ChiefSessionCreator(
        scaffold=scaffold,
        master=master,
        config=session_config,
        checkpoint_filename_with_path=checkpoint_path,
    )
    opened = _OpenedHook()
    with checkpoint_errors.explained(checkpoint_path, scaffold):
        session = tf.train.MonitoredSession(
            session_creator=creator,
            hooks=[checkpoint_errors.FitHook(checkpoint_path, scaffold), opened, *hooks],
        )
    # A session with a server may be lost and opened anew, by the monitored one alone.
    if master or any(map(is_called_in_runs, hooks)):
        return session, lambda: session.run(predictions)
    return session, _prepared(opened.session, predictions)


def _prepared(session: tf.Session, predictions: Any) -> Callable[[], Any]:
    run = session.make_callable(predictions)  # Also refuses what cannot be fetched.
    if type(predictions) is not dict:
        return run
    tensors = predictions.values()
    if not all(isinstance(tensor, tf.Tensor) for tensor in tensors):
        return run
    run_tensors = _private.prepared_run(session, fetches=tensors)
    return lambda: dict(zip(predictions, run_tensors(), strict=True))


class _OpenedHook(tf.train.SessionRunHook):
    """Gets hold of the session that is monitored."""

    def after_create_session(self, session, coord):
        self.session = session


def examples(batch: Any) -> Iterator[Any]:
    """Returns the examples of a batch, an array or a dict of arrays of equal length."""
    if not isinstance(batch, dict):
        return iter(batch)
    # A zip for each key, not for each example.
    pairs = (zip(itertools.repeat(key), values, strict=False) for key, values in batch.items())
    return map(dict, zip(*pairs, strict=True))


def evaluate(
    *,
    checkpoint_path: str | None,
    scaffold: tf.train.Scaffold | None,
    master: str,
    session_config: tf.ConfigProto,
    hooks: Sequence[tf.train.SessionRunHook],
    update_op: tf.Operation | None,
    results: dict[str, Any],
) -> dict[str, Any]:
    """Runs `update_op` in the default graph until a hook stops it, and returns `results`' values.

    Raises:
      tf.errors.OpError: the checkpoint cannot be read, or does not fit the graph.
    """
    with checkpoint_errors.explained(checkpoint_path, scaffold):
        return _private.evaluate_once(
            checkpoint_path=checkpoint_path,
            master=master,
            scaffold=scaffold,
            eval_ops=update_op,
            final_ops=results,
            hooks=[checkpoint_errors.FitHook(checkpoint_path, scaffold), *hooks],
            config=session_config,
        )


def selected(predictions: Any, keys: Any, argument: str) -> Any:
    """Returns the predictions named in `keys`, or all of them where `keys` is empty.

    Raises:
      ValueError: `keys` (whose argument's name is `argument`) for a single tensor, or none fits.
    """
    if not keys:
        return predictions
    if not isinstance(predictions, dict):
        raise ValueError(f"{argument} argument is not valid in case of non-dict predictions.")
    chosen = {key: tensor for key, tensor in predictions.items() if key in keys}
    if not chosen:
        raise ValueError(
            f"Expected to run at least one output from {predictions.keys()}, provided {keys}."
        )
    return chosen
