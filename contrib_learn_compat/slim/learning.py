"""``tf.contrib.slim.learning``: training ops; its own loop, on a Supervisor, is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat import training
from contrib_learn_compat.training.gradients import (
    GradientsAndVariables,
    Multipliers,
    clip_gradient_norms,
    multiply_gradients,
    summarize_gradients_as,
)

_USE_GLOBAL_STEP = 0  # not None, which means to count no steps


def add_gradients_summaries(grads_and_vars: GradientsAndVariables) -> list:
    """Writes a histogram and the norm of each gradient that is not None; returns the summaries."""
    return summarize_gradients_as("{}/gradient", grads_and_vars)


def create_train_op(
    total_loss: tf.Tensor,
    optimizer: tf.train.Optimizer,
    global_step: tf.Variable | int | None = _USE_GLOBAL_STEP,
    update_ops: Iterable[tf.Operation | tf.Tensor] | None = None,
    variables_to_train: Sequence[tf.Variable] | None = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = tf.train.Optimizer.GATE_OP,
    aggregation_method: int | None = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Multipliers | None = None,
    check_numerics: bool = True,
) -> tf.Tensor:
    """Returns an op that makes one training step and gives the loss.

    The arguments are those of ``tf.contrib.training.create_train_op``, but for what is done to
    gradients:

    Args:
      clip_gradient_norm: a float, the greatest norm of each gradient; 0 for any.
      gradient_multipliers: a dict of factors, by variable or by the variable's op's name.
    """

    def transform(gradients):
        if gradient_multipliers:
            with tf.name_scope("multiply_grads"):
                gradients = multiply_gradients(gradients, gradient_multipliers)
        if clip_gradient_norm > 0:
            with tf.name_scope("clip_grads"):
                gradients = clip_gradient_norms(gradients, clip_gradient_norm)
        return gradients

    if global_step is _USE_GLOBAL_STEP:
        global_step = tf.train.get_or_create_global_step()
    return training.create_train_op(
        total_loss,
        optimizer,
        global_step=global_step,
        update_ops=update_ops,
        variables_to_train=variables_to_train,
        transform_grads_fn=transform,
        summarize_gradients=summarize_gradients,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
        check_numerics=check_numerics,
    )
