"""Buckets, samples and segments of sequences, as they come out of queues."""

import contextlib
import itertools

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import training
from contrib_learn_compat.training.sequence_batching import _padding


@contextlib.contextmanager
def running(graph_seed=1):
    """A graph, and a function that starts a session whose queues are being filled."""
    with tf.Graph().as_default(), contextlib.ExitStack() as stack:
        tf.set_random_seed(graph_seed)

        def start():
            session = stack.enter_context(tf.Session())
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            coordinator = tf.train.Coordinator()
            threads = tf.train.start_queue_runners(session, coordinator)
            stack.callback(coordinator.join, threads, ignore_live_threads=True)
            stack.callback(coordinator.request_stop)
            return session

        yield start


def examples(*lengths):
    """Returns a tensor that is each of `lengths` in turn, then ends."""
    return tf.train.input_producer(lengths, num_epochs=1, shuffle=False).dequeue()


def all_batches(session, fetches):
    batches = []
    with contextlib.suppress(tf.errors.OutOfRangeError):
        while True:
            batches.append(session.run(fetches))
    return batches


def test_bucket():
    with running() as start:
        number = examples(*range(10))
        which, batch = training.bucket(
            {"number": number}, number % 2, batch_size=2, num_buckets=2, num_threads=1
        )
        assert batch["number"].shape == [2]
        batches = all_batches(start(), (which, batch))
    for bucket, expected in ((0, [[0, 2], [4, 6]]), (1, [[1, 3], [5, 7]])):
        found = [list(batch["number"]) for which, batch in batches if which == bucket]
        assert found == expected


def test_bucket_keeps_what_is_left_and_drops_what_it_is_told():
    with running() as start:
        number = examples(*range(8))
        _, batch = training.bucket(
            [number],
            number % 2,
            batch_size=[2, 3],
            num_buckets=2,
            keep_input=number < 7,
            allow_smaller_final_batch=True,
        )
        batches = all_batches(start(), batch)
    assert sorted(map(list, batches)) == [[0, 2], [1, 3, 5], [4, 6]]


def test_bucket_by_sequence_length_pads():
    with running() as start:
        length = examples(1, 5, 2, 6, 3, 8)
        sequence = tf.range(length)
        sparse = tf.sparse.from_dense(tf.ones([1]))
        lengths, (padded, sparse) = training.bucket_by_sequence_length(
            length, [sequence, sparse], 2, [4], dynamic_pad=True
        )
        batches = sorted(
            all_batches(start(), (lengths, padded, sparse.dense_shape)), key=lambda b: b[0][0]
        )
    short, long = batches
    assert list(short[0]) == [1, 2]
    assert list(long[0]) == [5, 6]
    np.testing.assert_array_equal(short[1], [[0, 0], [0, 1]])
    assert long[1].shape == (2, 6)
    assert list(short[2]) == [2, 1]


def test_rejection_sample():
    with running() as start:
        number = tf.cast(tf.random_uniform([], 0, 4, tf.int32), tf.float32)
        (batch,) = training.rejection_sample(
            [number], lambda tensors: tf.cast(tensors[0] < 2, tf.float32), batch_size=50
        )
        drawn = start().run(batch)
    assert set(drawn) == {0.0, 1.0}


def test_rejection_sample_checks_probabilities():
    with pytest.raises(tf.errors.InvalidArgumentError, match="x <= y"), running() as start:
        batch = training.rejection_sample(
            [tf.ones([3])], lambda tensors: 1.5, 2, enqueue_many=True, runtime_checks=True
        )
        all_batches(start(), batch)


@pytest.mark.parametrize("init_probs", [None, [0.9, 0.1]])
def test_stratified_sample(init_probs):
    with running() as start:
        label = tf.cast(tf.random_uniform([]) < 0.1, tf.int32)
        (doubled,), labels = training.stratified_sample(
            [label * 2], label, [0.5, 0.5], batch_size=100, init_probs=init_probs
        )
        session = start()
        drawn = [session.run([doubled, labels]) for _ in range(10)]
    for doubled, labels in drawn:
        np.testing.assert_array_equal(doubled, labels * 2)
    assert 0.4 < np.mean([labels for _, labels in drawn]) < 0.6


def test_stratified_sample_of_impossible_classes():
    says = "classes with zero initial probability must also have zero target"
    with pytest.raises(tf.errors.InvalidArgumentError, match=says), running() as start:
        batch = training.stratified_sample([1.0], 0, [0.5, 0.5], 2, init_probs=[1.0, 0.0])
        all_batches(start(), batch)


def test_resampling():
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        rows = tf.range(1000)
        (drawn,) = training.resample_at_rate(
            [rows], tf.constant([0.0, 1.0, 2.0, 3.0] * 250), seed=3
        )
        (weighted,), rates = training.weighted_resample([rows], tf.ones([1000]), 0.5, seed=3)
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        drawn, weighted, rates = session.run([drawn, weighted, rates])
    counts = np.bincount(drawn % 4, minlength=4) / 250
    np.testing.assert_allclose(counts, [0, 1, 2, 3], atol=0.3)
    assert len(weighted) == len(rates)
    assert len(set(rates)) == 1


