"""Losses that mine a batch for its telling triplets: semi-hard negatives, and lifted structure.

In tensors [anchor, positive, negative] of all triplets, rows of embeddings are numbered alike.
"""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.losses.metric_learning.distances import (
    identity,
    masked_maximum,
    masked_minimum,
    pairwise_distance,
    same_label,
)


def triplet_semihard_loss(labels, embeddings, margin=1.0):
    """Asks each positive to be nearer to its anchor, by `margin`, than a semi-hard negative.

    The semi-hard negative is the nearest of those farther away than the positive or, if there are
    none, the farthest of all. See Schroff, Kalenichenko and Philbin, "FaceNet".

    Args:
      labels: an integer tensor [batch].
      embeddings: a float32 tensor [batch, size] of unit length.
      margin: a number.

    Returns:
      A float32 scalar, the mean over all pairs of anchor and positive; NaN where there are none.
    """
    distances = pairwise_distance(embeddings, squared=True)
    is_same = same_label(labels)
    is_other = tf.logical_not(is_same)

    to_negative = tf.expand_dims(distances, 1)
    is_farther = tf.logical_and(
        tf.expand_dims(is_other, 1), tf.greater(to_negative, tf.expand_dims(distances, 2))
    )
    nearest_farther = masked_minimum(to_negative, tf.cast(is_farther, tf.float32), dim=2)
    farthest = masked_maximum(distances, tf.cast(is_other, tf.float32))
    semi_hard = tf.where(
        tf.reduce_any(is_farther, axis=2),
        tf.squeeze(nearest_farther, [2]),
        farthest + tf.zeros_like(distances),
    )
    losses = tf.add(margin, distances - semi_hard)
    is_positive = tf.cast(is_same, tf.float32) - identity(embeddings)
    return tf.truediv(
        tf.reduce_sum(tf.maximum(tf.multiply(losses, is_positive), 0.0)),
        tf.reduce_sum(is_positive),
        name="triplet_semihard_loss",
    )


def lifted_struct_loss(labels, embeddings, margin=1.0):
    """Sets each positive pair against all negatives of both its members.

    A pair's loss is ``max(0, d + log Σ exp(margin - d'))²`` with its distance d and those d' of its
    members to their negatives. See Song, Xiang, Jegelka and Savarese, "Deep metric learning via
    lifted structured feature embedding".

    Args:
      labels: an integer tensor [batch].
      embeddings: a float32 tensor [batch, size], not of unit length.
      margin: a number.

    Returns:
      A float32 scalar, half the mean over all positive pairs; NaN where there are none.
    """
    distances = pairwise_distance(embeddings)
    is_same = same_label(labels)
    is_other = tf.cast(tf.logical_not(is_same), tf.float32)

    closeness = margin - distances
    closest = masked_maximum(closeness, is_other)
    # Taken out of the exponents of a pair, so that these do not overflow.
    greatest = tf.maximum(closest, tf.transpose(closest))
    exponents = tf.expand_dims(closeness, 1) - tf.expand_dims(greatest, 2)
    of_anchor = tf.reduce_sum(tf.multiply(tf.exp(exponents), tf.expand_dims(is_other, 1)), 2)
    losses = greatest + tf.log(of_anchor + tf.transpose(of_anchor)) + distances

    is_positive = tf.cast(is_same, tf.float32) - identity(embeddings)
    return tf.truediv(
        0.25 * tf.reduce_sum(tf.square(tf.maximum(tf.multiply(losses, is_positive), 0.0))),
        tf.reduce_sum(is_positive) / 2.0,
        name="liftedstruct_loss",
    )
