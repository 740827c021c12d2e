"""Distances between all pairs of embeddings in a batch."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def pairwise_distance(feature, squared=False):
    """Returns the Euclidean distances between the rows of a matrix.

    Args:
      feature: a float32 tensor [n, size].
      squared: whether to return the squares of the distances.

    Returns:
      A float32 tensor [n, n] with zeros on the diagonal. Gradients are finite where rows are equal.
    """
    squares = tf.square(feature)
    lengths = tf.add(
        tf.reduce_sum(squares, axis=[1], keepdims=True),
        tf.reduce_sum(tf.transpose(squares), axis=[0], keepdims=True),
    )
    # Rounding may leave a little less than nothing.
    distances = tf.maximum(lengths - 2.0 * tf.matmul(feature, tf.transpose(feature)), 0.0)
    is_zero = tf.less_equal(distances, 0.0)
    if not squared:
        # The root's slope at 0 is infinite.
        distances = tf.sqrt(distances + tf.cast(is_zero, tf.float32) * 1e-16)
    distances = tf.multiply(distances, tf.cast(tf.logical_not(is_zero), tf.float32))
    return tf.multiply(distances, tf.ones_like(distances) - identity(feature))


def identity(rows):
    """Returns the identity matrix with as many rows as `rows` has."""
    return tf.diag(tf.ones([tf.shape(rows)[0]]))


def masked_maximum(data, mask, dim=1):
    """Returns the greatest of what a mask of 0 and 1 lets through along `dim`, which is kept.

    Where it lets nothing through, that is the least of `data`.
    """
    least = tf.reduce_min(data, dim, keepdims=True)
    return tf.reduce_max(tf.multiply(data - least, mask), dim, keepdims=True) + least


def masked_minimum(data, mask, dim=1):
    """Returns the least of what a mask of 0 and 1 lets through along `dim`, which is kept.

    Where it lets nothing through, that is the greatest of `data`.
    """
    greatest = tf.reduce_max(data, dim, keepdims=True)
    return tf.reduce_min(tf.multiply(data - greatest, mask), dim, keepdims=True) + greatest


def same_label(labels):
    """Returns a bool tensor [n, n] of which of the labels [n] are equal."""
    shape = tf.shape(labels)
    assert shape.shape == 1
    labels = tf.reshape(labels, [shape[0], 1])
    return tf.equal(labels, tf.transpose(labels))
