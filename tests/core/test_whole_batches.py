"""Batches that go through the queue in one piece are those that were joined of examples."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.array_inputs import numpy_input_fn

ROWS = np.arange(10, dtype=np.float32)


def batches(**options):
    with tf.Graph().as_default():
        features = numpy_input_fn({"x": ROWS}, shuffle=False, **options)()
        with tf.train.SingularMonitoredSession() as session:
            while not session.should_stop():
                yield session.run(features)["x"].tolist()


@pytest.mark.parametrize("capacity", [1, 5, 1000])
def test_rows_come_in_order_over_the_ends_of_epochs(capacity):
    found = list(batches(batch_size=4, num_epochs=2, queue_capacity=capacity))
    assert list(map(len, found)) == [4, 4, 4, 4, 4]
    assert sum(found, []) == [*ROWS, *ROWS]


def test_the_last_batch_is_what_is_left():
    assert list(map(len, batches(batch_size=4))) == [4, 4, 2]
    assert list(map(len, batches(batch_size=128))) == [10]


def test_endless_batches_are_all_full():
    endless = batches(batch_size=8, num_epochs=None)
    assert [next(endless) for _ in range(5)][4] == [2, 3, 4, 5, 6, 7, 8, 9]
    endless.close()


def test_the_rests_of_several_threads_are_joined():
    found = list(batches(batch_size=4, num_threads=2))
    assert list(map(len, found)) == [4, 4, 4, 4, 4]
    assert sorted(sum(found, [])) == sorted([*ROWS, *ROWS])


def test_the_queue_is_full_at_its_capacity():
    with tf.Graph().as_default() as graph:
        numpy_input_fn({"x": ROWS}, batch_size=4, shuffle=False, queue_capacity=8)()
        (runner,) = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
        (op,) = runner.enqueue_ops
        (summary,) = tf.get_collection(tf.GraphKeys.SUMMARIES)
        assert summary.op.name.endswith("fraction_over_0_of_8_full")
        with tf.Session(graph=graph) as session:
            for fraction in (0.0, 0.5, 1.0):
                value = tf.Summary.FromString(session.run(summary)).value[0].simple_value
                assert value == fraction
                if fraction < 1:
                    session.run(op, dict(zip(op.inputs[1:], ([0], [0.5]), strict=True)))
