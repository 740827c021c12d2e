"""``create_train_op`` and ``train``: the op of one training step, and the loop that runs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.graphs import with_dependencies
from contrib_learn_compat.training.gradients import TransformGradients, add_gradients_summaries

_USE_GLOBAL_STEP = 0  # not None, which means to count no steps


def create_train_op(
    total_loss: tf.Tensor,
    optimizer: tf.train.Optimizer,
    global_step: tf.Variable | int | None = _USE_GLOBAL_STEP,
    update_ops: Iterable[tf.Operation | tf.Tensor] | None = None,
    variables_to_train: Sequence[tf.Variable] | None = None,
    transform_grads_fn: TransformGradients | None = None,
    summarize_gradients: bool = False,
    gate_gradients: int = tf.train.Optimizer.GATE_OP,
    aggregation_method: int | None = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> tf.Tensor:
    """Returns an op that makes one training step and gives the loss.

    The op joins the collection ``train_op``.

    Args:
      total_loss: a scalar tensor.
      optimizer: a ``tf.train.Optimizer``.
      global_step: the step counter; by default the graph's, made if need be; None counts no
        steps.
      update_ops: operations to run before the loss is computed; by default the collection
        ``update_ops``.
      variables_to_train: by default the collection of trainable variables.
      transform_grads_fn: a function from gradients to gradients, both lists of (gradient,
        variable).
      summarize_gradients: write a histogram and the norm of each gradient.
      gate_gradients, aggregation_method, colocate_gradients_with_ops: as
        ``Optimizer.compute_gradients`` takes them.
      check_numerics: fail where the loss is infinite or NaN.

    Returns:
      A scalar tensor, the loss before the step; running it makes the step.

    Raises:
      AssertionError: where there is nothing to train, or a variable that cannot be trained.
    """
    if global_step is _USE_GLOBAL_STEP:
        global_step = tf.train.get_or_create_global_step()
    total_loss = _after_updates(total_loss, update_ops)
    trainable = tf.trainable_variables()
    if variables_to_train is None:
        variables_to_train = trainable
    for variable in variables_to_train:
        assert variable.trainable or any(variable is other for other in trainable)
    assert variables_to_train

    gradients = optimizer.compute_gradients(
        total_loss,
        variables_to_train,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        gradients = transform_grads_fn(gradients)
    if summarize_gradients:
        with tf.name_scope("summarize_grads"):
            add_gradients_summaries(gradients)
    step = optimizer.apply_gradients(gradients, global_step=global_step)
    with tf.name_scope("train_op"):
        if check_numerics:
            total_loss = tf.check_numerics(total_loss, "LossTensor is inf or nan")
        train_op = with_dependencies([step], total_loss)
    tf.add_to_collection(tf.GraphKeys.TRAIN_OP, train_op)
    return train_op


def _after_updates(total_loss, update_ops):
    """Returns the loss, to be had only after the updates have run."""
    collected = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    updates = list(collected if update_ops is None else update_ops)
    ids = {id(op) for op in updates}
    if not all(id(op) in ids for op in collected):
        tf.logging.warning(
            "update_ops in create_train_op does not contain all the update_ops in "
            "GraphKeys.UPDATE_OPS"
        )
    if not updates:
        return total_loss
    with tf.control_dependencies(updates):
        barrier = tf.no_op(name="update_barrier")
    return with_dependencies([barrier], total_loss)


def train(
    train_op: Any,
    logdir: str | None,
    master: str = "",
    is_chief: bool = True,
    scaffold: tf.train.Scaffold | None = None,
    hooks: Sequence[tf.train.SessionRunHook] | None = None,
    chief_only_hooks: Sequence[tf.train.SessionRunHook] | None = None,
    save_checkpoint_secs: float | None = 600,
    save_summaries_steps: int | None = 100,
    config: tf.ConfigProto | None = None,
    max_wait_secs: float = 7200,
    run_metadata: tf.RunMetadata | None = None,
) -> Any:
    """Runs a training op until a hook stops it, in a ``tf.train.MonitoredTrainingSession``.

    Args:
      train_op: what to run, such as :func:`create_train_op` returns.
      logdir: the directory of checkpoints and summaries; None for neither, if
        `save_summaries_steps` and `save_checkpoint_secs` are 0 or None.
      master, is_chief, scaffold, hooks, chief_only_hooks, save_checkpoint_secs,
      save_summaries_steps, config, max_wait_secs: as the session takes them.
      run_metadata: a ``RunMetadata`` message, which each step fills.

    Returns:
      What the last step gave; None where there was none.

    Raises:
      ValueError: where there is something to write and no `logdir`.
    """
    if logdir is None and is_chief:
        if save_summaries_steps:
            raise ValueError("logdir cannot be None when save_summaries_steps is not None")
        if save_checkpoint_secs:
            raise ValueError("logdir cannot be None when save_checkpoint_secs is not None")
    loss = None
    with tf.train.MonitoredTrainingSession(
        master=master,
        config=config,
        is_chief=is_chief,
        max_wait_secs=max_wait_secs,
        scaffold=scaffold,
        hooks=hooks,
        chief_only_hooks=chief_only_hooks,
        checkpoint_dir=logdir,
        save_checkpoint_secs=save_checkpoint_secs,
        save_summaries_steps=save_summaries_steps,
    ) as session:
        while not session.should_stop():
            loss = session.run(train_op, run_metadata=run_metadata)
    return loss
