"""From the losses of single elements to one number.

A loss is the sum of the weighted losses over the number of elements whose weight is not zero.
Weights may have fewer dimensions than losses: each then counts for all that lies below it.
"""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.losses.collecting import add_loss


def compute_weighted_loss(losses, weights=1.0, scope=None):
    """Returns the weighted mean of `losses`, and adds it to the collection of losses.

    Args:
      losses: a tensor [batch, d1, …, dn] of known rank.
      weights: a scalar, or a tensor [batch, d1, …, dk] k ≤ n; a last dimension of 1 is dropped.
      scope: the name scope.

    Returns:
      A scalar of the losses' type; 0 where all weights are 0.

    Raises:
      ValueError: where `weights` is None or does not fit, or a rank is unknown.
    """
    with tf.name_scope(scope, "weighted_loss", [losses, weights]):
        losses = tf.convert_to_tensor(losses)
        dtype, losses = losses.dtype, tf.cast(losses, tf.float32)
        weights = tf.cast(tf.convert_to_tensor(weights), tf.float32)
        check_rank(losses, "losses")
        check_rank(weights, "weights")
        if weights.shape.rank > 1 and weights.shape.dims[-1].is_compatible_with(1):
            weights = tf.squeeze(weights, [-1])
        total = scale_losses(losses, weights)
        present = tf.reduce_sum(num_present(losses, weights))
        mean = tf.cast(tf.div_no_nan(total, present, name="value"), dtype)
        add_loss(mean)
        return mean


def check_rank(tensor, name: str) -> None:
    """Raises ValueError where the rank of `tensor` is unknown."""
    if tensor.shape.rank is None:
        raise ValueError(f"{name}.get_shape().ndims cannot be None")


def scale_losses(losses, weights):
    """Returns the sum of all weighted losses; the rank of neither may be unknown."""
    below = list(range(weights.shape.rank, losses.shape.rank))
    return tf.reduce_sum(tf.multiply(tf.reduce_sum(losses, axis=below), weights))


def num_present(losses, weights):
    """Returns [batch]: how many elements of each example have a weight other than 0."""
    shape, rank = tf.shape(losses), weights.shape.rank
    if rank == 0:
        batch_size = tf.reshape(tf.slice(shape, [0], [1]), [])
        size = tf.div(tf.cast(tf.size(losses), tf.float32), tf.cast(batch_size, tf.float32))
        size = tf.where(tf.equal(weights, 0), 0.0, size)
        return tf.multiply(tf.ones(tf.reshape(batch_size, [1])), size)
    is_present = tf.cast(tf.not_equal(weights, 0), tf.float32)
    below = tf.reduce_prod(tf.slice(shape, [rank], [-1]))
    return tf.multiply(
        tf.reduce_sum(is_present, axis=list(range(1, rank))), tf.cast(below, tf.float32)
    )
