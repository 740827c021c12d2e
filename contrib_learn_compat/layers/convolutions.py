"""Convolutions, transposed convolutions and convolutions that treat channels apart."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import (
    WeightMaker,
    channels,
    check_data_format,
    check_rank,
    check_strides,
    core_scope,
    finish_layer,
    integers,
    padding_name,
)
from contrib_learn_compat.layers.initializers import xavier_initializer
from contrib_learn_compat.layers.utils import channel_dimension, last_dimension, two_element_tuple
from contrib_learn_compat.layers.weights import layer_scope

_FORMATS = ("NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW")
_RENAME = {"kernel": "weights", "bias": "biases"}


@add_arg_scope
def convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
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
    conv_dims: int | None = None,
):
    """A convolution over one, two or three dimensions, then biases and an activation.

    Args:
      inputs: a tensor of rank N + 2: batch, N spatial dimensions, channels; if `data_format` begins
        with ``NC``, batch, channels, N spatial dimensions. The channels have to be known.
      num_outputs: an int, the number of filters.
      kernel_size: N ints, the size of the filters, or one int for all dimensions.
      stride: N ints, the steps from output to output, or one int for all dimensions.
      padding: ``"SAME"`` or ``"VALID"``; for N = 1 also ``"CAUSAL"``.
      data_format: None or one of ``NWC``, ``NCW``, ``NHWC``, ``NCHW``, ``NDHWC``, ``NCDHW``.
      rate: N ints, or one for all dimensions; more than 1 takes inputs that far apart, and excludes
        a stride.
      activation_fn: a function of the outputs; None leaves them linear.
      normalizer_fn: a function of the outputs that stands in for biases, such as a batch norm.
      normalizer_params: a dict of keyword arguments for it.
      weights_initializer: for ``<scope>/weights``, of shape [*kernel_size, channels, num_outputs].
      weights_regularizer: a function of the weights that returns a scalar loss.
      biases_initializer: for ``<scope>/biases``, of shape [num_outputs]; None means no biases.
      biases_regularizer: a function of the biases that returns a scalar loss.
      reuse: take the variables that `scope` has.
      variables_collections: more collections for the variables: a list, or a dict of lists by
        the names ``weights`` and ``biases``.
      outputs_collections: collections for the outputs.
      trainable: whether the variables join the collection of trainable ones.
      scope: the name of the variable scope; ``Conv``, made unique, if None.
      conv_dims: N, if the inputs' rank is not to tell it.

    Returns:
      A tensor of the inputs' rank and type.

    Raises:
      ValueError: where the rank is not 3, 4 or 5 or not what `conv_dims` asks for, the number of
        channels is unknown, or an argument does not fit.
    """
    if data_format is not None and data_format not in _FORMATS:
        raise ValueError(f"Invalid data_format: {data_format!r}")
    with layer_scope(scope, "Conv", [inputs], reuse, _RENAME) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.rank
        if conv_dims is not None and conv_dims + 2 != rank:
            raise ValueError(f"Convolution expects input with rank {conv_dims + 2}, got {rank}")
        if rank not in (3, 4, 5):
            raise ValueError("Convolution not supported for input with rank", rank)
        dims = rank - 2
        channels_first = bool(data_format) and data_format.startswith("NC")
        kernel_size = integers(kernel_size, dims, "kernel_size")
        strides = integers(stride, dims, "strides")
        padding = padding_name(padding, causal=dims == 1)
        rates = integers(rate, dims, "dilation_rate")
        make = WeightMaker(inputs.dtype.base_dtype, trainable, variables_collections)
        with core_scope(sc):
            kernel = make.weights(
                "kernel",
                [*kernel_size, channels(inputs, channels_first), num_outputs],
                weights_initializer,
                weights_regularizer,
            )
            biases = None
            if biases_initializer and not normalizer_fn:
                biases = make.biases(num_outputs, biases_initializer, biases_regularizer)
            outputs = _convolve(inputs, kernel, strides, padding, rates, channels_first)
            if biases is not None:
                outputs = _add_biases(outputs, biases, channels_first)
        return finish_layer(
            outputs,
            outputs_collections,
            sc.name,
            activation_fn,
            normalizer_fn,
            normalizer_params,
        )


def _convolve(inputs, kernel, strides, padding, rates, channels_first):
    dims = len(strides)
    check_strides(strides, rates)
    if padding == "CAUSAL":
        before = [(kernel.shape.as_list()[0] - 1) * rates[0], 0]
        spatial = [[0, 0], before] if channels_first else [before, [0, 0]]
        inputs, padding = tf.pad(inputs, [[0, 0], *spatial]), "VALID"
    data_format = _FORMATS[2 * (dims - 1) + channels_first]

    def op(inputs, _, padding):
        if dims == 1:
            return tf.nn.conv1d(inputs, kernel, strides[0], padding, data_format=data_format)
        steps = _steps(strides, channels_first)
        convolve = tf.nn.conv2d if dims == 2 else tf.nn.conv3d
        return convolve(inputs, kernel, strides=steps, padding=padding, data_format=data_format)

    return tf.nn.with_space_to_batch(
        inputs, rates, padding, op, filter_shape=kernel.shape, data_format=data_format
    )


def _add_biases(outputs, biases, channels_first):
    if channels_first and outputs.shape.rank == 3:
        return outputs + tf.reshape(biases, (1, biases.shape[0], 1))
    return tf.nn.bias_add(outputs, biases, data_format="NCHW" if channels_first else "NHWC")


def _over(dims: int):
    """Returns :func:`convolution` over `dims` dimensions, without the argument `conv_dims`."""

    def layer(*args, **kwargs):
        return convolution.__wrapped__(*args, **kwargs, conv_dims=dims)

    signature = inspect.signature(convolution)
    layer.__signature__ = signature.replace(parameters=[*signature.parameters.values()][:-1])
    layer.__name__ = layer.__qualname__ = f"convolution{dims}d"
    layer.__doc__ = f""":func:`convolution` of inputs of rank {dims + 2} only."""
    return add_arg_scope(layer)


convolution1d = _over(1)
convolution2d = _over(2)
convolution3d = _over(3)


@add_arg_scope
def convolution2d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
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
    """A transposed convolution, which carries a convolution's outputs back to its inputs.

    Args:
      inputs: a tensor [batch, height, width, channels]; for ``NCHW`` [batch, channels, height,
        width]. The channels have to be known.
      stride: how many times larger the outputs are than the inputs, an int or two.
      data_format: ``"NHWC"`` or ``"NCHW"``.
      weights_initializer: for ``<scope>/weights``, of shape [*kernel_size, num_outputs, channels].
      scope: the name of the variable scope; ``Conv2d_transpose``, made unique, if None.
      num_outputs, kernel_size, padding, activation_fn, normalizer_fn, normalizer_params,
      weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections,
      outputs_collections, trainable: as in :func:`convolution`.

    Returns:
      A tensor of rank 4 and the inputs' type.

    Raises:
      ValueError: where the rank is not 4, the number of channels is unknown, or an argument does
        not fit.
    """
    return _transposed(**locals(), dims=2)


@add_arg_scope
def convolution3d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NDHWC",
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
    """:func:`convolution2d_transpose` for inputs of rank 5, in ``NDHWC`` or ``NCDHW``."""
    return _transposed(**locals(), dims=3)


def _transposed(
    dims,
    scope,
    reuse,
    inputs,
    data_format,
    kernel_size,
    num_outputs,
    stride,
    padding,
    weights_initializer,
    biases_initializer,
    weights_regularizer,
    biases_regularizer,
    trainable,
    variables_collections,
    normalizer_fn,
    normalizer_params,
    activation_fn,
    outputs_collections,
):
    with layer_scope(scope, f"Conv{dims}d_transpose", [inputs], reuse, _RENAME) as sc:
        channels_last, channels_first = _FORMATS[2 * (dims - 1) :][:2]
        first = check_data_format(data_format, (channels_first, channels_last))
        inputs = tf.convert_to_tensor(inputs)
        kernel_size = integers(kernel_size, dims, "kernel_size")
        strides = integers(stride, dims, "strides")
        padding = padding_name(padding)
        check_rank(inputs, sc.name, rank=dims + 2)
        make = WeightMaker(inputs.dtype.base_dtype, trainable, variables_collections)
        with core_scope(sc):
            kernel = make.weights(
                "kernel",
                [*kernel_size, num_outputs, channels(inputs, first)],
                weights_initializer,
                weights_regularizer,
            )
            biases = None
            if biases_initializer and not normalizer_fn:
                biases = make.biases(num_outputs, biases_initializer, biases_regularizer)
            outputs = _convolve_transposed(inputs, kernel, strides, padding, data_format)
            if biases is not None:
                outputs = _add_biases(outputs, biases, first)
        return finish_layer(
            outputs,
            outputs_collections,
            sc.name,
            activation_fn,
            normalizer_fn,
            normalizer_params,
        )


def _convolve_transposed(inputs, kernel, strides, padding, data_format):
    dims = len(strides)
    *lengths, filters, _ = kernel.shape.as_list()
    first = data_format.startswith("NC")

    def in_order(batch, sizes, channels):
        return [batch, channels, *sizes] if first else [batch, *sizes, channels]

    def grown(sizes):
        return [
            None if size is None else _grown(size, *window, padding)
            for size, window in zip(sizes, zip(lengths, strides, strict=True), strict=True)
        ]

    axes = range(2, dims + 2) if first else range(1, dims + 1)
    static, dynamic = inputs.shape.as_list(), tf.shape(inputs)
    batch, sizes = dynamic[0], [dynamic[axis] for axis in axes]
    static_shape = in_order(static[0], grown(static[axis] for axis in axes), filters)
    # The kernel for CPUs knows channels last only.
    turned = first and dims == 2 and not tf.config.list_physical_devices("GPU")
    if turned:
        first, data_format = False, "NHWC"
        inputs = tf.transpose(inputs, (0, 2, 3, 1))
    transpose = tf.nn.conv2d_transpose if dims == 2 else tf.nn.conv3d_transpose
    outputs = transpose(
        inputs,
        kernel,
        tf.stack(in_order(batch, grown(sizes), filters)),
        in_order(1, strides, 1),
        padding=padding,
        data_format=data_format,
    )
    if turned:
        outputs = tf.transpose(outputs, (0, 3, 1, 2))
    outputs.set_shape(static_shape)
    return outputs


def _grown(size, length, stride, padding):
    """Returns the size of the outputs that a transposed convolution makes of inputs of `size`."""
    return size * stride + max(length - stride, 0) if padding == "VALID" else size * stride


@add_arg_scope
def convolution2d_in_plane(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
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
    """A convolution of every channel with one and the same filter.

    Args:
      inputs: a tensor [batch, height, width, channels], with known channels.
      weights_initializer: for ``<scope>/weights``, of shape [*kernel_size, 1, 1].
      scope: the name of the variable scope; ``ConvInPlane``, made unique, if None.
      kernel_size, stride, padding, activation_fn, normalizer_fn, normalizer_params,
      weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections,
      outputs_collections, trainable: as in :func:`convolution`.

    Returns:
      A tensor of rank 4 with as many channels as the inputs.

    Raises:
      ValueError: where the rank is less than 4 or the number of channels is unknown.
    """
    with layer_scope(scope, "ConvInPlane", [inputs], reuse) as sc:
        filter_size = two_element_tuple(kernel_size)
        height, width = two_element_tuple(stride)
        depth = last_dimension(inputs.shape, min_rank=4)
        make = WeightMaker(inputs.dtype.base_dtype, trainable, variables_collections)
        weights = make.weights(
            "weights", [*filter_size, 1, 1], weights_initializer, weights_regularizer
        )
        outputs = tf.nn.depthwise_conv2d(
            inputs, tf.tile(weights, [1, 1, depth, 1]), [1, height, width, 1], padding
        )
        if normalizer_fn is None and biases_initializer is not None:
            biases = make.biases(depth, biases_initializer, biases_regularizer, name="biases")
            outputs = tf.nn.bias_add(outputs, biases)
        return finish_layer(
            outputs,
            outputs_collections,
            sc.name,
            activation_fn,
            normalizer_fn,
            normalizer_params,
        )


@add_arg_scope
def separable_convolution2d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    depth_multiplier: int = 1,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
    rate: Any = 1,
    activation_fn: Callable | None = tf.nn.relu,
    normalizer_fn: Callable | None = None,
    normalizer_params: dict | None = None,
    weights_initializer: Callable | None = xavier_initializer(),  # noqa: B008 (TF 1.15's default)
    pointwise_initializer: Callable | None = None,
    weights_regularizer: Callable | None = None,
    biases_initializer: Callable | None = tf.zeros_initializer(),  # noqa: B008 (TF 1.15's default)
    biases_regularizer: Callable | None = None,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
):
    """A convolution of each channel by itself, then one across channels at each place.

    Args:
      inputs: a tensor [batch, height, width, channels]; for ``NCHW`` [batch, channels, height,
        width]. The channels have to be known.
      num_outputs: an int, the number of filters of the second step; None leaves it out.
      depth_multiplier: how many outputs the first step makes of each channel.
      data_format: ``"NHWC"`` or ``"NCHW"``.
      weights_initializer: for ``<scope>/depthwise_weights``, of shape [*kernel_size, channels,
        depth_multiplier].
      pointwise_initializer: for ``<scope>/pointwise_weights``, of shape [1, 1, channels *
        depth_multiplier, num_outputs]; `weights_initializer` if None.
      weights_regularizer: a function of either of these variables that returns a scalar loss.
      scope: the name of the variable scope; ``SeparableConv2d``, made unique, if None.
      kernel_size, stride, padding, rate, activation_fn, normalizer_fn, normalizer_params,
      biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections,
      trainable: as in :func:`convolution`.

    Returns:
      A tensor of rank 4 with `num_outputs` channels, or channels * depth_multiplier.

    Raises:
      ValueError: where the rank is not 4, the number of channels is unknown, or an argument does
        not fit.
    """
    first = check_data_format(data_format)
    rename = {
        "depthwise_kernel": "depthwise_weights",
        "pointwise_kernel": "pointwise_weights",
        "bias": "biases",
    }
    with layer_scope(scope, "SeparableConv2d", [inputs], reuse, rename) as sc:
        inputs = tf.convert_to_tensor(inputs)
        make = WeightMaker(inputs.dtype.base_dtype, trainable, variables_collections)
        if num_outputs is None:
            depth = channel_dimension(
                inputs.shape, "channels_first" if first else "channels_last", min_rank=4
            )
            depthwise = make.weights(
                "depthwise_weights",
                [*two_element_tuple(kernel_size), depth, depth_multiplier],
                weights_initializer,
                weights_regularizer,
            )
            outputs = tf.nn.depthwise_conv2d(
                inputs,
                depthwise,
                _steps(two_element_tuple(stride), first),
                padding,
                rate=two_element_tuple(rate),
                data_format=data_format,
            )
            if normalizer_fn is None and biases_initializer is not None:
                biases = make.biases(
                    depth * depth_multiplier, biases_initializer, biases_regularizer, name="biases"
                )
                outputs = tf.nn.bias_add(outputs, biases, data_format=data_format)
        else:
            rates = two_element_tuple(rate)
            kernel_size = integers(kernel_size, 2, "kernel_size")
            steps = _steps(integers(stride, 2, "strides"), first)
            padding = padding_name(padding)
            check_rank(inputs, sc.name, rank=4)
            with core_scope(sc):
                depth = channels(inputs, first)
                depthwise = make.weights(
                    "depthwise_kernel",
                    [*kernel_size, depth, depth_multiplier],
                    weights_initializer,
                    weights_regularizer,
                )
                pointwise = make.weights(
                    "pointwise_kernel",
                    [1, 1, depth * depth_multiplier, num_outputs],
                    pointwise_initializer or weights_initializer,
                    weights_regularizer,
                )
                biases = None
                if biases_initializer and not normalizer_fn:
                    biases = make.biases(num_outputs, biases_initializer, biases_regularizer)
                outputs = tf.nn.separable_conv2d(
                    inputs, depthwise, pointwise, steps, padding, rates, data_format=data_format
                )
                if biases is not None:
                    outputs = _add_biases(outputs, biases, first)
        return finish_layer(
            outputs,
            outputs_collections,
            sc.name,
            activation_fn,
            normalizer_fn,
            normalizer_params,
        )


def _steps(strides, channels_first):
    return (1, 1, *strides) if channels_first else (1, *strides, 1)


conv1d = convolution1d
conv2d = convolution2d
conv2d_in_plane = convolution2d_in_plane
conv2d_transpose = convolution2d_transpose
conv3d = convolution3d
conv3d_transpose = convolution3d_transpose
separable_conv2d = separable_convolution2d
