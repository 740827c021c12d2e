"""Losses of classifiers: cross entropies, log loss and hinge loss."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.losses.weighting import compute_weighted_loss


def sigmoid_cross_entropy(logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None):
    """The sigmoid cross entropy of logits with labels that need not exclude one another.

    Args:
      logits: a float tensor [batch, num_classes].
      multi_class_labels: a tensor of the same shape, with values from 0 to 1.
      weights: a scalar, or a tensor [batch] or [batch, num_classes].
      label_smoothing: how far to draw the labels towards 1/2, from 0 to 1.
      scope: the name scope.

    Returns:
      A scalar, which is added to the collection of losses.

    Raises:
      ValueError: where shapes do not match, or `weights` is None.
    """
    values = [logits, multi_class_labels, weights]
    with tf.name_scope(scope, "sigmoid_cross_entropy_loss", values) as scope:
        logits.shape.assert_is_compatible_with(multi_class_labels.shape)
        labels = tf.cast(multi_class_labels, logits.dtype)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, scope=scope)


def softmax_cross_entropy(logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None):
    """The softmax cross entropy of logits with distributions over the classes.

    Args:
      logits: a float tensor [batch, num_classes].
      onehot_labels: a tensor of the same shape; no gradients flow into it.
      weights: a scalar, or a tensor [batch].
      label_smoothing: how far to draw the labels towards 1/num_classes, from 0 to 1.
      scope: the name scope.

    Returns:
      A scalar, which is added to the collection of losses.

    Raises:
      ValueError: where shapes do not match, or `weights` is None.
    """
    values = [logits, onehot_labels, weights]
    with tf.name_scope(scope, "softmax_cross_entropy_loss", values) as scope:
        logits.shape.assert_is_compatible_with(onehot_labels.shape)
        labels = tf.cast(onehot_labels, logits.dtype)
        if label_smoothing > 0:
            num_classes = tf.cast(tf.shape(labels)[1], logits.dtype)
            labels = labels * (1.0 - label_smoothing) + label_smoothing / num_classes
        losses = tf.nn.softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, scope=scope)


def sparse_softmax_cross_entropy(logits, labels, weights=1.0, scope=None):
    """The softmax cross entropy of logits with the ids of classes.

    Args:
      logits: a float tensor [batch, num_classes].
      labels: int32 or int64 ids from 0 to num_classes - 1, [batch] or [batch, 1].
      weights: a scalar, or a tensor [batch] or [batch, 1].
      scope: the name scope.

    Returns:
      A scalar, which is added to the collection of losses.

    Raises:
      ValueError: where shapes do not match, or `weights` is None.
    """
    values = [logits, labels, weights]
    with tf.name_scope(scope, "sparse_softmax_cross_entropy_loss", values) as scope:
        labels = tf.reshape(labels, shape=[tf.shape(labels)[0]])
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, scope=scope)


def log_loss(predictions, labels=None, weights=1.0, epsilon=1e-7, scope=None):
    """``-labels·log(predictions + ε) - (1 - labels)·log(1 - predictions + ε)``.

    Args:
      predictions, labels: tensors [batch, …] of one shape, cast to float32.
      weights: a scalar, or a tensor whose shape begins the shape of `predictions`.
      epsilon: ε, which keeps the logarithms finite.
      scope: the name scope.

    Returns:
      A scalar, which is added to the collection of losses.

    Raises:
      ValueError: where shapes do not match, or `weights` is None.
    """
    with tf.name_scope(scope, "log_loss", [predictions, labels, weights]) as scope:
        predictions.shape.assert_is_compatible_with(labels.shape)
        predictions = tf.cast(predictions, tf.float32)
        labels = tf.cast(labels, tf.float32)
        if_true = tf.multiply(labels, tf.log(predictions + epsilon))
        if_false = tf.multiply(1 - labels, tf.log(1 - predictions + epsilon))
        return compute_weighted_loss(-if_true - if_false, weights, scope=scope)


def hinge_loss(logits, labels=None, scope=None):
    """``max(0, 1 - (2·labels - 1)·logits)``, element by element, in no collection.

    Args:
      logits, labels: tensors of one shape; the labels are 0 or 1.
      scope: the name scope.

    Returns:
      A float32 tensor of that shape, for ``compute_weighted_loss`` to take.

    Raises:
      ValueError: where the shapes do not match.
    """
    with tf.name_scope(scope, "hinge_loss", [logits, labels]):
        logits.shape.assert_is_compatible_with(labels.shape)
        labels = tf.cast(labels, tf.float32)
        ones = tf.ones_like(labels)
        signs = tf.subtract(2 * labels, ones)
        return tf.nn.relu(tf.subtract(ones, tf.multiply(signs, logits)))
