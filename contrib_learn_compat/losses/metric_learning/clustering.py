"""A loss of whole clusterings: the labels' one has to beat every other by a margin.

A clustering is given by its medoids, the examples that stand for its clusters. See Song, Jegelka,
Rathod and Murphy, "Deep metric learning via facility location".
"""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.losses.metric_learning.clustering_scores import agreement_with_labels
from contrib_learn_compat.losses.metric_learning.distances import pairwise_distance

_PAM_ITERATIONS = 5


def cluster_loss(
    labels,
    embeddings,
    margin_multiplier,
    enable_pam_finetuning=True,
    margin_type="nmi",
    print_losses=False,
):
    """How much better than the labels' own clustering the worst rival scores, with its margin.

    A clustering scores minus the sum of the distances to its medoids; its margin grows with how
    little it agrees with the labels. The rival is found greedily, then refined.

    Args:
      labels: an integer tensor [batch] or [batch, 1].
      embeddings: a float32 tensor [batch, size].
      margin_multiplier: the margin of a clustering that does not agree at all.
      enable_pam_finetuning: whether to refine the rival by exchanging medoids.
      margin_type: how to measure agreement: "nmi", "ami", "ari", "vmeasure" or "const".
      print_losses: whether to print the loss at each run.

    Returns:
      A float32 scalar. Its parts are summaries ``losses/…``.

    Raises:
      ValueError: where `margin_type` is none of these.
    """
    distances = pairwise_distance(embeddings)
    labels = tf.squeeze(labels)

    def margins(medoids):
        """Returns the margins of clusterings [n, clusters]."""
        agreement = agreement_with_labels(labels, assign(distances, medoids), margin_type)
        return margin_multiplier * (1.0 - agreement)

    medoids = _find_rival(tf.stop_gradient(distances), labels, margins)
    if enable_pam_finetuning:
        medoids = _refine(tf.stop_gradient(distances), medoids, margins)

    score_pred = _energy(distances, medoids)
    agreement = agreement_with_labels(
        labels, assign(distances, tf.expand_dims(medoids, 0)), margin_type
    )[0]
    score_gt = _energy_of_labels(distances, labels)
    loss = tf.maximum(
        score_pred + margin_multiplier * (1.0 - agreement) - score_gt, 0.0, name="clustering_loss"
    )
    loss.set_shape([])
    if print_losses:
        loss = tf.Print(loss, ["clustering_loss: ", loss, tf.shape(loss)])
    tf.summary.scalar("losses/score_pred", score_pred)
    tf.summary.scalar("losses/" + margin_type, agreement)
    tf.summary.scalar("losses/score_gt", score_gt)
    return loss


def assign(distances, medoids):
    """Returns the number of the nearest medoid of each example; a medoid's is its own.

    Args:
      distances: a float32 tensor [batch, batch].
      medoids: an int32 tensor [n, clusters], a clustering a row.

    Returns:
      An int64 tensor [n, batch].
    """
    is_medoid = tf.one_hot(medoids, tf.shape(distances)[0], on_value=True, off_value=False)
    nearest = tf.argmin(tf.gather(distances, medoids), axis=1)
    own = tf.argmax(tf.cast(is_medoid, tf.int32), axis=1)
    return tf.where(tf.reduce_any(is_medoid, axis=1), own, nearest)


def _energy(distances, medoids):
    """Returns minus the sum of all distances to the nearest medoid, for medoids […, clusters]."""
    nearest = tf.reduce_min(tf.gather(distances, medoids), axis=-2)
    return -1.0 * tf.reduce_sum(nearest, axis=-1)


def _energy_of_labels(distances, labels):
    """Returns what the clustering by labels scores with the best medoids."""
    classes, class_of = tf.unique(labels)
    is_same = tf.cast(tf.equal(class_of[:, tf.newaxis], class_of), tf.float32)
    to_class = tf.reduce_sum(distances * is_same, axis=0)
    return -1.0 * tf.reduce_sum(tf.unsorted_segment_min(to_class, class_of, tf.size(classes)))


def _best(scores, is_candidate):
    """Returns the number of the candidate with the greatest score, the first of equal ones."""
    scores = tf.where(is_candidate, scores, tf.fill(tf.shape(scores), float("-inf")))
    return tf.argmax(scores, axis=0, output_type=tf.int32)


def _find_rival(distances, labels, margins):
    """Adds as many medoids as there are labels, each the one that then scores best."""
    size = tf.shape(distances)[0]
    everyone = tf.range(size)

    def add(_, medoids):
        trials = tf.concat(
            [tf.tile(medoids[tf.newaxis], [size, 1]), everyone[:, tf.newaxis]], axis=1
        )
        is_new = tf.reduce_all(tf.not_equal(everyone[:, tf.newaxis], medoids), axis=1)
        best = _best(_energy(distances, trials) + margins(trials), is_new)
        return tf.concat([medoids, [best]], 0)

    return _repeat(tf.size(tf.unique(labels)[0]), add, tf.zeros([0], tf.int32))


def _refine(distances, medoids, margins):
    """Exchanges the medoid of each cluster for its best member, some times over."""
    everyone = tf.range(tf.shape(distances)[0])
    clusters = tf.size(medoids)

    def exchange_all(medoids):
        cluster_of = tf.cast(assign(distances, medoids[tf.newaxis])[0], tf.int32)

        def exchange(cluster, medoids):
            is_member = tf.equal(cluster_of, cluster)
            within = -1.0 * tf.reduce_sum(
                distances * tf.cast(is_member, tf.float32)[:, tf.newaxis], axis=0
            )
            is_exchanged = tf.equal(tf.range(clusters), cluster)
            trials = tf.where_v2(is_exchanged, everyone[:, tf.newaxis], medoids)
            best = _best(within + margins(trials), is_member)
            return tf.where(is_exchanged, tf.fill([clusters], best), medoids)

        return _repeat(clusters, exchange, medoids)

    return _repeat(_PAM_ITERATIONS, lambda _, medoids: exchange_all(medoids), medoids)


def _repeat(times, step, medoids):
    """Returns the medoids after ``medoids = step(number, medoids)`` for each number from 0 on."""
    _, medoids = tf.while_loop(
        lambda number, _: number < times,
        lambda number, medoids: (number + 1, step(number, medoids)),
        [tf.constant(0), medoids],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
    )
    return medoids
