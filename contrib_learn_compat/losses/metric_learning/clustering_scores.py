"""How far clusterings agree with labels: the scores of scikit-learn, as TensorFlow ops.

All are computed in float64 from contingency tables [n, classes, clusters], one a clustering.
"""

from __future__ import annotations

import numpy as np
import tensorflow.compat.v1 as tf

_EPSILON = np.finfo(np.float64).eps


def agreement_with_labels(labels, predictions, margin_type):
    """Returns the agreement of clusterings with labels, 1 where it is perfect and never below 0.

    Args:
      labels: an integer tensor [batch].
      predictions: an int64 tensor [n, batch], a clustering a row.
      margin_type: "nmi" or "ami", the normalized or adjusted mutual information; "ari", the
        adjusted Rand index; "vmeasure"; or "const", 1 for what equals the labels and 0 else.

    Returns:
      A float32 tensor [n].

    Raises:
      ValueError: where `margin_type` is none of these.
    """
    if margin_type == "const":
        is_equal = tf.equal(tf.cast(labels, tf.int64), predictions)
        return tf.cast(tf.reduce_all(is_equal, axis=1), tf.float32)
    if margin_type not in _SCORES:
        raise ValueError(f"Unrecognized margin_type: {margin_type}")
    score = tf.cast(_SCORES[margin_type](_contingency(labels, predictions)), tf.float32)
    return tf.maximum(0.0, score)


def _contingency(labels, predictions):
    """Returns how often each label meets each cluster, float64 [n, classes, clusters]."""
    classes, class_of = tf.unique(labels)
    of_class = tf.one_hot(class_of, tf.size(classes), dtype=tf.float64)
    clusters = tf.cast(tf.reduce_max(predictions) + 1, tf.int32)
    of_cluster = tf.one_hot(predictions, clusters, dtype=tf.float64)
    return tf.einsum("bl,nbc->nlc", of_class, of_cluster)


def _margins(table):
    """Returns the sizes of the classes and of the clusters, and the size of the batch."""
    classes, clusters = tf.reduce_sum(table, axis=2), tf.reduce_sum(table, axis=1)
    return classes, clusters, tf.reduce_sum(classes[0])


def _entropy(sizes):
    total = tf.reduce_sum(sizes, axis=1, keepdims=True)
    return -tf.reduce_sum(tf.math.xlogy(sizes / total, sizes / total), axis=1)


def _mutual_information(table):
    classes, clusters, total = _margins(table)
    # Cells that are empty count for nothing, also where their row or column is empty.
    expected = classes[:, :, tf.newaxis] * clusters[:, tf.newaxis, :] / total
    information = tf.math.xlogy(table / total, tf.div_no_nan(table, expected))
    return tf.reduce_sum(information, axis=[1, 2])


def _is_trivial(table):
    """Tells where both classes and clusters are but one, so that they agree."""
    classes, clusters, _ = _margins(table)
    used = [tf.math.count_nonzero(sizes, axis=1) for sizes in (classes, clusters)]
    return tf.logical_and(tf.equal(used[0], 1), tf.equal(used[1], 1))


def _nmi(table):
    classes, clusters, _ = _margins(table)
    mean_entropy = tf.maximum((_entropy(classes) + _entropy(clusters)) / 2.0, _EPSILON)
    score = _mutual_information(table) / mean_entropy
    return tf.where(_is_trivial(table), tf.ones_like(score), score)


def _ami(table):
    classes, clusters, _ = _margins(table)
    by_chance = _expected_mutual_information(table)
    span = (_entropy(classes) + _entropy(clusters)) / 2.0 - by_chance
    span = tf.where(span < 0, tf.minimum(span, -_EPSILON), tf.maximum(span, _EPSILON))
    score = (_mutual_information(table) - by_chance) / span
    return tf.where(_is_trivial(table), tf.ones_like(score), score)


def _expected_mutual_information(table):
    """Returns the mean over all tables with these margins; each cell is hypergeometric."""
    classes, clusters, total = _margins(table)
    a = classes[:, :, tf.newaxis, tf.newaxis]
    b = clusters[:, tf.newaxis, :, tf.newaxis]
    met = tf.range(1.0, total + 1.0, dtype=tf.float64)  # how often the two may meet

    def log_factorial(n):
        return tf.math.lgamma(tf.maximum(n, 0.0) + 1.0)

    def log_choose(n, k):
        return log_factorial(n) - log_factorial(k) - log_factorial(n - k)

    log_share = log_choose(a, met) + log_choose(total - a, b - met) - log_choose(total, b)
    possible = (met <= a) & (met <= b) & (met >= a + b - total)
    share = tf.where(possible, tf.exp(log_share), tf.zeros_like(log_share))
    information = tf.math.xlogy(met / total, tf.div_no_nan(total * met, a * b))
    return tf.reduce_sum(share * information, axis=[1, 2, 3])


def _ari(table):
    classes, clusters, total = _margins(table)

    def pairs(sizes):
        return sizes * (sizes - 1.0) / 2.0

    together = tf.reduce_sum(pairs(table), axis=[1, 2])
    in_classes = tf.reduce_sum(pairs(classes), axis=1)
    in_clusters = tf.reduce_sum(pairs(clusters), axis=1)
    by_chance = in_classes * in_clusters / pairs(total)
    mean = (in_classes + in_clusters) / 2.0
    score = (together - by_chance) / (mean - by_chance)
    # Both one cluster, or both all singletons: 0 / 0.
    return tf.where(tf.equal(mean, by_chance), tf.ones_like(score), score)


def _vmeasure(table):
    classes, clusters, _ = _margins(table)
    information = _mutual_information(table)

    def share_of(entropy):
        return tf.where(entropy > 0, information / entropy, tf.ones_like(entropy))

    homogeneity, completeness = share_of(_entropy(classes)), share_of(_entropy(clusters))
    return tf.div_no_nan(2.0 * homogeneity * completeness, homogeneity + completeness)


_SCORES = {"nmi": _nmi, "ami": _ami, "ari": _ari, "vmeasure": _vmeasure}
