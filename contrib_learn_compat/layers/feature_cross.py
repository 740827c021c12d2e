"""Crosses of features, in the very buckets that TF 1.15 put them in.

With a hash key, the core's SparseCross does it. Without one, which is the default of
``crossed_column``, TF 1.15 mixed hashes in its own way, in an op that no TensorFlow ships any
more; here this is done with ops that all have.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import tensorflow.compat.v1 as tf

SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY = 0xDECAFCAFFE
_GREATEST = 2**63 - 1


def sparse_feature_cross(
    inputs, hashed_output=False, num_buckets=0, name=None, hash_key=None
) -> tf.SparseTensor:
    """Crosses the features of each row: one out of each column, in every combination.

    Args:
      inputs: a list of columns, each a matrix, Tensor or SparseTensor, of strings or integers,
        and all with the same number of rows. SparseTensors come first in a cross, whatever their
        place in the list.
      hashed_output: whether to return ids; else strings, the features joined by ``_X_``.
      num_buckets: how many ids there are; 0 means as many as int64 has.
      name: the name of the operations.
      hash_key: an integer, mixed in by fingerprints; None or 0 mixes as TF 1.x always did.

    Returns:
      A SparseTensor [rows, most crosses in a row]; the last column varies fastest.

    Raises:
      TypeError: where `inputs` is not a list of tensors.
    """
    if not isinstance(inputs, list):
        raise TypeError("Inputs must be a list")
    if not all(isinstance(column, (tf.SparseTensor, tf.Tensor)) for column in inputs):
        raise TypeError("All inputs must be SparseTensors")
    sparse = [
        tf.SparseTensor(column.indices, _widened(column.values), column.dense_shape)
        for column in inputs
        if isinstance(column, tf.SparseTensor)
    ]
    dense = [_widened(column) for column in inputs if isinstance(column, tf.Tensor)]
    with tf.name_scope(name, "SparseFeatureCrossV2" if hash_key else "SparseFeatureCross"):
        if hashed_output and not hash_key:
            return _hashed_cross(sparse, dense, num_buckets)
        return _core_cross(sparse, dense, hashed_output, num_buckets, hash_key)


def _widened(features):
    """Returns strings as they are, and integers as int64."""
    return features if features.dtype == tf.string else tf.cast(features, tf.int64)


def _core_cross(sparse, dense, hashed_output, num_buckets, hash_key) -> tf.SparseTensor:
    all_strings = all(column.dtype == tf.string for column in [*sparse, *dense])
    cross = tf.raw_ops.SparseCross(
        indices=[column.indices for column in sparse],
        values=[column.values for column in sparse],
        shapes=[column.dense_shape for column in sparse],
        dense_inputs=dense,
        hashed_output=hashed_output,
        num_buckets=num_buckets,
        hash_key=hash_key or SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY,
        out_type=tf.int64 if hashed_output else tf.string,
        internal_type=tf.string if all_strings else tf.int64,
    )
    return tf.SparseTensor(cross.output_indices, cross.output_values, cross.output_shape)


class _Column(NamedTuple):
    """A column's features in row order.

    Attributes:
      hashes: the 64-bit value of each feature.
      counts: how many each row has.
      starts: where each row's begin in `hashes`.
    """

    hashes: tf.Tensor
    counts: tf.Tensor
    starts: tf.Tensor


def _hashed_cross(sparse, dense, num_buckets) -> tf.SparseTensor:
    rows = _common_rows(sparse, dense)
    columns = [_sparse_column(column, rows) for column in sparse]
    columns += [_dense_column(column, rows) for column in dense]

    crosses_per_row = functools.reduce(tf.multiply, [column.counts for column in columns])
    row = tf.repeat(tf.range(rows), crosses_per_row)
    starts = tf.cumsum(crosses_per_row, exclusive=True)
    number = tf.range(tf.size(row, out_type=tf.int64)) - tf.gather(starts, row)

    # A cross's number, written with each column's count as a base, has its features as digits.
    hashes, rest = [], number
    for column in reversed(columns):
        base = tf.gather(column.counts, row)
        hashes.append(tf.gather(column.hashes, tf.gather(column.starts, row) + rest % base))
        rest //= base
    mixed = functools.reduce(_mix, reversed(hashes), tf.constant(0xDECAFCAFFE, tf.int64))

    # The maximum over no rows at all would be the least int64.
    width = tf.reduce_max(tf.concat([crosses_per_row, [0]], 0))
    return tf.SparseTensor(
        indices=tf.stack([row, number], axis=1),
        values=_unsigned_modulo(mixed, num_buckets or _GREATEST),
        dense_shape=tf.stack([rows, width]),
    )


def _common_rows(sparse, dense):
    """Returns the number of rows, checked when it is computed to be that of all columns."""
    rows = [column.dense_shape[0] for column in sparse]
    rows += [tf.shape(column, out_type=tf.int64)[0] for column in dense]
    # What is wrong with a column itself is told first.
    with tf.control_dependencies([column.values for column in sparse] + dense):
        checks = [
            # tf.Assert would put a tf.cond around it, which is more than the messages are worth.
            tf.raw_ops.Assert(
                condition=tf.equal(other, rows[0]),
                data=["Expected batch size", rows[0], "got", other],
            )
            for other in rows[1:]
        ]
    with tf.control_dependencies(checks):
        return tf.identity(rows[0])


def _sparse_column(column, rows) -> _Column:
    counts = tf.math.unsorted_segment_sum(
        tf.ones_like(column.values, dtype=tf.int64), column.indices[:, 0], rows
    )
    return _Column(_hashes(column.values), counts, tf.cumsum(counts, exclusive=True))


def _dense_column(column, rows) -> _Column:
    width = tf.shape(column, out_type=tf.int64)[1]
    starts = tf.range(rows) * width
    return _Column(_hashes(tf.reshape(column, [-1])), tf.fill([rows], width), starts)


def _hashes(features):
    """Returns integers as they are, and a string's fingerprint."""
    if features.dtype != tf.string:
        return features
    return tf.bitcast(tf.fingerprint(features), tf.int64)


def _mix(a, b):
    """Mixes the hash `b` of a further column into `a`, in wrapping signed arithmetic."""
    shifted = tf.bitwise.left_shift(a, 10) + tf.bitwise.right_shift(a, 4)
    golden_ratio = tf.constant(0x9E3779B97F4A7800 - 2**64, tf.int64)
    return tf.bitwise.bitwise_xor(a, b + golden_ratio + shifted)


def _unsigned_modulo(x, n: int):
    """Returns ``x mod n``, with `x` read as unsigned, in arithmetic that has no unsigned modulo."""
    low = tf.bitwise.bitwise_and(x, _GREATEST) % n
    high = 2**63 % n
    # low + high, less n where it gets that far; the sum itself might not fit.
    with_high_bit = tf.where(low >= n - high, low - (n - high), low + high)
    return tf.where(x < 0, with_high_bit, low)
