"""Reading examples from files, and what is gone; the transformations are in tests/contrib."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import data, namespace

FEATURES = {
    "number": tf.FixedLenFeature([], tf.int64),
    "words": tf.VarLenFeature(tf.string),
}


@pytest.fixture
def examples(tmp_path):
    path = tmp_path / "examples.tfrecord"
    with tf.io.TFRecordWriter(str(path)) as writer:
        for number in range(4):
            example = tf.train.Example()
            example.features.feature["number"].int64_list.value.append(number)
            example.features.feature["words"].bytes_list.value.extend([b"x"] * number)
            writer.write(example.SerializeToString())
    return str(path)


def test_read_batch_features(examples):
    with tf.Graph().as_default(), tf.Session() as session:
        batch = data.read_batch_features(examples, 2, FEATURES, randomize_input=False, num_epochs=1)
        first, second = session.run(batch), session.run(batch)
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(batch)
    np.testing.assert_array_equal(first["number"], [0, 1])
    np.testing.assert_array_equal(second["number"], [2, 3])
    np.testing.assert_array_equal(second["words"].dense_shape, [2, 3])


def test_read_batch_features_shuffles(examples):
    with tf.Graph().as_default(), tf.Session() as session:
        batch = data.read_batch_features(examples, 4, FEATURES, num_epochs=50)
        orders = {tuple(session.run(batch["number"])) for _ in range(50)}
    assert len(orders) > 1


def test_elements_of_another_shape():
    with tf.Graph().as_default(), tf.Session() as session:
        shapes = data.assert_element_shape(tf.TensorShape([2]))
        with pytest.raises(ValueError, match="are incompatible"):
            tf.data.Dataset.from_tensors([1.0]).apply(shapes)
        unknown = tf.data.Dataset.from_tensors(0).map(
            lambda _: tf.placeholder_with_default([1.0], None)
        )
        element = tf.data.make_one_shot_iterator(unknown.apply(shapes)).get_next()
        assert element.shape == [2]
        with pytest.raises(tf.errors.InvalidArgumentError, match="not compatible"):
            session.run(element)


def test_what_is_gone_says_so():
    for name in ("LMDBDataset", "CheckpointInputPipelineHook"):
        with pytest.raises(AttributeError, match=f"tf.contrib.data.{name} is gone. Use "):
            getattr(namespace.module("tf.contrib.data"), name)
