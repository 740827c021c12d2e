"""The streaming metrics of the heads: each returns ``(value, update_op)``.

What differs from ``tf.compat.v1.metrics`` is how labels and weights are cast and broadcast, which
decides their values; it is as in TF 1.15's ``contrib/learn/…/estimators/head.py``.
"""

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import broadcast_weights


def _float_weights(weights):
    if weights is None:
        return None
    with tf.name_scope(None, "float_weights", (weights,)) as scope:
        return tf.cast(weights, tf.float32, name=scope)


def _column(tensor, class_id):
    return tensor if tensor is None or class_id is None else tensor[:, class_id]


def streaming_mean(values, weights=None, class_id=None):
    """The weighted mean of `values` as floats, or of the column of one class."""
    values = tf.cast(values, tf.float32)
    weights = _float_weights(weights)
    if weights is not None:
        weights = broadcast_weights(weights, values)
    weights = _column(weights, class_id)
    return tf.metrics.mean(_column(values, class_id), weights)


def streaming_class_mean(class_ids, weights, class_id):
    """The weighted share of the examples whose class is `class_id`."""
    is_class = tf.equal(tf.cast(class_id, tf.int32), tf.cast(class_ids, tf.int32))
    shares = tf.where(is_class, tf.ones_like(class_ids), tf.zeros_like(class_ids))
    return tf.metrics.mean(shares, weights=weights)


def streaming_auc(predictions, labels, weights=None, class_id=None, curve="ROC"):
    """The area under the ROC or precision-recall curve, over all classes or for one."""
    predictions = tf.cast(predictions, tf.float32)
    if labels.dtype.base_dtype != tf.bool:
        tf.logging.warning("Casting %s labels to bool.", labels.dtype)
        labels = tf.cast(labels, tf.bool)
    weights = _float_weights(weights)
    if weights is not None:
        weights = broadcast_weights(weights, predictions)
    weights = _column(weights, class_id)
    predictions = _column(predictions, class_id)
    return tf.metrics.auc(_column(labels, class_id), predictions, weights, curve=curve)


def accuracy_at_threshold(predictions, labels, weights, threshold):
    """The accuracy of calling positive what is predicted at `threshold` or above."""
    positive = tf.cast(tf.greater_equal(predictions, threshold), tf.float32)
    return tf.metrics.accuracy(labels, positive, weights)


def precision_at_threshold(predictions, labels, weights, threshold):
    """The precision of calling positive what is predicted above `threshold`, both scalars."""
    return _at_threshold(
        tf.metrics.precision_at_thresholds, predictions, labels, weights, threshold
    )


def recall_at_threshold(predictions, labels, weights, threshold):
    """The recall of calling positive what is predicted above `threshold`, both scalars."""
    return _at_threshold(tf.metrics.recall_at_thresholds, predictions, labels, weights, threshold)


def _at_threshold(metric, predictions, labels, weights, threshold):
    value, update = metric(labels, predictions, (threshold,), _float_weights(weights))
    return tf.squeeze(value), tf.squeeze(update)
