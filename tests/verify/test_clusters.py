"""k-means by mini-batches, which verify gives an order."""

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.factorization.clustering_ops import KMeans
from contrib_learn_compat.keras.verification import clusters

POINTS = np.array([[0, 0], [0, 2], [8, 8], [8, 9]], np.float32)


def _made(ordered):
    """Returns the centers after two steps, in a session of their own."""
    with tf.Graph().as_default(), clusters.in_order(ordered):
        graph = KMeans(tf.constant(POINTS), 2, POINTS[[0, 2]], use_mini_batch=True)
        *_, initialized, initialize, train = graph.training_graph()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(initialize)
            assert session.run(initialized)
            for _ in range(2):
                session.run(train)
            return session.run(tf.global_variables()[0])


def test_counts_are_read_before_they_are_added_to():
    ordered = set()
    centers = _made(ordered)
    assert ordered == {clusters.ORDERED}
    # By x += (sum of points - k x) / (n + k), of counts n that begin at 1.
    expected, counts = POINTS[[0, 2]], np.ones([2, 1])
    for _ in range(2):
        sums = np.stack([POINTS[:2].sum(0), POINTS[2:].sum(0)])
        expected = expected + (sums - 2 * expected) / (counts + 2)
        counts = counts + 2
    np.testing.assert_allclose(centers, expected, rtol=1e-6)


def test_whole_batches_need_no_order():
    ordered = set()
    with tf.Graph().as_default(), clusters.in_order(ordered):
        KMeans(tf.constant(POINTS), 2, POINTS[[0, 2]]).training_graph()
    assert ordered == set()
