"""Areas under curves that are exact, from every prediction of the stream."""

from __future__ import annotations

import collections

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import remove_squeezable_dimensions
from contrib_learn_compat.metrics.accumulation import streaming_concat
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.thresholds import EPSILON
from contrib_learn_compat.metrics.types import Collections, Metric, Weights


def streaming_dynamic_auc(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    curve: str = "ROC",
    metrics_collections: Collections = (),
    updates_collections: Collections = (),
    name: str | None = None,
    weights: Weights = None,
) -> Metric:
    """The area under the ROC or PR curve that has a point at each distinct prediction.

    Args:
      labels: a tensor of 0 and 1, cast to int64.
      predictions: a tensor of that shape, cast to float64.
      curve: "ROC" or "PR".
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.
      weights: None, or a tensor of that shape.

    Returns:
      `(value, update_op)`: a float64 scalar, 0 as long as all labels are equal, and an operation.

    Raises:
      ValueError: where `curve` is neither, or shapes do not match.
      InvalidArgumentError: at run time, where a label is neither 0 nor 1.
    """
    if curve not in ("PR", "ROC"):
        raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
    with tf.variable_scope(name, default_name="dynamic_auc"):
        labels.shape.assert_is_compatible_with(predictions.shape)
        streams = _flat(labels, predictions)
        with tf.control_dependencies(_assert_binary(streams["labels"])):
            if weights is not None:
                streams["weights"] = tf.reshape(tf.cast(weights, tf.float64), [-1])
            kept, update_op = _keep(streams)
            value = _compute_dynamic_auc(
                kept["labels"], kept["preds"], curve=curve, weights=kept.get("weights")
            )
            return collect(value, update_op, metrics_collections, updates_collections)


def _flat(labels, predictions):
    return {
        "preds": tf.reshape(tf.cast(predictions, tf.float64), [-1]),
        "labels": tf.reshape(tf.cast(labels, tf.int64), [-1]),
    }


def _assert_binary(labels):
    """Returns checks that each of the int64 labels is 0 or 1."""
    return [
        tf.assert_greater_equal(
            labels, tf.zeros_like(labels), message="labels must be 0 or 1, at least one is <0"
        ),
        tf.assert_less_equal(
            labels, tf.ones_like(labels), message="labels must be 0 or 1, at least one is >1"
        ),
    ]


def _keep(streams):
    """Concatenates each of the named streams: returns all that came so far, and the update."""
    kept = {key: streaming_concat(batch, name=f"concat_{key}") for key, batch in streams.items()}
    values = {key: value for key, (value, _) in kept.items()}
    return values, tf.group(*(update for _, update in kept.values()))


def _compute_dynamic_auc(labels, predictions, curve="ROC", weights=None):
    """Returns the area under the curve of flat tensors; weights and result are float64."""
    if weights is None:
        weights = tf.ones_like(labels, dtype=tf.float64)
    labels, predictions, weights = remove_squeezable_dimensions(labels, predictions, weights)
    positive = tf.where(tf.greater(labels, 0), weights, tf.zeros_like(weights))
    total, total_positive = tf.reduce_sum(weights), tf.reduce_sum(positive)

    def area():
        ranked, order = tf.nn.top_k(predictions, k=tf.size(predictions))
        # The curve has a point after each run of equal predictions, and one before the first.
        _, _, counts = tf.unique_with_counts(ranked)
        ends = tf.pad(tf.cumsum(counts), [[1, 0]])

        def weight_up_to_ends(weight):
            return tf.gather(tf.pad(tf.cumsum(tf.gather(weight, order)), [[1, 0]]), ends)

        true = weight_up_to_ends(positive)
        recall = tf.truediv(true, total_positive)
        if curve == "ROC":
            false = weight_up_to_ends(weights - positive)
            x, y = tf.truediv(false, total - total_positive), recall
        else:
            precision = tf.truediv(true, weight_up_to_ends(weights))
            x, y = recall, tf.where(tf.greater(ends, 0), precision, tf.ones_like(precision))
        heights = tf.add(y[1:], y[:-1]) / 2.0
        return tf.reduce_sum(tf.multiply(heights, tf.abs(tf.subtract(x[1:], x[:-1]))))

    all_equal = tf.logical_or(tf.equal(total_positive, 0), tf.equal(total_positive, total))
    return tf.cond(all_equal, lambda: tf.constant(0, tf.float64), area)


AucData = collections.namedtuple("AucData", "auc lower upper")


