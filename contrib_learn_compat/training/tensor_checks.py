"""Tensors that check their own value or shape when they are run."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def assert_multiple_of(value, multiple_of, subject: str) -> tf.Operation:
    """Returns an op that fails unless an integer is a multiple of another, and not zero."""
    saw = f"{subject} should be a multiple of: "
    return tf.Assert(
        tf.equal(value % multiple_of, 0) & tf.not_equal(value, 0),
        [
            tf.string_join(
                [
                    saw,
                    tf.as_string(multiple_of),
                    ", but saw value: ",
                    tf.as_string(value),
                    ". Consider setting pad=True.",
                ]
            )
        ],
    )


def check_multiple_of(value, multiple_of):
    """Returns a scalar integer tensor that is a multiple of another, and not zero."""
    with tf.control_dependencies([assert_multiple_of(value, multiple_of, f"Tensor {value.name}")]):
        return tf.identity(value, name="multiple_of_checked")


def check_rank(value, expected_rank: int):
    """Returns a tensor that has a rank, statically too.

    Raises:
      ValueError: where its known rank is another.
    """
    expected = tf.string_join(
        [f"Rank of tensor {value.name} should be: ", str(expected_rank), ", shape received:"]
    )
    check = tf.Assert(tf.equal(expected_rank, tf.rank(value)), [expected, tf.shape(value)])
    with tf.control_dependencies([check]):
        checked = tf.identity(value, name="rank_checked")
    try:
        checked.set_shape(checked.shape.with_rank(expected_rank))
    except ValueError as error:
        raise ValueError(f"Rank check failed for {value.name}: {error}") from None
    return checked


def check_shape_like(value, other):
    """Returns a tensor that has the shape of another, whose rank is known.

    Raises:
      ValueError: where their known shapes differ.
    """
    value, shape = check_rank(value, other.shape.rank), tf.shape(other)
    check = tf.Assert(
        tf.reduce_all(tf.equal(shape, tf.shape(value))),
        [_mismatch(f"Shape of tensor {value.name}", shape, tf.shape(value))],
    )
    with tf.control_dependencies([check]):
        checked = tf.identity(value, name="shape_checked")
    try:
        checked.set_shape(checked.shape.merge_with(other.shape))
    except ValueError as error:
        raise ValueError(f"Shape check failed for {value.name}: {error}") from None
    return checked


def check_dimensions(value, expected_sizes, label: str):
    """Returns a tensor whose first dimensions have given sizes.

    Args:
      value: a tensor.
      expected_sizes: a list of ints and scalar integer tensors.
      label: what to call it.

    Raises:
      ValueError: where known sizes differ, or the rank is too small.
    """
    shape, rank = value.shape, len(expected_sizes)
    if shape.rank is not None:
        if shape.rank < rank:
            raise ValueError(
                f"{label}: rank of input is not greater than max(dimensions): "
                f"{shape.rank} vs. {rank - 1}"
            )
        known = [None if tf.is_tensor(size) else size for size in expected_sizes]
        try:
            value.set_shape(known + [None] * (shape.rank - rank))
        except ValueError as error:
            raise ValueError(f"Dimensions check failed for {label}: {error}") from None
    sizes = tf.shape(value)
    checks = [
        tf.Assert(
            tf.equal(expected, sizes[dimension]),
            [_mismatch(f"Dimension {dimension} of tensor labeled {label}", expected, sizes)],
        )
        for dimension, expected in enumerate(expected_sizes)
    ]
    with tf.control_dependencies(checks):
        return tf.identity(value, name=f"dims_checked_{label}")


def _mismatch(subject: str, expected, received):
    return tf.string_join(
        [
            f"{subject} should be: ",
            _as_text(expected),
            ", shape received: ",
            _as_text(received),
        ]
    )


def _as_text(integers):
    text = tf.as_string(integers)
    if text.shape.rank == 0:
        return text
    return tf.reduce_join(text, separator=" ")
