"""Normalization by an example's own statistics, and what may stand in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import check_data_format, finish_layer
from contrib_learn_compat.layers.utils import add_variable_to_collections, shape_text
from contrib_learn_compat.layers.weights import add_weight, layer_scope


@add_arg_scope
def bias_add(
    inputs: Any,
    activation_fn: Callable | None = None,
    initializer: Callable | None = tf.zeros_initializer(),  # noqa: B008 (TF 1.15's default)
    regularizer: Callable | None = None,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
):
    """Adds a bias to every channel.

    Args:
      inputs: a tensor [batch, …, channels]; for ``NCHW`` [batch, channels, height, width]. The
        channels have to be known.
      activation_fn: a function of the outputs; None leaves them linear.
      initializer: for ``<scope>/biases``, of shape [channels].
      regularizer: a function of the biases that returns a scalar loss.
      reuse: take the variable that `scope` has.
      variables_collections: more collections for the variable: a list, or a dict with a list under
        ``biases``.
      outputs_collections: collections for the outputs.
      trainable: whether the variable joins the collection of trainable ones.
      data_format: ``"NHWC"`` or ``"NCHW"``.
      scope: the name of the variable scope; ``BiasAdd``, made unique, if None.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where `data_format` is neither of the two or does not go with the rank, or the
        rank or the channels are unknown.
    """
    channels_first = check_data_format(data_format)
    with layer_scope(scope, "BiasAdd", [inputs], reuse) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.rank
        if rank is None:
            raise ValueError("Dims of shape must be known but is None")
        if channels_first and rank != 4:
            raise ValueError("Data format NCHW only supports 4D Tensor")
        channels = inputs.shape.as_list()[1 if channels_first else -1]
        if channels is None:
            raise ValueError("`C` dimension must be known but is None")
        dtype = inputs.dtype.base_dtype
        biases = add_weight("biases", [channels], dtype, initializer, regularizer, trainable)
        add_variable_to_collections(biases, variables_collections, "biases")
        outputs = tf.nn.bias_add(inputs, biases, data_format=data_format)
        return finish_layer(outputs, outputs_collections, sc.name, activation_fn)


@add_arg_scope
def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Callable | None = None,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
):
    """Normalizes each example over its features (Ba, Kiros and Hinton, 2016).

    Args:
      inputs: a floating tensor of known rank.
      center: whether to add ``<scope>/beta``.
      scale: whether to multiply by ``<scope>/gamma``.
      activation_fn: a function of the outputs; None leaves them linear.
      reuse: take the variables that `scope` has.
      variables_collections: more collections for the variables: a list, or a dict of lists by
        their names.
      outputs_collections: collections for the outputs.
      trainable: whether the variables join the collection of trainable ones.
      begin_norm_axis: mean and variance are taken over this dimension and those after it.
      begin_params_axis: the variables have this dimension and those after it, which have to be
        known.
      scope: the name of the variable scope; ``LayerNorm``, made unique, if None.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where the rank is unknown or too low for the axes, or the variables' shape is
        unknown.
    """
    with layer_scope(scope, "LayerNorm", [inputs], reuse) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank = _known_rank(inputs)
        if begin_norm_axis < 0:
            begin_norm_axis += rank
        if begin_params_axis >= rank or begin_norm_axis >= rank:
            raise ValueError(
                f"begin_params_axis ({begin_params_axis}) and begin_norm_axis ({begin_norm_axis}) "
                f"must be < rank(inputs) ({rank})"
            )
        params_shape = inputs.shape[begin_params_axis:]
        if not params_shape.is_fully_defined():
            raise ValueError(
                f"Inputs {inputs.name}: shape(inputs)[{begin_params_axis}:] is not fully defined: "
                f"{shape_text(inputs.shape)}"
            )
        beta, gamma = _parameters(
            params_shape, inputs.dtype, center, scale, None, trainable, variables_collections
        )
        axes = list(range(begin_norm_axis, rank))
        mean, variance = tf.nn.moments(inputs, axes, keep_dims=True)
        epsilon = 1e-3 if inputs.dtype == tf.float16 else 1e-12
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(inputs.shape)
        return finish_layer(outputs, outputs_collections, sc.name, activation_fn)


@add_arg_scope
def instance_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Callable | None = None,
    param_initializers: dict | None = None,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
):
    """Normalizes each channel of each example by itself (Ulyanov, Vedaldi and Lempitsky, 2016).

    Args:
      inputs: a floating tensor [batch, …, channels]; for ``NCHW`` [batch, channels, …]. The
        channels have to be known.
      epsilon: a float added to the variance.
      param_initializers: a dict of initializers for ``beta`` and ``gamma``.
      data_format: ``"NHWC"`` or ``"NCHW"``, whatever the rank.
      scope: the name of the variable scope; ``InstanceNorm``, made unique, if None.
      center, scale, activation_fn, reuse, variables_collections, outputs_collections, trainable:
        as in :func:`layer_norm`.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where the rank or the channels are unknown, or `data_format` is neither of the
        two.
    """
    inputs = tf.convert_to_tensor(inputs)
    rank = _known_rank(inputs)
    channels_first = check_data_format(data_format)
    with layer_scope(scope, "InstanceNorm", [inputs], reuse) as sc:
        axis = 1 if channels_first else rank - 1
        params_shape = inputs.shape[axis : axis + 1]
        if not params_shape.is_fully_defined():
            raise ValueError(
                f"Inputs {inputs.name} has undefined channels dimension {shape_text(params_shape)}."
            )
        beta, gamma = _parameters(
            params_shape,
            inputs.dtype,
            center,
            scale,
            param_initializers,
            trainable,
            variables_collections,
            broadcast=[1, params_shape[0]] + [1] * (rank - 2) if channels_first else None,
        )
        axes = [i for i in range(1, rank) if i != axis]
        mean, variance = tf.nn.moments(inputs, axes, keep_dims=True)
        outputs = tf.nn.batch_normalization(
            inputs, mean, variance, beta, gamma, epsilon, name="instancenorm"
        )
        return finish_layer(outputs, outputs_collections, sc.name, activation_fn)


@add_arg_scope
def group_norm(
    inputs: Any,
    groups: int = 32,
    channels_axis: int = -1,
    reduction_axes: Sequence[int] = (-3, -2),
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Callable | None = None,
    param_initializers: dict | None = None,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    mean_close_to_zero: bool = False,
):
    """Normalizes each group of channels of each example by itself (Wu and He, 2018).

    Args:
      inputs: a floating tensor of known rank, whose channels and reduced dimensions are known.
      groups: how many groups of equal size to split the channels into.
      channels_axis: the dimension that the channels are in.
      reduction_axes: the other dimensions to take mean and variance over.
      epsilon: a float added to the variance.
      param_initializers: a dict of initializers for ``beta`` and ``gamma``.
      scope: the name of the variable scope; ``GroupNorm``, made unique, if None.
      mean_close_to_zero: whether to take the variance in one pass over the inputs, as the mean
        square less the square of the mean, which is exact only for a small mean.
      center, scale, activation_fn, reuse, variables_collections, outputs_collections, trainable:
        as in :func:`layer_norm`.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where a dimension is unknown, an axis is out of bounds or twice in use, or
        `groups` does not divide the channels.
    """
    inputs = tf.convert_to_tensor(inputs)
    rank = _known_rank(inputs)
    if channels_axis > rank - 1:
        raise ValueError("Axis is out of bounds.")
    static, dynamic = inputs.shape.as_list(), tf.shape(inputs)
    shape = [dynamic[i] if size is None else size for i, size in enumerate(static)]
    channels_axis += rank if channels_axis < 0 else 0
    channels = static[channels_axis]
    if channels is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channel dimension: {channels_axis}.")
    reduction_axes = [axis + rank if axis < 0 else axis for axis in reduction_axes]
    for axis in reduction_axes:
        if axis >= rank:
            raise ValueError("Axis is out of bounds.")
        if static[axis] is None:
            raise ValueError(f"Inputs {inputs.name} has undefined dimensions {axis}.")
        if axis == channels_axis:
            raise ValueError("reduction_axis must be mutually exclusive with channels_axis")
    if groups > channels:
        raise ValueError(f"Invalid groups {groups} for {channels} channels.")
    if channels % groups:
        raise ValueError(f"{channels} channels is not commensurate with {groups} groups.")
    split = [groups, channels // groups]
    before, after = shape[:channels_axis], shape[channels_axis + 1 :]
    grouped = tf.reshape(inputs, [*before, *split, *after])
    axes = [channels_axis + 1]
    axes += [axis + 1 if axis > channels_axis else axis for axis in reduction_axes]
    with layer_scope(scope, "GroupNorm", [grouped], reuse) as sc:
        beta, gamma = _parameters(
            [channels],
            inputs.dtype,
            center,
            scale,
            param_initializers,
            trainable,
            variables_collections,
            broadcast=[1] * len(before) + split + [1] * len(after),
        )
        if mean_close_to_zero:
            count, total, squares, _ = tf.nn.sufficient_statistics(grouped, axes, keep_dims=True)
            mean, variance = tf.nn.normalize_moments(count, total, squares, shift=None)
        else:
            mean, variance = tf.nn.moments(grouped, axes, keep_dims=True)
        gain = tf.rsqrt(variance + epsilon)
        offset = -mean * gain
        if gamma is not None:
            gain, offset = gain * gamma, offset * gamma
        if beta is not None:
            offset = offset + beta
        outputs = tf.reshape(grouped * gain + offset, shape)
        return finish_layer(outputs, outputs_collections, sc.name, activation_fn)


def _known_rank(inputs) -> int:
    if inputs.shape.rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    return inputs.shape.rank


def _parameters(shape, dtype, center, scale, initializers, trainable, collections, broadcast=None):
    """Makes beta and gamma, None where they are not wanted; `broadcast` is a shape to give them."""
    initializers = initializers or {}
    made = []
    for name, wanted, initializer in (
        ("beta", center, tf.zeros_initializer()),
        ("gamma", scale, tf.ones_initializer()),
    ):
        if not wanted:
            made.append(None)
            continue
        initializer = initializers.get(name, initializer)
        variable = add_weight(name, shape, dtype.base_dtype, initializer, trainable=trainable)
        add_variable_to_collections(variable, collections, name)
        made.append(tf.reshape(variable, broadcast) if broadcast else variable)
    return made


@add_arg_scope
def unit_norm(inputs, dim, epsilon=1e-7, scope=None):
    """Divides by the Euclidean length over one dimension.

    Args:
      inputs: a floating tensor of known rank.
      dim: the dimension, an int from 0.
      epsilon: a float added to the squared length.
      scope: the name of the variable scope; ``UnitNorm``, made unique, if None.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where the rank is unknown, or there is no such dimension.
    """
    with tf.variable_scope(scope, "UnitNorm", [inputs]):
        rank = inputs.shape.rank
        if rank is None:
            raise ValueError("The input rank must be known.")
        if not 0 <= dim < rank:
            raise ValueError("dim must be positive but smaller than the input rank.")
        lengths = tf.sqrt(epsilon + tf.reduce_sum(tf.square(inputs), dim, keepdims=True))
        return tf.realdiv(inputs, lengths, name="div")


def poincare_normalize(x, axis=1, epsilon=1e-5, name=None):
    """Pulls vectors that reach beyond the unit ball back inside it (Nickel and Kiela, 2017).

    Args:
      x: a floating tensor.
      axis: the dimension or dimensions that a vector lies in.
      epsilon: how far inside the ball's surface to put them, a float.
      name: the operations' name; ``poincare_normalize`` if None.

    Returns:
      A tensor like `x`.
    """
    with tf.name_scope(name, "poincare_normalize", [x]) as scope:
        x = tf.convert_to_tensor(x, name="x")
        inverse = tf.rsqrt(tf.reduce_sum(tf.square(x), axis, keepdims=True))
        return tf.multiply(x, tf.minimum((1.0 - epsilon) * inverse, 1.0), name=scope)
