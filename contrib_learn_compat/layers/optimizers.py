"""``optimize_loss``: from a loss to a training op, and all that is done to gradients between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework
from contrib_learn_compat._private import assign_moving_average
from contrib_learn_compat.framework.graphs import with_dependencies
from contrib_learn_compat.training.gradients import on_values

OPTIMIZER_CLS_NAMES = {
    "Adagrad": tf.train.AdagradOptimizer,
    "Adam": tf.train.AdamOptimizer,
    "Ftrl": tf.train.FtrlOptimizer,
    "Momentum": lambda learning_rate: tf.train.MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": tf.train.RMSPropOptimizer,
    "SGD": tf.train.GradientDescentOptimizer,
}

OPTIMIZER_SUMMARIES = "learning_rate loss gradients gradient_norm global_gradient_norm".split()


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: dict | None = None,
    clip_gradients: Any = None,
    learning_rate_decay_fn: Callable | None = None,
    update_ops: Any = None,
    variables: Any = None,
    name: str | None = None,
    summaries: Any = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
):
    """Returns an op that makes one training step and gives the loss.

    Args:
      loss: a scalar tensor.
      global_step: the step counter; None takes the graph's, if it has one.
      learning_rate: a float, kept in a variable ``learning_rate``; a scalar tensor; or None, for
        an optimizer that needs none.
      optimizer: a name in `OPTIMIZER_CLS_NAMES`; an optimizer class, made with the learning rate;
        an optimizer; or a function that returns one, called with the learning rate if there is
        one.
      gradient_noise_scale: adds truncated normal noise of that scale to the gradients.
      gradient_multipliers: a dict of factors for gradients, by variable or variable name.
      clip_gradients: a float, the greatest global norm; or a function from gradients to gradients,
        both lists of (gradient, variable), such as :func:`adaptive_clipping_fn` returns.
      learning_rate_decay_fn: a function of learning rate and global step that returns the rate.
      update_ops: operations to run before the loss is computed; by default the collection
        ``update_ops``.
      variables: what to train; by default the collection of trainable variables.
      name: the name of the variable scope, ``OptimizeLoss`` if None.
      summaries: which of `OPTIMIZER_SUMMARIES` to write; by default the loss, the learning rate
        and the global norm of the gradients. The rate is written only where it decays.
      colocate_gradients_with_ops: place a gradient where its operation is.
      increment_global_step: whether a step counts.

    Returns:
      A scalar tensor, the loss before the step; running it makes the step.

    Raises:
      ValueError: where the loss is not scalar, there are no gradients, or an argument is none of
        the above.
      TypeError: where `global_step` is not a scalar of integers.
    """
    loss = tf.convert_to_tensor(loss)
    tf.assert_scalar(loss)
    global_step = framework.assert_or_get_global_step(global_step_tensor=global_step)
    with tf.variable_scope(name, "OptimizeLoss", [loss, global_step]):
        if update_ops is None:
            update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        if update_ops:
            loss = with_dependencies(list(dict.fromkeys(update_ops)), loss)
        rate = _learning_rate(learning_rate)
        summaries = _checked_summaries(summaries)
        if learning_rate is not None and learning_rate_decay_fn is not None:
            if global_step is None:
                raise ValueError("global_step is required for learning_rate_decay_fn.")
            rate = learning_rate_decay_fn(rate, global_step)
            if "learning_rate" in summaries:
                tf.summary.scalar("learning_rate", rate)
        opt = _make_optimizer(optimizer, rate)

        gradients = opt.compute_gradients(
            loss,
            tf.trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gradient_noise_scale is not None:
            gradients = _add_scaled_noise_to_gradients(gradients, gradient_noise_scale)
        if gradient_multipliers is not None:
            gradients = _multiply_gradients(gradients, gradient_multipliers)
            if not gradients:
                raise ValueError(
                    "Empty list of (gradient, var) pairs encountered. This is most likely to be "
                    "caused by an improper value of gradient_multipliers."
                )
        norms_wanted = "global_gradient_norm" in summaries or "gradient_norm" in summaries
        if norms_wanted:
            tf.summary.scalar("global_norm/gradient_norm", _global_norm(gradients))
        gradients = _clip(gradients, clip_gradients)
        if "loss" in summaries:
            tf.summary.scalar("loss", loss)
        _summarize_each(gradients, summaries)
        if norms_wanted and clip_gradients is not None:
            tf.summary.scalar("global_norm/clipped_gradient_norm", _global_norm(gradients))

        step = opt.apply_gradients(
            gradients, global_step=global_step if increment_global_step else None, name="train"
        )
        return with_dependencies([step], loss)


def _learning_rate(learning_rate):
    """Returns the learning rate as a tensor or variable; None where there is none."""
    if learning_rate is None:
        return None
    if isinstance(learning_rate, tf.Tensor) and learning_rate.shape.rank == 0:
        return learning_rate
    if not isinstance(learning_rate, float):
        raise ValueError(
            "Learning rate should be 0d Tensor or float. "
            f"Got {learning_rate} of type {type(learning_rate)}"
        )
    if learning_rate < 0.0:
        raise ValueError("Invalid learning_rate %s.", learning_rate)
    return tf.get_variable(
        "learning_rate",
        [],
        trainable=False,
        initializer=tf.constant_initializer(learning_rate),
    )


def _checked_summaries(summaries):
    if summaries is None:
        return ["loss", "learning_rate", "global_gradient_norm"]
    for summary in summaries:
        if summary not in OPTIMIZER_SUMMARIES:
            raise ValueError(
                f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], "
                f"you provided {summary}."
            )
    return summaries


def _make_optimizer(optimizer, rate) -> tf.train.Optimizer:
    """Returns the optimizer that a name, a class, a function or the thing itself stands for."""
    if isinstance(optimizer, tf.train.Optimizer):
        return optimizer
    is_name = isinstance(optimizer, str)
    if is_name or (isinstance(optimizer, type) and issubclass(optimizer, tf.train.Optimizer)):
        if rate is None:
            raise ValueError(
                "Learning rate is None, but should be specified if optimizer is "
                f"{'string' if is_name else 'class'} ({optimizer})."
            )
        if is_name and optimizer not in OPTIMIZER_CLS_NAMES:
            raise ValueError(
                f"Optimizer name should be one of [{', '.join(OPTIMIZER_CLS_NAMES)}], "
                f"you provided {optimizer}."
            )
        return (OPTIMIZER_CLS_NAMES[optimizer] if is_name else optimizer)(learning_rate=rate)
    if not callable(optimizer):
        raise ValueError(
            "Unrecognized optimizer: should be string, subclass of Optimizer, instance of "
            f"subclass of Optimizer or function with one argument. Got {optimizer}."
        )
    made = optimizer() if rate is None else optimizer(rate)
    if not isinstance(made, tf.train.Optimizer):
        raise ValueError(
            f"Unrecognized optimizer: function should return subclass of Optimizer. Got {made}."
        )
    return made


def _global_norm(gradients):
    return tf.global_norm([gradient for gradient, _ in gradients])


def _add_scaled_noise_to_gradients(gradients, scale) -> list:
    def noisy(gradient):
        if gradient is None:
            return None
        sparse = isinstance(gradient, tf.IndexedSlices)
        shape = gradient.dense_shape if sparse else gradient.shape
        # Adding to an IndexedSlices makes it dense, which noise on every row needs.
        return gradient + tf.truncated_normal(shape) * scale

    return [(noisy(gradient), variable) for gradient, variable in gradients]


def _multiply_gradients(gradients, multipliers) -> list:
    multiplied = []
    for gradient, variable in gradients:
        factor = multipliers.get(variable, multipliers.get(variable.name))
        if factor is not None and gradient is not None:
            if not isinstance(gradient, tf.IndexedSlices):
                factor = tf.cast(factor, gradient.dtype)
            gradient = on_values(lambda values, f=factor: values * f, gradient)
        multiplied.append((gradient, variable))
    return multiplied


def _clip(gradients, how) -> list:
    """Clips gradients by a norm or a function, or not at all."""
    if how is None:
        return gradients
    if isinstance(how, float):
        return _clip_gradients_by_norm(gradients, how)
    if not callable(how):
        raise ValueError(f"Unknown type {type(how)} for clip_gradients")
    return how(gradients)


def _clip_gradients_by_norm(gradients, greatest_norm) -> list:
    clipped, _ = tf.clip_by_global_norm([gradient for gradient, _ in gradients], greatest_norm)
    return [
        (gradient, variable) for gradient, (_, variable) in zip(clipped, gradients, strict=True)
    ]


def _summarize_each(gradients, summaries) -> None:
    for gradient, variable in gradients:
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        if values is None:
            continue
        tag = variable.name.replace(":", "_")
        if "gradients" in summaries:
            tf.summary.histogram(f"gradients/{tag}", values)
        if "gradient_norm" in summaries:
            tf.summary.scalar(f"gradient_norm/{tag}", tf.global_norm([values]))


def adaptive_clipping_fn(
    std_factor: Any = 2.0,
    decay: Any = 0.95,
    static_max_norm: Any = None,
    global_step: Any = None,
    report_summary: bool = False,
    epsilon: float = 1e-8,
    name: str | None = None,
):
    """Returns a clipping function for `optimize_loss` that learns what norm is usual.

    It keeps the running mean and standard deviation of the logarithm of the gradients' global
    norm. Where the norm exceeds ``exp(mean + std_factor · std)``, the gradients are scaled to the
    norm ``exp(mean)``.

    Args:
      std_factor: a number or scalar tensor.
      decay: how much of the running averages stays at each step.
      static_max_norm: a norm not to exceed in any case.
      global_step: if given, the averages move faster over the first steps.
      report_summary: whether to write the greatest norm allowed.
      epsilon: keeps logarithm and deviation finite.
      name: the name of the variable scope, ``AdaptiveMaxNorm`` if None.
    """

    def gradient_clipping(gradients):
        norm = _global_norm(gradients)
        max_norm, log_mean = _adaptive_max_norm(norm, std_factor, decay, global_step, epsilon, name)
        if report_summary:
            tf.summary.scalar("global_norm/adaptive_max_gradient_norm", max_norm)
        factor = tf.where(norm < max_norm, tf.ones_like(norm), tf.exp(log_mean) / norm)
        if static_max_norm is not None:
            factor = tf.minimum(static_max_norm / norm, factor)
        return [
            (on_values(lambda values: values * factor, gradient), variable)
            for gradient, variable in gradients
        ]

    return gradient_clipping


def _adaptive_max_norm(norm, std_factor, decay, global_step, epsilon, name):
    """Returns the greatest norm allowed and the mean of the norms' logarithms, both updated."""
    with tf.variable_scope(name, "AdaptiveMaxNorm", [norm]):
        log_norm = tf.log(norm + epsilon)

        def moving_average(name, value, decay):
            variable = tf.get_variable(
                name,
                shape=value.shape,
                dtype=value.dtype,
                initializer=tf.zeros_initializer(),
                trainable=False,
            )
            return assign_moving_average(variable, value, decay, zero_debias=False)

        if global_step is not None:
            steps = tf.cast(global_step, tf.float32)
            decay = tf.minimum(decay, steps / (steps + 1.0))
        mean = moving_average("mean", log_norm, decay)
        square_mean = moving_average("sq_mean", tf.square(log_norm), decay)
        variance = square_mean - tf.square(mean)
        std = tf.sqrt(tf.maximum(epsilon, variance))
        return tf.exp(mean + std_factor * std), mean
