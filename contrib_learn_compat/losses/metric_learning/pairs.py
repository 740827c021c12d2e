"""Losses of pairs: contrastive, and n-pairs with one label or several for each pair."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.losses.metric_learning.distances import same_label


def contrastive_loss(labels, embeddings_anchor, embeddings_positive, margin=1.0):
    """Draws pairs of a kind together, and other pairs apart until their distance is `margin`.

    See Hadsell, Chopra and LeCun, "Dimensionality reduction by learning an invariant mapping".

    Args:
      labels: a tensor [batch]: 1 where a pair is of a kind, 0 elsewhere.
      embeddings_anchor, embeddings_positive: float tensors [batch, size] of unit length.
      margin: a number.

    Returns:
      A float scalar, the mean of ``labels·d² + (1 - labels)·max(margin - d, 0)²``.
    """
    squares = tf.squared_difference(embeddings_anchor, embeddings_positive)
    distances = tf.sqrt(tf.reduce_sum(squares, 1))
    labels = tf.cast(labels, distances.dtype)
    return tf.reduce_mean(
        labels * tf.square(distances)
        + (1.0 - labels) * tf.square(tf.maximum(margin - distances, 0.0)),
        name="contrastive_loss",
    )


def npairs_loss(
    labels, embeddings_anchor, embeddings_positive, reg_lambda=0.002, print_losses=False
):
    """Asks each anchor to tell its positive from those of all other pairs.

    It is the softmax cross entropy of the similarities with a distribution that is even over the
    pairs of one label, and a penalty on the embeddings' length. See Sohn, "Improved deep metric
    learning with multi-class n-pair loss objective".

    Args:
      labels: an integer tensor [batch].
      embeddings_anchor, embeddings_positive: float32 tensors [batch, size], of any length.
      reg_lambda: the weight of the penalty.
      print_losses: whether to print both parts at each run.

    Returns:
      A float32 scalar.
    """
    penalty, similarities = _compare(embeddings_anchor, embeddings_positive, reg_lambda)
    alike = tf.cast(same_label(labels), tf.float32)
    return _npairs(alike, similarities, penalty, print_losses)


def npairs_loss_multilabel(
    sparse_labels, embeddings_anchor, embeddings_positive, reg_lambda=0.002, print_losses=False
):
    """`npairs_loss` of pairs with several labels: pairs are alike by how many they share.

    Args:
      sparse_labels: a list of SparseTensors of one shape, one a pair, which hold how often the pair
        has each label.
      embeddings_anchor, embeddings_positive: float32 tensors [batch, size], of any length.
      reg_lambda: the weight of the penalty.
      print_losses: whether to print both parts at each run.

    Returns:
      A float32 scalar.

    Raises:
      TypeError: where a label is not a SparseTensor.
    """
    if not all(isinstance(label, tf.SparseTensor) for label in sparse_labels):
        raise TypeError(f"sparse_labels must be a list of SparseTensors, but got {sparse_labels!s}")
    with tf.name_scope("NpairsLossMultiLabel"):
        penalty, similarities = _compare(embeddings_anchor, embeddings_positive, reg_lambda)
        alike = tf.cast(_build_multilabel_adjacency(sparse_labels), tf.float32)
        return _npairs(alike, similarities, penalty, print_losses)


def _compare(anchors, positives, reg_lambda):
    """Returns the penalty on the embeddings' length and their similarities, [batch, batch]."""
    lengths = [tf.reduce_mean(tf.reduce_sum(tf.square(x), 1)) for x in (anchors, positives)]
    penalty = tf.multiply(0.25 * reg_lambda, lengths[0] + lengths[1], name="l2loss")
    return penalty, tf.matmul(anchors, positives, transpose_b=True)


def _npairs(alike, similarities, penalty, print_losses):
    targets = alike / tf.reduce_sum(alike, 1, keepdims=True)
    losses = tf.nn.softmax_cross_entropy_with_logits(logits=similarities, labels=targets)
    loss = tf.reduce_mean(losses, name="xentropy")
    if print_losses:
        loss = tf.Print(loss, ["cross entropy:", loss, "l2loss:", penalty])
    return penalty + loss


def _build_multilabel_adjacency(sparse_labels):
    """Returns, for all pairs of SparseTensors, the sum of the smaller of their elements, [n, n]."""
    number = len(sparse_labels)
    joined = tf.sparse.concat(0, [tf.sparse.expand_dims(label, 0) for label in sparse_labels])
    joined = tf.sparse.reshape(joined, [number, -1])
    # Only labels that occur need a column, however many there could be.
    occurring, columns = tf.unique(joined.indices[:, 1], out_idx=tf.int64)
    counts = tf.scatter_nd(
        tf.stack([joined.indices[:, 0], columns], axis=1),
        joined.values,
        tf.stack([number, tf.size(occurring, out_type=tf.int64)]),
    )
    shared = tf.minimum(tf.expand_dims(counts, 0), tf.expand_dims(counts, 1))
    return tf.reduce_sum(shared, axis=2)