def auc_with_confidence_intervals(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    weights: Weights = None,
    alpha: float = 0.95,
    logit_transformation: bool = True,
    metrics_collections: Collections = (),
    updates_collections: Collections = (),
    name: str | None = None,
) -> tuple[AucData, tf.Operation]:
    """The area under the ROC curve, with an interval that holds it with a given confidence.

    The interval follows from the variance of placements, which is DeLong's estimate of the
    variance of the area; see Sun and Xu, "Fast implementation of DeLong's algorithm", 2014.

    Args:
      labels: a tensor of 0 and 1.
      predictions: a tensor of that shape.
      weights: None, or a float32 tensor of that shape.
      alpha: the confidence, between 0 and 1.
      logit_transformation: whether the logit of the area, other than itself, is taken to be
        normally distributed.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(data, update_op)`: a namedtuple of scalars, `auc`, `lower` and `upper`, all 0 unless the
      batch has both labels and a total weight of 1 or more; and an operation.

    Raises:
      ValueError: where `alpha` is out of range, or shapes do not match.
      InvalidArgumentError: at run time, where a label is neither 0 nor 1.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1; currently {alpha:.02f}")
    if weights is None:
        weights = tf.ones_like(predictions)
    with tf.variable_scope(
        name, "auc_with_confidence_intervals", values=[labels, predictions, weights]
    ):
        predictions, labels, weights = remove_squeezable_dimensions(predictions, labels, weights)
        total_weight = tf.reduce_sum(weights)
        streams = _flat(labels, predictions)
        labels = streams["labels"]
        streams["weights"] = tf.reshape(weights, [-1])
        with tf.control_dependencies(_assert_binary(labels)):
            kept, updates = _keep(streams)
            has_both = tf.logical_and(
                tf.equal(tf.reduce_min(labels), 0), tf.equal(tf.reduce_max(labels), 1)
            )
            has_weight = tf.greater_equal(total_weight, 1.0)
            is_valid = tf.logical_and(has_both, has_weight)
            # A branch in name only: what is made outside of it, as `updates` are, runs in any case.
            update_op = tf.cond(has_weight, lambda: tf.group(updates), tf.no_op)
            value = _compute_placement_auc(
                kept["labels"],
                kept["preds"],
                kept["weights"],
                alpha=alpha,
                logit_transformation=logit_transformation,
                is_valid=is_valid,
            )
            return collect(value, update_op, metrics_collections, updates_collections)


def _compute_placement_auc(labels, predictions, weights, alpha, logit_transformation, is_valid):
    """Returns the AucData of flat tensors, or zeros unless `is_valid`.

    The placement of a prediction is the share of the predictions with the other label that are
    less than it; of equal ones, half count.
    """
    ranked, order = tf.nn.top_k(predictions, k=tf.size(predictions))
    # From the least on; a run of equal predictions has one number.
    order = tf.reverse(order, axis=[0])
    _, run = tf.unique(tf.reverse(ranked, axis=[0]))
    is_true = tf.cast(tf.gather(labels, order), tf.float32)
    weights = tf.gather(weights, order)

    def placements(others):
        """Returns where each run lies among the weights of the other label."""
        in_run = tf.segment_sum(others, run)
        below = tf.cumsum(in_run, exclusive=True)
        place = (below + in_run / 2.0) / (tf.reduce_sum(in_run) + EPSILON)
        return tf.gather(place, run)

    weight_of = {0: weights * (1.0 - is_true), 1: weights * is_true}
    total_of = {label: tf.reduce_sum(weight_of[label]) for label in weight_of}
    # How much of the other label lies on the right side of each prediction.
    won_by = {0: 1.0 - placements(weight_of[1]), 1: placements(weight_of[0])}

    def moments(label):
        """Returns the area as the examples of one label see it, and the variance of that."""
        weight, won, total = weight_of[label], won_by[label], total_of[label]
        area = tf.reduce_sum(weight * won) / (total + EPSILON)
        variance = tf.reduce_sum(weight * tf.square(won - area)) / (total - 1.0 + EPSILON)
        return area, variance / (total + EPSILON)

    area_0, variance_0 = moments(0)
    area_1, variance_1 = moments(1)
    auc = tf.where(tf.less(total_of[0], total_of[1]), area_1, area_0)
    error = tf.sqrt(variance_0 + variance_1)
    z = tf.math.ndtri(tf.constant((1.0 - alpha) / 2.0))  # negative

    if logit_transformation:
        logit = tf.log(auc / (1.0 - auc + EPSILON))
        error /= auc * (1.0 - auc + EPSILON)
        lower, upper = (
            1.0 / (1.0 + tf.exp(tf.negative(bound)) + EPSILON)
            for bound in (logit + z * error, logit - z * error)
        )
    else:
        lower, upper = auc + z * error, auc - z * error

    is_certain = tf.logical_or(tf.equal(auc, 1.0), tf.equal(auc, 0.0))
    bounds = (tf.where(is_certain, auc, bound) for bound in (lower, upper))
    data = [auc, *bounds]
    return AucData(*tf.cond(is_valid, lambda: data, lambda: [tf.constant(0.0)] * 3))
