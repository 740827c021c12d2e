"""How a layer makes its variables: with TF 1.x's names, collections and regularization losses."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework
from contrib_learn_compat.layers.initializers import by_name
from contrib_learn_compat.layers.utils import partitions_of


def model_variable_getter(rename: Mapping[str, str] | None = None) -> Callable:
    """Returns a custom getter that makes every variable in its scope a model variable.

    Args:
      rename: what to call variables instead, by the last part of their names.
    """

    # TF 1.15 took no constraint from a layer's scope, nor did it validate otherwise than always.
    def model_variable(getter, name, validate_shape=None, constraint=None, reuse=None, **kwargs):
        scope, slash, last = name.rpartition("/")
        name = scope + slash + (rename or {}).get(last, last)
        return framework.model_variable(name, custom_getter=getter, **kwargs)

    return model_variable


@contextlib.contextmanager
def layer_scope(
    scope, default_name: str, values, reuse=None, rename: Mapping[str, str] | None = None
) -> Iterator[tf.VariableScope]:
    """Opens the variable scope that a layer and its normalizer and activation live in."""
    with tf.variable_scope(
        scope, default_name, values, reuse=reuse, custom_getter=model_variable_getter(rename)
    ) as opened:
        yield opened


def add_weight(
    name: str, shape, dtype, initializer=None, regularizer=None, trainable=True, **kwargs
):
    """Gets a layer's variable and, if it is new, adds its regularization loss to the collection.

    Args:
      name: the variable's name before the scope renames it; the loss keeps this name, as in
        ``fully_connected/kernel/Regularizer/l2_regularizer``.
      shape, dtype, trainable: as in ``tf.get_variable``.
      initializer: likewise, or the name of one, see :func:`initializers.by_name`.
      regularizer: a function of the variable that returns a scalar loss or None.
      **kwargs: more arguments of ``tf.get_variable``.

    Returns:
      The variable.
    """
    existing = {id(var) for var in tf.global_variables()}
    variable = tf.get_variable(
        name, shape, dtype=dtype, initializer=by_name(initializer), trainable=trainable, **kwargs
    )
    partitions = partitions_of(variable)
    if regularizer and not any(id(partition) in existing for partition in partitions):
        for partition in partitions:
            with tf.name_scope(f"{name}/Regularizer"):
                loss = regularizer(partition)
            if loss is not None:
                tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, loss)
    return variable
