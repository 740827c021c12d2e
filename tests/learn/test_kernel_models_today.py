"""What models that kernels train do beyond TF 1.15, which refused it, and what they refuse."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers, namespace
from contrib_learn_compat.learn.io.numpy_io import numpy_input_fn
from contrib_learn_compat.linear_optimizer.sdca_ops import SdcaModel
from contrib_learn_compat.linear_optimizer.sharded_mutable_dense_hashtable import (
    ShardedMutableDenseHashTable,
)
from contrib_learn_compat.linear_optimizer.sparse_feature_column import SparseFeatureColumn

learn = namespace.module("tf.contrib.learn")
IDS = np.array(["a", "b", "c", "d", "e"])
X = np.array([[1.0], [-1.0], [2.0], [-3.0], [0.5]], np.float32)


def test_an_svm_takes_batches_whose_size_is_not_known():
    """As those of numpy_input_fn; TF 1.15 wanted the shape of the ids to be fully defined."""
    labels = (X[:, 0] > 0).astype(np.int64)
    data = numpy_input_fn({"id": IDS, "x": X}, labels, batch_size=3, num_epochs=20, shuffle=False)
    svm = learn.SVM("id", [layers.real_valued_column("x")])
    svm.fit(input_fn=data)
    once = numpy_input_fn({"id": IDS, "x": X}, labels, batch_size=3, shuffle=False)
    assert svm.evaluate(input_fn=once)["accuracy"] == 1.0
    assert list(svm.predict_classes(input_fn=once)) == labels.tolist()


def test_linear_sums_of_examples_without_any_id_are_zero():
    """The last example has none: TF 1.15 left it out of the sums."""
    examples = {
        "dense_features": [],
        "example_labels": [1.0, 0.0],
        "example_weights": [1.0, 1.0],
        "example_ids": ["a", "b"],
    }
    options = {
        "loss_type": "squared_loss",
        "symmetric_l1_regularization": 0.0,
        "symmetric_l2_regularization": 1.0,
    }
    with tf.Graph().as_default(), tf.Session() as session:
        examples["sparse_features"] = [SparseFeatureColumn([0], [1], [2.0])]
        weights = tf.Variable([5.0, 3.0])
        variables = {"sparse_features_weights": [weights], "dense_features_weights": []}
        predictions = SdcaModel(examples, variables, options).predictions(examples)
        session.run(tf.global_variables_initializer())
        assert session.run(predictions).tolist() == [6.0, 0.0]
        with pytest.raises(ValueError, match="Unsupported loss_type: lasso.*squared_loss"):
            SdcaModel(examples, variables, {**options, "loss_type": "lasso"})
        with pytest.raises(ValueError, match="example_ids must be specified"):
            SdcaModel({**examples, "example_ids": None}, variables, options)


@pytest.mark.parametrize("shards", [1, 3])
def test_a_table_looks_up_keys_whose_number_is_not_known(shards):
    with tf.Graph().as_default(), tf.Session() as session:
        table = ShardedMutableDenseHashTable(tf.int64, tf.float32, -1.0, 0, -9, num_shards=shards)
        keys = tf.placeholder(tf.int64, [None])
        session.run(table.insert(keys, tf.cast(keys, tf.float32) / 2.0), {keys: [4, 7, 9]})
        found = session.run(table.lookup(keys), {keys: [9, 5, 4]})
        assert found.tolist() == [4.5, -1.0, 2.0]
        with pytest.raises(TypeError, match="Keys must be dtype"):
            table.lookup(tf.constant(["4"]))


def test_more_than_one_table_wants_keys_that_are_numbers_or_vectors():
    with tf.Graph().as_default():
        table = ShardedMutableDenseHashTable(tf.int64, tf.int64, 0, 0, -9, num_shards=2)
        with pytest.raises(ValueError, match="Expected a vector or matrix for keys"):
            table.lookup(tf.constant([[[1]]], tf.int64))


def test_clusters_of_an_array():
    points = np.array([[0, 0], [0, 1], [8, 8], [9, 8]], np.float32)
    model = learn.KMeansClustering(2, initial_clusters=points[[0, 2]], use_mini_batch=False)
    model.fit(points, steps=3)
    np.testing.assert_allclose(model.clusters(), [[0, 0.5], [8.5, 8]], atol=1e-5)


def test_labels_in_a_dict():
    """Of one, as TF 1.15 meant to take them."""

    def model_fn(features, labels, mode):
        predictions = tf.sigmoid(features * tf.get_variable("weight", initializer=1.0))
        return predictions, tf.reduce_sum(predictions), tf.assign_add(tf.train.get_global_step(), 1)

    def input_fn():
        return tf.constant(X), {"label": tf.constant(X > 0)}

    regressor = learn.LogisticRegressor(model_fn)
    regressor.fit(input_fn=input_fn, steps=1)
    measured = regressor.evaluate(input_fn=input_fn, steps=1)
    assert measured["accuracy/threshold_0.500000_mean"] == 1.0
    assert measured["labels/actual_label_mean"] == pytest.approx(0.6)
