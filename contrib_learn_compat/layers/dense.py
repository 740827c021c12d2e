"""Fully connected layers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import WeightMaker, check_rank, finish_layer
from contrib_learn_compat.layers.initializers import xavier_initializer
from contrib_learn_compat.layers.weights import layer_scope


@add_arg_scope
def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Callable | None = tf.nn.relu,
    normalizer_fn: Callable | None = None,
    normalizer_params: dict | None = None,
    weights_initializer: Callable | None = xavier_initializer(),  # noqa: B008 (TF 1.15's default)
    weights_regularizer: Callable | None = None,
    biases_initializer: Callable | None = tf.zeros_initializer(),  # noqa: B008 (TF 1.15's default)
    biases_regularizer: Callable | None = None,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
):
    """``activation_fn(inputs · weights + biases)``.

    Args:
      inputs: a floating tensor [batch, …, depth] of rank 2 or more, with a known last dimension.
      num_outputs: an int, the number of units.
      activation_fn: a function of the outputs; None leaves them linear.
      normalizer_fn: a function of the outputs that stands in for biases, such as a batch norm.
      normalizer_params: a dict of keyword arguments for it.
      weights_initializer: for ``<scope>/weights``, of shape [depth, num_outputs].
      weights_regularizer: a function of the weights that returns a scalar loss.
      biases_initializer: for ``<scope>/biases``, of shape [num_outputs]; None means no biases.
      biases_regularizer: a function of the biases that returns a scalar loss.
      reuse: take the variables that `scope` has.
      variables_collections: more collections for the variables: a list, or a dict of lists by
        the names ``weights`` and ``biases``.
      outputs_collections: collections for the outputs.
      trainable: whether the variables join the collection of trainable ones.
      scope: the name of the variable scope; ``fully_connected``, made unique, if None.

    Returns:
      A tensor [batch, …, num_outputs] of the inputs' type.

    Raises:
      ValueError: where `num_outputs` is no int, or the inputs' rank is less than 2 or it or
        their last dimension is unknown.
      TypeError: where the inputs are not floating.
    """
    if not isinstance(num_outputs, int):
        raise ValueError(
            f"num_outputs type should be one of [<class 'int'>], got {type(num_outputs)}."
        )
    rename = {"kernel": "weights", "bias": "biases"}
    with layer_scope(scope, "fully_connected", [inputs], reuse, rename) as sc:
        inputs = tf.convert_to_tensor(inputs)
        dtype, depth = inputs.dtype.base_dtype, _depth(inputs, sc.name)
        with tf.name_scope(sc.original_name_scope):
            maker = WeightMaker(dtype, trainable, variables_collections)
            weights = maker.weights(
                "kernel", [depth, num_outputs], weights_initializer, weights_regularizer
            )
            biases = None
            if biases_initializer and not normalizer_fn:
                biases = maker.biases(num_outputs, biases_initializer, biases_regularizer)
            if inputs.shape.rank == 2:
                outputs = tf.matmul(inputs, weights)
            else:
                outputs = tf.tensordot(inputs, weights, [[inputs.shape.rank - 1], [0]])
                outputs.set_shape(inputs.shape[:-1].concatenate(num_outputs))
            if biases is not None:
                outputs = tf.nn.bias_add(outputs, biases)
        return finish_layer(
            outputs, outputs_collections, sc.name, activation_fn, normalizer_fn, normalizer_params
        )


def _depth(inputs, layer: str) -> int:
    """Returns the inputs' last dimension, if they are what a dense layer takes."""
    check_rank(inputs, layer, min_rank=2)
    if not (inputs.dtype.is_floating or inputs.dtype.is_complex):
        raise TypeError(
            f"Unable to build `Dense` layer with non-floating point dtype {inputs.dtype}"
        )
    depth = inputs.shape.as_list()[-1]
    if depth is None:
        raise ValueError(
            "The last dimension of the inputs to `Dense` should be defined. Found `None`."
        )
    return depth


elu = functools.partial(fully_connected, activation_fn=tf.nn.elu)
relu = functools.partial(fully_connected, activation_fn=tf.nn.relu)
relu6 = functools.partial(fully_connected, activation_fn=tf.nn.relu6)
linear = functools.partial(fully_connected, activation_fn=None)
