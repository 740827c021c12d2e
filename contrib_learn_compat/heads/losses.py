"""The losses of the heads, as pure functions of labels, logits and weights.

Each returns two scalars: the training loss ``sum(w * l) / count(l)`` and the weighted average
``sum(w * l) / sum(w)``, which summaries and metrics report. Without weights they are one tensor.
The arithmetic and the op names are those of TF 1.15's ``contrib/learn/…/estimators/head.py``.
"""

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import broadcast_weights


def compute_weighted_loss(loss_unweighted, weight, name="loss"):
    """Reduces the losses of single examples to the pair that a head reports.

    Args:
      loss_unweighted: float Tensor, the loss of each example.
      weight: None, or a float Tensor that broadcasts to `loss_unweighted`.
      name: name scope of the ops.

    Returns:
      ``(training loss, weighted average loss)``, both scalars. The first divides by the number of
      losses, so that it scales with the weights; the second by their sum, so that it does not.
    """
    with tf.name_scope(name, values=(loss_unweighted, weight)) as scope:
        if weight is None:
            mean = tf.reduce_mean(loss_unweighted, name=scope)
            return mean, mean
        weight = broadcast_weights(weight, loss_unweighted)
        with tf.name_scope(None, "weighted_loss", (loss_unweighted, weight)) as product:
            weighted = tf.multiply(loss_unweighted, weight, name=product)
        mean = tf.reduce_mean(weighted, name=scope)
        total = tf.reduce_sum(weighted)
        total_weight = tf.cast(tf.reduce_sum(weight), tf.float32)
        return mean, tf.div(total, total_weight, name="weighted_average_loss")


def _column(tensor):
    """Gives a vector its second dimension, so that labels cannot broadcast against logits."""
    return tf.expand_dims(tensor, axis=1) if len(tensor.shape) == 1 else tensor


def _matching_columns(labels, logits):
    logits = tf.convert_to_tensor(logits)
    labels = _column(tf.convert_to_tensor(labels))
    logits = _column(logits)
    logits.shape.assert_is_compatible_with(labels.shape)
    return labels, logits


def mean_squared_loss(labels, logits, weights=None):
    """``(logits - labels)**2``; both of shape ``[batch]`` or ``[batch, label_dimension]``."""
    with tf.name_scope(None, "mean_squared_loss", (logits, labels)) as scope:
        labels, logits = _matching_columns(labels, logits)
        loss = tf.squared_difference(logits, tf.cast(labels, tf.float32), name=scope)
        return compute_weighted_loss(loss, weights)


def poisson_loss(labels, logits, weights=None):
    """``exp(logits) - labels * logits``, plus Stirling's term of ``log(labels!)`` above 1."""
    with tf.name_scope(None, "_poisson_loss", (logits, labels)) as scope:
        labels, logits = _matching_columns(labels, logits)
        loss = tf.nn.log_poisson_loss(labels, logits, compute_full_loss=True, name=scope)
        return compute_weighted_loss(loss, weights)


def log_loss_with_two_classes(labels, logits, weights=None):
    """Sigmoid cross entropy of labels in [0, 1] with logits of shape ``[batch, 1]``."""
    with tf.name_scope(None, "log_loss_with_two_classes", (logits, labels)) as scope:
        logits = tf.convert_to_tensor(logits)
        labels = _column(tf.cast(labels, tf.float32))
        loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name=scope)
        return compute_weighted_loss(loss, weights)


def softmax_cross_entropy_loss(labels, logits, weights=None):
    """Softmax cross entropy of ids, ``[batch]`` or ``[batch, 1]``, with ``[batch, n]`` logits.

    Raises:
      ValueError: if the labels are no integers.
    """
    with tf.name_scope(None, "softmax_cross_entropy_loss", (logits, labels)) as scope:
        labels = tf.convert_to_tensor(labels)
        if not labels.dtype.is_integer:
            raise ValueError(f"Labels dtype should be integer Instead got {labels.dtype}.")
        is_column = len(labels.shape) == 2
        if is_column:
            labels = tf.squeeze(labels, axis=(1,))
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name=scope
        )
        if is_column:  # Weights come as a column too.
            loss = tf.expand_dims(loss, axis=(1,))
        return compute_weighted_loss(loss, weights)


def sigmoid_cross_entropy_loss(labels, logits, weights=None):
    """Sigmoid cross entropy of a multi-hot ``[batch, n]`` with logits of the same shape."""
    with tf.name_scope(None, "sigmoid_cross_entropy_loss", (logits, labels)) as scope:
        loss = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=tf.cast(labels, tf.float32), logits=logits, name=scope
        )
        return compute_weighted_loss(loss, weights)


def hinge_loss(labels, logits, weights=None):
    """``max(0, 1 - (2 * labels - 1) * logits)`` of 0/1 labels, ``[batch]`` or ``[batch, 1]``."""
    with tf.name_scope(None, "hinge_loss", (logits, labels)) as scope:
        with tf.control_dependencies((assert_labels_rank(labels),)):
            labels = tf.reshape(labels, shape=(-1, 1))
        loss = tf.losses.hinge_loss(
            labels=labels, logits=logits, scope=scope, reduction=tf.losses.Reduction.NONE
        )
        return compute_weighted_loss(loss, weights)


def assert_labels_rank(labels):
    """Returns an op that fails where `labels` have more than two dimensions."""
    return tf.Assert(
        tf.less_equal(tf.rank(labels), 2),
        ("labels shape should be either [batch_size, 1] or [batch_size]",),
    )
