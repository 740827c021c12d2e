"""Losses of numbers and vectors: distances of predictions from labels."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.losses.collecting import add_loss
from contrib_learn_compat.losses.weighting import (
    check_rank,
    compute_weighted_loss,
    num_present,
    scale_losses,
)


def absolute_difference(predictions, labels=None, weights=1.0, scope=None):
    """``|predictions - labels|``.

    Args:
      predictions, labels: tensors [batch, …] of one shape, cast to float32.
      weights: a scalar, or a tensor whose shape begins the shape of `predictions`.
      scope: the name scope.

    Returns:
      A scalar, which is added to the collection of losses.

    Raises:
      ValueError: where shapes do not match, or `weights` is None.
    """
    with tf.name_scope(scope, "absolute_difference", [predictions, labels, weights]) as scope:
        predictions, labels = _matching_floats(predictions, labels)
        losses = tf.abs(tf.subtract(predictions, labels))
        return compute_weighted_loss(losses, weights, scope=scope)


def mean_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """``(predictions - labels)²``; arguments, result and errors as `absolute_difference` has."""
    with tf.name_scope(scope, "mean_squared_error", [predictions, labels, weights]) as scope:
        losses = tf.squared_difference(*_matching_floats(predictions, labels))
        return compute_weighted_loss(losses, weights, scope=scope)


def cosine_distance(predictions, labels=None, axis=None, weights=1.0, scope=None, dim=None):
    """``1 - Σ predictions·labels`` along one axis; both are taken to be of unit length along it.

    Args:
      predictions, labels: tensors [batch, …] of one shape, cast to float32.
      axis: an int; the one to sum over.
      weights: a scalar, or a tensor whose shape begins that of the sums.
      scope: the name scope.
      dim: an older name for `axis`.

    Returns:
      A scalar, which is added to the collection of losses.

    Raises:
      ValueError: where shapes do not match, `weights` is None, or not just one of `axis` and `dim`
        is given.
    """
    if axis is not None and dim is not None:
        raise ValueError("Cannot specify both 'dim' and 'axis'")
    if axis is None and dim is None:
        raise ValueError("You must specify 'axis'.")
    axis = dim if axis is None else axis
    with tf.name_scope(scope, "cosine_distance_loss", [predictions, labels, weights]) as scope:
        products = tf.multiply(*_matching_floats(predictions, labels))
        losses = 1 - tf.reduce_sum(products, axis=[axis])
        return compute_weighted_loss(losses, weights, scope=scope)


def mean_pairwise_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """The squared difference of all pairs of differences ``predictions - labels`` in an example.

    With differences d over the n elements of an example that have weight, an example's loss is
    ``2·(Σd²/n - (Σd)²/n²)``; the result is the weighted sum over the examples.

    Args:
      predictions, labels: tensors [batch, …] of one shape and known rank, cast to float32.
      weights: a scalar, or a tensor [batch].
      scope: the name scope.

    Returns:
      A scalar, which is added to the collection of losses; 0 where all weights are 0.

    Raises:
      ValueError: where shapes do not match, a rank is unknown, or `weights` is None.
    """
    values = [predictions, labels, weights]
    with tf.name_scope(scope, "mean_pairwise_squared_error", values):
        predictions, labels = _matching_floats(predictions, labels)
        weights = tf.cast(tf.convert_to_tensor(weights), tf.float32)
        differences = tf.subtract(predictions, labels)
        check_rank(differences, "diffs")
        check_rank(weights, "weights")

        within = list(range(1, differences.shape.rank))
        count = num_present(differences, weights)
        squares = tf.reduce_sum(tf.square(differences), axis=within)
        square_of_sum = tf.square(tf.reduce_sum(differences, axis=within))
        spread = 2.0 * tf.div_no_nan(squares, count, name="value")
        spread -= 2.0 * tf.div_no_nan(square_of_sum, tf.square(count), name="value")
        loss = scale_losses(spread, weights)
        loss = tf.where(tf.reduce_sum(count) > 0, loss, tf.zeros_like(loss), name="value")
        add_loss(loss)
        return loss


def _matching_floats(predictions, labels):
    predictions.get_shape().assert_is_compatible_with(labels.get_shape())
    return tf.cast(predictions, tf.float32), tf.cast(labels, tf.float32)
