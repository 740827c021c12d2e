"""What is done to gradients between their computation and the variables."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow.compat.v1 as tf

Gradient = tf.Tensor | tf.IndexedSlices | None
GradientsAndVariables = list[tuple[Gradient, tf.Variable]]
TransformGradients = Callable[[GradientsAndVariables], GradientsAndVariables]
Multipliers = dict[tf.Variable | str, float | tf.Tensor]


def clip_gradient_norms(
    gradients_to_variables: GradientsAndVariables, max_norm: float
) -> GradientsAndVariables:
    """Clips each gradient to a norm of its own, not of all together.

    Args:
      gradients_to_variables: a list of (gradient, variable); a gradient may be None.
      max_norm: a float.

    Returns:
      The list with clipped gradients.
    """
    return [
        (on_values(lambda values: tf.clip_by_norm(values, max_norm), gradient), variable)
        for gradient, variable in gradients_to_variables
    ]


def clip_gradient_norms_fn(max_norm: float) -> TransformGradients:
    """Returns :func:`clip_gradient_norms` for one norm, as ``create_train_op`` takes it."""

    def clip_norms(gradients_to_variables):
        return clip_gradient_norms(gradients_to_variables, max_norm)

    return clip_norms


def multiply_gradients(
    grads_and_vars: GradientsAndVariables, gradient_multipliers: Multipliers
) -> GradientsAndVariables:
    """Multiplies the gradients of some variables.

    Args:
      grads_and_vars: a list of (gradient, variable).
      gradient_multipliers: a dict of factors, by variable or by the variable's op's name.

    Returns:
      The list with multiplied gradients.

    Raises:
      ValueError: where the first is no list or the second no dict, the dict is empty, or a
        gradient to multiply is None.
    """
    if not isinstance(grads_and_vars, list):
        raise ValueError("`grads_and_vars` must be a list.")
    if not gradient_multipliers or not isinstance(gradient_multipliers, dict):
        problem = "must be a dict" if gradient_multipliers else "is empty"
        raise ValueError(f"`gradient_multipliers` {problem}.")
    # By identity: where tensors are compared by value, variables are not hashable.
    by_variable = {id(key): factor for key, factor in gradient_multipliers.items()}

    def multiplied(gradient, variable):
        factor = by_variable.get(id(variable), gradient_multipliers.get(variable.op.name))
        if factor is None:
            return gradient
        if gradient is None:
            raise ValueError("Requested multiple of `None` gradient.")
        factor = tf.convert_to_tensor(factor, dtype=gradient.dtype)
        return on_values(lambda values: values * factor, gradient)

    return [(multiplied(gradient, variable), variable) for gradient, variable in grads_and_vars]


def add_gradients_summaries(grads_and_vars: GradientsAndVariables) -> list:
    """Writes a histogram and the norm of each gradient that is not None; returns the summaries."""
    return summarize_gradients_as("{}_gradient", grads_and_vars)


def summarize_gradients_as(tag: str, grads_and_vars: GradientsAndVariables) -> list:
    """Does so under `tag`, formatted with the name of the variable's op."""
    summaries = []
    for gradient, variable in grads_and_vars:
        name = variable.op.name
        if gradient is None:
            tf.logging.info("Var %s has no gradient", name)
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        summaries += [
            tf.summary.histogram(tag.format(name), values),
            tf.summary.scalar(f"{tag.format(name)}_norm", tf.global_norm([values])),
        ]
    return summaries


def on_values(fn: Callable[[tf.Tensor], tf.Tensor], gradient: Gradient) -> Gradient:
    """Returns `fn` of a gradient, of an IndexedSlices' values, or None of None."""
    if gradient is None:
        return None
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(fn(gradient.values), gradient.indices, gradient.dense_shape)
    return fn(gradient)
