"""From dense tensors to sparse ones."""

from __future__ import annotations

import numbers

import tensorflow.compat.v1 as tf


def _ignored(dtype, ignore_value):
    """Returns the value that stands for nothing: by default a type's zero or empty string."""
    if ignore_value is None:
        ignore_value = "" if dtype == tf.string else dtype.as_numpy_dtype()
    return tf.cast(ignore_value, dtype, name="ignore_value")


def dense_to_sparse_tensor(dense_tensor, ignore_value=None) -> tf.SparseTensor:
    """Returns the entries of `dense_tensor` that are not `ignore_value`.

    Args:
      dense_tensor: a tensor of known rank.
      ignore_value: by default the zero of the tensor's type, or the empty string.

    Raises:
      ValueError: where the rank is unknown.
    """
    with tf.name_scope("DenseToSparseTensor"):
        dense_tensor = tf.convert_to_tensor(dense_tensor)
        ignored = _ignored(dense_tensor.dtype, ignore_value)
        indices = tf.where(tf.not_equal(dense_tensor, ignored), name="indices")
        return tf.SparseTensor(
            indices=indices,
            values=tf.gather_nd(dense_tensor, indices, name="values"),
            dense_shape=tf.shape(dense_tensor, out_type=tf.int64, name="dense_shape"),
        )


def indicators_to_sparse_ids(indicators, ignore_value=None, dtype=tf.int64) -> tf.SparseTensor:
    """Returns the positions of what is set along the last dimension: from k-hot to ids.

    ``[[0, 1, 1], [1, 0, 0]]`` becomes the ids ``[[1, 2], [0]]``.

    Args:
      indicators: a tensor [d0, …, dn, num_classes].
      ignore_value: what counts as not set; by default the zero of the tensor's type.
      dtype: an integer type for the ids.

    Returns:
      Ids in a shape [d0, …, dn, most ids in a row].

    Raises:
      ValueError: where `dtype` is not an integer type.
    """
    if not dtype.is_integer:
        raise ValueError(f"Invalid dtype {dtype} not integer.")
    with tf.name_scope(None, "indicators_to_sparse_ids", (indicators, ignore_value)):
        indicators = tf.convert_to_tensor(indicators, name="indicators")
        missing = tf.equal(indicators, _ignored(indicators.dtype, ignore_value), name="missing")
        zeros = tf.zeros_like(indicators, dtype=tf.int64, name="zeros")
        ones = tf.ones_like(indicators, dtype=tf.int64, name="ones")
        is_set = tf.where(missing, zeros, ones, name="binary_indicators")
        # The number of each id in its row, from 1, so that 0 can go on meaning "not set".
        numbers_in_row = tf.where(
            missing, zeros, tf.cumsum(is_set, axis=-1), name="row_index_indicators"
        )
        most = tf.reshape(tf.reduce_max(numbers_in_row), shape=(1,), name="result_last_dim")
        # Each entry has the id as its last index and its number as value: swap the two.
        entries = dense_to_sparse_tensor(numbers_in_row, ignore_value=0)
        position = tf.reshape(entries.values - 1, (-1, 1))
        return tf.SparseTensor(
            indices=tf.concat((entries.indices[:, :-1], position), axis=1, name="indices"),
            values=tf.cast(entries.indices[:, -1], dtype=dtype, name="values"),
            dense_shape=tf.concat((entries.dense_shape[:-1], most), axis=0, name="dense_shape"),
        )


def sparse_row_envelope(sparse_input, row_axis=0, col_axis=1, name=None) -> tf.Tensor:
    """Returns how long each row is: one more than its greatest column index, or 0.

    Args:
      sparse_input: a SparseTensor of rank 2 or more.
      row_axis, col_axis: ints, which dimension counts as what.
      name: the name of the operation.

    Returns:
      A tensor of int64, one element a row.

    Raises:
      ValueError: where the axes are equal or no ints.
    """
    if not all(isinstance(axis, numbers.Integral) for axis in (row_axis, col_axis)):
        raise ValueError("`row_axis` and `col_axis` must be integers.")
    if row_axis == col_axis:
        raise ValueError("Row and column can not be the same axis.")
    with tf.name_scope(name, "sparse_row_envelope", [sparse_input]):
        indices = sparse_input.indices
        rows, columns = indices[:, row_axis], indices[:, col_axis]
        num_rows = tf.cast(sparse_input.dense_shape[row_axis], tf.int32)
        envelope = tf.unsorted_segment_max(columns + 1, rows, num_rows, name=name)
        # A row without entries has the least int64 as its maximum.
        zeros = tf.zeros_like(envelope)
        return tf.where(envelope > zeros, envelope, zeros)
