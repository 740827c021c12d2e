"""The area under the ROC curve from histograms of scores, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import remove_squeezable_ranks
from contrib_learn_compat.metrics.types import Collections, Metric


def auc_using_histogram(
    boolean_labels: tf.Tensor,
    scores: tf.Tensor,
    score_range: Sequence[float],
    nbins: int = 100,
    collections: Collections = None,
    check_shape: bool = True,
    name: str | None = None,
) -> Metric:
    """The area under the ROC curve, as exact as the bins are narrow.

    Args:
      boolean_labels: a bool tensor [batch].
      scores: a numeric tensor [batch].
      score_range: the least and the greatest score, of the scores' type; what lies beyond counts
        as these.
      nbins: the number of bins.
      collections: the collections for the histograms; None is that of local variables.
      check_shape: without effect, as it was: no run depended on its checks.
      name: the variable scope.

    Returns:
      `(value, update_op)`: a float32 scalar and an operation.

    Raises:
      ValueError: where `boolean_labels` are not bool.
    """
    if collections is None:
        collections = [tf.GraphKeys.LOCAL_VARIABLES]
    with tf.variable_scope(name, "auc_using_histogram", [boolean_labels, scores, score_range]):
        boolean_labels, scores = remove_squeezable_ranks(boolean_labels, scores)
        score_range = tf.convert_to_tensor(score_range, name="score_range")
        boolean_labels = tf.convert_to_tensor(boolean_labels, name="boolean_labels")
        scores = tf.convert_to_tensor(scores, name="scores")
        if boolean_labels.dtype != tf.bool:
            raise ValueError(
                "Argument boolean_labels should have dtype bool.  Found: %s", boolean_labels.dtype
            )
        with tf.variable_scope(None, "make_auc_histograms", [boolean_labels, scores]):
            batch = [
                tf.histogram_fixed_width(
                    tf.boolean_mask(scores, mask),
                    score_range,
                    nbins=nbins,
                    dtype=tf.int64,
                    name=name,
                )
                for mask, name in (
                    (boolean_labels, "hist_true"),
                    (tf.logical_not(boolean_labels), "hist_false"),
                )
            ]
        with tf.variable_scope(None, "hist_accumulate", batch):
            totals = [
                tf.get_variable(
                    name,
                    shape=[nbins],
                    dtype=tf.int64,
                    initializer=tf.zeros_initializer(),
                    collections=collections,
                    trainable=False,
                )
                for name in ("hist_true_acc", "hist_false_acc")
            ]
            updates = [total.assign_add(part) for total, part in zip(totals, batch, strict=True)]
            update_op = tf.group(*updates, name="update_op")
        return _area(*totals), update_op


def _area(true_histogram, false_histogram):
    """Returns the area under the curve by the trapezoidal rule, a trapezoid a bin."""

    def shares_from_the_top(histogram, name):
        share = tf.truediv(histogram, tf.reduce_sum(histogram))
        return tf.cast(tf.reverse(share, [0], name=name), tf.float32)

    heights = tf.cumsum(shares_from_the_top(true_histogram, "delta_y_t"))
    widths = shares_from_the_top(false_histogram, "delta_x_t")
    first = widths[0] * heights[0] / 2.0
    others = widths[1:] * (heights[1:] + heights[:-1]) / 2.0
    return tf.add(first, tf.reduce_sum(others), name="auc")


def _strict_1d_cumsum(tensor, len_tensor):
    """Returns the running sums of the first `len_tensor` elements of a vector."""
    with tf.name_scope("strict_1d_cumsum", values=[tensor]):
        return tf.cumsum(tensor[:len_tensor])
