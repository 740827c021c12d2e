"""The metrics that tf.metrics has not: each returns a value and its update."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import broadcast_weights


def mean(values, weights, name: str):
    """The weighted mean of `values` as floats."""
    with tf.name_scope(name) as scope:
        return tf.metrics.mean(*_floats(values, weights), name=scope)


def areas(labels, predictions, weights, ending: str = "") -> dict[str, tuple]:
    """The areas under the ROC and the precision-recall curve, whose names have an `ending`."""
    predictions, weights = _floats(predictions, weights)
    result = {}
    for name, curve in ((f"auc{ending}", "ROC"), (f"auc_precision_recall{ending}", "PR")):
        result[name] = tf.metrics.auc(labels, predictions, weights, curve=curve, name=name)
    return result


def accuracy_baseline(label_mean):
    """The accuracy of always predicting the more frequent of two classes, by their mean label."""
    with tf.name_scope(None, "accuracy_baseline", label_mean):
        value, update = label_mean
        return (
            tf.maximum(value, 1.0 - value, name="value"),
            tf.maximum(update, 1.0 - update, name="update_op"),
        )


def at_threshold(labels, predictions, weights, threshold: float) -> dict[str, tuple]:
    """Accuracy, precision and recall of calling positive what is predicted above a threshold."""
    ending = f"/positive_threshold_{threshold:g}"
    with tf.name_scope(f"accuracy{ending}") as scope:
        positive = tf.cast(tf.greater_equal(predictions, threshold), tf.float32)
        result = {f"accuracy{ending}": tf.metrics.accuracy(labels, positive, weights, name=scope)}
    for kind, metric in (
        ("precision", tf.metrics.precision_at_thresholds),
        ("recall", tf.metrics.recall_at_thresholds),
    ):
        with tf.name_scope(f"{kind}{ending}") as scope:
            value, update = metric(labels, predictions, (threshold,), weights, name=scope)
            result[f"{kind}{ending}"] = tf.squeeze(value), tf.squeeze(update)
    return result


def _floats(values, weights):
    values = tf.cast(values, tf.float32)
    return values, broadcast_weights(weights, values)