def batched_sequences(**how):
    arguments = {
        "input_key": "key",
        "input_sequences": {"dense": [1.0, 2.0, 3.0]},
        "input_context": {"context": 7.0},
        "input_length": None,
        "initial_states": {"state": 0.0},
        "num_unroll": 2,
        "batch_size": 1,
        "num_threads": 1,
        "capacity": 1,
        "make_keys_unique": True,
    }
    return training.batch_sequences_with_states(**{**arguments, **how})


def test_segments_hand_on_their_state():
    with running() as start:
        batch = batched_sequences()
        save = batch.save_state(
            "state", batch.state("state") + tf.reduce_sum(batch.sequences["dense"], 1)
        )
        fetches = [
            batch.key,
            batch.next_key,
            batch.state("state"),
            batch.sequences["dense"],
            batch.context["context"],
            batch.length,
            batch.total_length,
            batch.sequence,
            batch.sequence_count,
            batch.batch_size,
        ]
        session = start()
        steps = [session.run([fetches, save])[0] for _ in range(4)]
    for step, number in zip(steps, itertools.cycle([0, 1]), strict=False):
        key, next_key, state, dense, context, length, total, sequence, count, size = step
        assert key[0].startswith(f"0000{number}_of_00002:key".encode())
        assert next_key[0].startswith(b"STOP:key" if number else b"00001_of_00002:key")
        assert state == [[0.0], [3.0]][number]
        np.testing.assert_array_equal(dense, [[[1.0, 2.0]], [[3.0, 0.0]]][number])
        assert (context, length, total, sequence, count, size) == (7.0, 2 - number, 3, number, 2, 1)


def test_sparse_segments_and_contexts():
    with running() as start:
        sparse = tf.SparseTensor([[0, 1], [2, 0]], [5.0, 6.0], [3, 2])
        context = tf.SparseTensor([[1]], [9.0], [4])
        inputs = {"sparse": context, "dense": 1.0}
        batch = batched_sequences(input_sequences={"sparse": sparse}, input_context=inputs)
        save = batch.save_state("state", batch.state("state"))
        session = start()
        fetches = [batch.sequences["sparse"], batch.context["sparse"], save]
        first, second = (session.run(fetches)[:2] for _ in range(2))
    assert set(inputs) == {"sparse", "dense"}
    np.testing.assert_array_equal(first[0].indices, [[0, 0, 1]])
    np.testing.assert_array_equal(second[0].indices, [[0, 0, 0]])
    assert (first[0].values, second[0].values) == (5.0, 6.0)
    for _, context in (first, second):
        np.testing.assert_array_equal(context.indices, [[0, 1]])
        np.testing.assert_array_equal(context.dense_shape, [1, 4])


def test_unpadded_sequences_have_to_fit():
    with tf.Graph().as_default(), tf.Session() as session:
        dense = tf.placeholder_with_default([1.0, 2.0, 3.0], [None])
        batch = batched_sequences(input_sequences={"dense": dense}, input_length=3, pad=False)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match="multiple of: 2, but saw value: 3"
        ):
            session.run(batch._state_saver.prefetch_op)


def test_a_state_has_to_be_declared_and_keep_its_shape():
    with tf.Graph().as_default():
        batch = batched_sequences()
        with pytest.raises(KeyError, match="state was not declared: other"):
            batch.save_state("other", 1.0)
        with pytest.raises(ValueError, match="Rank check failed"):
            batch.save_state("state", [[1.0]])


def test_padding():
    with tf.Graph().as_default(), tf.Session() as session:
        length, padded = _padding({"a": [[1, 2], [3, 4], [5, 6]], "b": ["x", "y", "z"]}, 2)
        length, padded = session.run([length, padded])
    assert length == 3
    np.testing.assert_array_equal(padded["a"], [[1, 2], [3, 4], [5, 6], [0, 0]])
    assert list(padded["b"]) == [b"x", b"y", b"z", b""]
    with pytest.raises(ValueError, match="num_unroll expected int"):
        _padding({}, 2.5)


def test_feeding_queue_runner():
    with tf.Graph().as_default():
        numbers = iter(range(3))
        fed = tf.placeholder(tf.int32, [])
        queue = tf.FIFOQueue(1, [tf.int32], [[]])  # full, so that the thread still runs below

        def feed():
            with contextlib.suppress(StopIteration):
                return {fed: next(numbers)}
            raise tf.errors.OutOfRangeError(None, None, "end of input")

        runner = training.FeedingQueueRunner(
            queue, [queue.enqueue(fed)], queue.close(), queue.close(True), feed_fns=[feed]
        )
        taken = queue.dequeue()
        with tf.Session() as session:
            coordinator = tf.train.Coordinator()
            threads = runner.create_threads(session, coordinator, daemon=True, start=True)
            assert runner.create_threads(session, coordinator) == []
            assert all_batches(session, taken) == [0, 1, 2]
            coordinator.request_stop()
            coordinator.join(threads)
        with pytest.raises(ValueError, match="same length as enqueue_ops"):
            training.FeedingQueueRunner(queue, [queue.enqueue(fed)], feed_fns=[])
        with pytest.raises(NotImplementedError, match="serialization to proto"):
            runner.to_proto()
