"""Pooling: the maximum or the mean of each window of an image or a volume."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import (
    check_data_format,
    check_rank,
    check_strides,
    integers,
    padding_name,
    unique_name,
)
from contrib_learn_compat.layers.utils import collect_named_outputs, n_positive_integers


@add_arg_scope
def avg_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
):
    """The mean of each window of an image, channel by channel.

    Args:
      inputs: a tensor [batch, height, width, channels]; for ``NCHW`` [batch, channels, height,
        width].
      kernel_size: the window's height and width, or an int for both.
      stride: the steps from window to window, likewise.
      padding: ``"VALID"`` or ``"SAME"``.
      data_format: ``"NHWC"`` or ``"NCHW"``.
      outputs_collections: collections for the outputs.
      scope: the name scope; ``AvgPool2D`` if None.

    Returns:
      A tensor of rank 4.

    Raises:
      ValueError: where `data_format` or `padding` is neither of the two, `kernel_size` or `stride`
        does not fit, or the inputs' rank is not 4.
    """
    args = (inputs, kernel_size, stride, padding, data_format, outputs_collections, scope)
    return _pool2d(tf.nn.avg_pool, "AvgPool2D", "average_pooling2d", *args)


@add_arg_scope
def max_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
):
    """The maximum of each window of an image, channel by channel; see :func:`avg_pool2d`."""
    args = (inputs, kernel_size, stride, padding, data_format, outputs_collections, scope)
    return _pool2d(tf.nn.max_pool, "MaxPool2D", "max_pooling2d", *args)


@add_arg_scope
def avg_pool3d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NDHWC",
    outputs_collections: Any = None,
    scope: Any = None,
):
    """The mean of each window of a volume, channel by channel.

    Args:
      inputs: a tensor [batch, depth, height, width, channels]; for ``NCDHW`` [batch, channels,
        depth, height, width].
      kernel_size: the window's depth, height and width, or an int for all.
      stride: the steps from window to window, likewise.
      padding: ``"VALID"`` or ``"SAME"``.
      data_format: ``"NDHWC"`` or ``"NCDHW"``.
      outputs_collections: collections for the outputs.
      scope: the name scope; ``AvgPool3D`` if None.

    Returns:
      A tensor of rank 5.

    Raises:
      ValueError: as :func:`avg_pool2d`, for rank 5.
    """
    args = (inputs, kernel_size, stride, padding, data_format, outputs_collections, scope)
    return _pool3d(tf.nn.avg_pool3d, "AvgPool3D", "average_pooling3d", *args)


@add_arg_scope
def max_pool3d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NDHWC",
    outputs_collections: Any = None,
    scope: Any = None,
):
    """The maximum of each window of a volume, channel by channel; see :func:`avg_pool3d`."""
    args = (inputs, kernel_size, stride, padding, data_format, outputs_collections, scope)
    return _pool3d(tf.nn.max_pool3d, "MaxPool3D", "max_pooling3d", *args)


def _pool2d(
    op,
    default_scope,
    layer,
    inputs,
    kernel_size,
    stride,
    padding,
    data_format,
    outputs_collections,
    scope,
):
    channels_first = check_data_format(data_format)

    def windows(size):
        return (1, 1, *size) if channels_first else (1, *size, 1)

    with tf.name_scope(scope, default_scope, [inputs]) as name:
        inputs = tf.convert_to_tensor(inputs)
        layer = unique_name(layer)
        ksize = windows(integers(kernel_size, 2, "pool_size"))
        strides = windows(integers(stride, 2, "strides"))
        padding = padding_name(padding, causal=True)
        check_rank(inputs, layer, rank=4)
        outputs = op(inputs, ksize, strides, padding, data_format=data_format)
        return collect_named_outputs(outputs_collections, name, outputs)


def _pool3d(
    op,
    default_scope,
    layer,
    inputs,
    kernel_size,
    stride,
    padding,
    data_format,
    outputs_collections,
    scope,
):
    channels_first = check_data_format(data_format, ("NCDHW", "NDHWC"))
    with tf.name_scope(scope, default_scope, [inputs]) as name:
        inputs = tf.convert_to_tensor(inputs)
        layer = unique_name(layer)
        ksize = (1, *integers(kernel_size, 3, "pool_size"), 1)
        strides = (1, *integers(stride, 3, "strides"), 1)
        padding = padding_name(padding, causal=True)
        check_rank(inputs, layer, rank=5)
        if channels_first:  # which the kernels for CPUs do not know
            inputs = tf.transpose(inputs, (0, 2, 3, 4, 1))
        outputs = op(inputs, ksize, strides, padding)
        if channels_first:
            outputs = tf.transpose(outputs, (0, 4, 1, 2, 3))
        return collect_named_outputs(outputs_collections, name, outputs)


@add_arg_scope
def pool(
    inputs: Any,
    kernel_size: Any,
    pooling_type: str,
    padding: str = "VALID",
    data_format: str | None = None,
    dilation_rate: Any = 1,
    stride: Any = 1,
    outputs_collections: Any = None,
    scope: Any = None,
):
    """Pooling over any number of spatial dimensions, with holes in the window if asked for.

    Args:
      inputs: a tensor of rank N + 2: batch, N spatial dimensions, channels; if `data_format` begins
        with ``NC``, batch, channels, N spatial dimensions.
      kernel_size: N positive ints, the size of the window, or one int for all.
      pooling_type: ``"MAX"`` or ``"AVG"``.
      padding: ``"VALID"`` or ``"SAME"``.
      data_format: a string such as ``"NHWC"`` or ``"NCHW"``; None means channels last.
      dilation_rate: N positive ints, or one int for all; more than 1 takes the elements of a window
        that far apart.
      stride: N positive ints, or one int for all; more than 1 excludes a dilation.
      outputs_collections: collections for the outputs.
      scope: the name scope; ``max_pool`` or ``avg_pool`` if None.

    Returns:
      A tensor of the inputs' rank.

    Raises:
      ValueError: where the rank is unknown or less than 3, or an argument does not fit.
    """
    with tf.name_scope(scope, f"{pooling_type.lower()}_pool", [inputs]) as name:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.rank
        if rank is None:
            raise ValueError("Rank of inputs must be known")
        if rank < 3:
            raise ValueError("Rank of inputs must be >= 3")
        window = n_positive_integers(rank - 2, kernel_size)
        rates = n_positive_integers(rank - 2, dilation_rate)
        strides = n_positive_integers(rank - 2, stride)
        check_strides(strides, rates)
        outputs = tf.nn.pool(
            inputs,
            window_shape=window,
            pooling_type=pooling_type,
            padding=padding,
            data_format=data_format,
            dilation_rate=rates,
            strides=strides,
            name=name,
        )
        return collect_named_outputs(outputs_collections, name, outputs)
