"""Layers applied one after another, each under a numbered scope."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope


def repeat(inputs, repetitions, layer, *args, **kwargs):
    """Applies one layer several times, with the same arguments.

    ``repeat(x, 2, conv2d, 64, [3, 3], scope="conv1")`` makes the layers ``conv1/conv1_1`` and
    ``conv1/conv1_2``. Without `scope` these are named for the layer, inside ``Repeat``.

    Args:
      inputs: what the first layer takes.
      repetitions: an int.
      layer: a function of inputs, `args`, `kwargs` and a scope.

    Returns:
      The last layer's outputs.
    """
    return _chain(inputs, layer, [args] * repetitions, kwargs, "Repeat")


@add_arg_scope
def stack(inputs, layer, stack_args, **kwargs):
    """Applies one layer with each of several arguments in turn.

    ``stack(x, fully_connected, [32, 64], scope="fc")`` makes the layers ``fc/fc_1`` of 32 units
    and ``fc/fc_2`` of 64. Without `scope` these are named for the layer, inside ``Stack``.

    Args:
      inputs: what the first layer takes.
      layer: a function of inputs, one of `stack_args`, `kwargs` and a scope.
      stack_args: a list or tuple; an element that is one too holds several arguments.

    Returns:
      The last layer's outputs.

    Raises:
      ValueError: where `stack_args` is neither list nor tuple.
    """
    if not isinstance(stack_args, (list, tuple)):
        raise ValueError("stack_args need to be a list or tuple")
    calls = [args if isinstance(args, (list, tuple)) else [args] for args in stack_args]
    return _chain(inputs, layer, calls, kwargs, "Stack")


def _chain(inputs, layer, calls, kwargs, default_scope):
    scope = kwargs.pop("scope", None)
    with tf.variable_scope(scope, default_scope, [inputs]):
        outputs = tf.convert_to_tensor(inputs)
        named = getattr(layer, "func", layer)  # of a functools.partial
        prefix = scope or getattr(layer, "__name__", None) or getattr(named, "__name__", None)
        for number, args in enumerate(calls, start=1):
            kwargs["scope"] = f"{prefix or default_scope.lower()}_{number}"
            outputs = layer(outputs, *args, **kwargs)
        return outputs
