"""Checks and small conversions of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import remove_squeezable_ranks


def reduce_sum_n(tensors, name=None):
    """Returns the sum of all elements of several tensors.

    Args:
      tensors: a list of tensors of one numeric type.
      name: the name of the sum.

    Raises:
      ValueError: where the list is empty.
    """
    if not tensors:
        raise ValueError("No tensors provided.")
    with tf.name_scope(name, "reduce_sum_n", tensors) as scope:
        sums = [tf.reduce_sum(tensor, name=f"{tensor.op.name}/sum") for tensor in tensors]
        return sums[0] if len(sums) == 1 else tf.add_n(sums, name=scope)


def remove_squeezable_dimensions(predictions, labels, name=None):
    """Drops a last dimension of 1 that only one of two tensors has.

    Args:
      predictions, labels: tensors of equal rank, or of ranks that differ by 1.
      name: the name of the operations.

    Returns:
      The predictions and the labels.
    """
    labels, predictions = remove_squeezable_ranks(labels, predictions, name=name)
    return predictions, labels


def with_same_shape(expected_tensor, tensor):
    """Returns `tensor`, checked to have the shape of another: now, or when it is computed."""
    with tf.name_scope(f"{tensor.op.name}/", values=[expected_tensor, tensor]):
        shape = expected_tensor.shape
        if not shape.is_fully_defined():
            return with_shape(tf.shape(expected_tensor, name="expected_shape"), tensor)
        return with_shape(shape.as_list(), tensor)


def with_shape(expected_shape, tensor):
    """Returns `tensor`, checked to have a shape: now if both are known, else when it is computed.

    Args:
      expected_shape: a vector of int32, as a list, an array or a tensor, where -1 leaves a
        dimension open; or a TensorShape.
      tensor: a tensor.

    Returns:
      The tensor, with an assertion in front where one is needed. For an empty shape, one element
      is made a scalar.

    Raises:
      ValueError: where the shape is known to be wrong, or is no vector of int32, or the tensor is
        a SparseTensor.
    """
    if isinstance(tensor, tf.SparseTensor):
        raise ValueError("SparseTensor not supported.")
    expected_shape = _checked_shape(expected_shape, tensor)
    is_dynamic = tf.is_tensor(expected_shape)
    is_scalar = not is_dynamic and len(expected_shape) == 0
    actual = tensor.shape
    if actual.is_fully_defined() and not is_dynamic:
        if actual.is_compatible_with(_static_shape(expected_shape)):
            return tensor
        if not (is_scalar and actual.is_compatible_with([1])):
            raise ValueError(
                f"Invalid shape for tensor {tensor.name}, expected {expected_shape}, got {actual}."
            )
    with tf.name_scope(f"{tensor.op.name}/", values=[tensor]):
        if is_scalar:
            return tf.reshape(tensor, expected_shape)
        with tf.control_dependencies([_assert_shape(expected_shape, tensor)]):
            result = tf.identity(tensor)
        if not is_dynamic:
            result.set_shape(_static_shape(expected_shape))
        return result


def _checked_shape(expected_shape, tensor):
    """Returns the shape as an array or tensor of int32."""

    def where(shape):
        return f"for shape {shape} expected of tensor {tensor.name}."

    if isinstance(expected_shape, tf.TensorShape):
        dims = [-1 if dim is None else dim for dim in expected_shape.as_list()]
        return np.asarray(dims, np.int32)
    if tf.is_tensor(expected_shape):
        if expected_shape.dtype.base_dtype != tf.int32:
            raise ValueError(f"Invalid dtype {expected_shape.dtype} {where(expected_shape)}")
        return expected_shape
    shape = np.asarray(expected_shape)
    if isinstance(expected_shape, (list, tuple)) and (not shape.size or shape.dtype == np.int64):
        shape = shape.astype(np.int32)
    if shape.ndim > 1:
        raise ValueError(f"Invalid rank {shape.ndim} {where(shape)}")
    if shape.dtype != np.int32:
        raise ValueError(f"Invalid dtype {shape.dtype} {where(shape)}")
    return shape


def _static_shape(shape: np.ndarray) -> tf.TensorShape:
    return tf.TensorShape([None if dim == -1 else dim for dim in shape.tolist()])


def _assert_shape(expected_shape, tensor):
    with tf.name_scope("assert_shape", values=[tensor]) as scope:
        actual_shape = tf.shape(tensor, name="actual")
        return tf.Assert(
            _is_shape(expected_shape, tensor, actual_shape),
            [
                f"Wrong shape for {tensor.name} [expected] [actual].",
                expected_shape,
                actual_shape,
            ],
            name=scope,
        )


def _is_shape(expected_shape, tensor, actual_shape):
    with tf.name_scope("is_shape", values=[tensor]) as scope:
        expected_rank = tf.size(expected_shape)
        with tf.name_scope("is_rank", values=[tensor]) as rank_scope:
            is_rank = tf.equal(expected_rank, tf.rank(tensor, name="actual"), name=rank_scope)
        with tf.name_scope("shape_tensor_equal", values=[expected_shape]) as equal_scope:
            dimensions = tf.logical_or(
                tf.equal(expected_shape, -1),
                tf.equal(expected_shape, actual_shape, "equal"),
                name="exclude_partial_shape",
            )
            same = tf.reduce_all(dimensions, name=equal_scope)
        return tf.logical_and(is_rank, same, name=scope)


def assert_scalar_int(tensor, name=None):
    """Returns `tensor` as a tensor, checked to be a scalar of an integer type.

    Raises:
      ValueError: where it is not.
    """
    with tf.name_scope(name, "assert_scalar_int", [tensor]) as scope:
        tensor = tf.convert_to_tensor(tensor)
        if not tensor.dtype.base_dtype.is_integer:
            raise ValueError(
                f"Expected integer type for {tensor.name}, received type: {tensor.dtype}."
            )
        return tf.assert_scalar(tensor, name=scope)


def linspace(start: Any, stop: Any, num: Any, name: str | None = None) -> tf.Tensor:
    """Returns `num` numbers at equal distances, by TF 1.15's kernel.

    ``tf.compat.v1.linspace`` has become many ops, and rounds otherwise.

    Args:
      start: a float scalar, the first number.
      stop: a scalar of the same type, the last.
      num: an integer scalar.
      name: the name of the op.
    """
    return tf.raw_ops.LinSpace(start=start, stop=stop, num=num, name=name or "LinSpace")
