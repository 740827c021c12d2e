"""Heads of tf.contrib.learn in model_fns of tf.estimator, and names that programs read."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import namespace

estimator = namespace.module("tf.estimator")
learn = namespace.module("tf.contrib.learn")
head_lib = namespace.module("tf.contrib.learn.python.learn.estimators.head")

X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]], np.float32)
Y = np.array([[1], [0], [1], [0]], np.int64)


def train_op_fn(loss):
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    return optimizer.minimize(loss, global_step=tf.train.get_global_step())


def logits_of(inputs):
    weights = tf.get_variable("weights", [2, 1], initializer=tf.zeros_initializer())
    return tf.matmul(inputs, weights)


def head_model_fn(features, labels, mode):
    """Returns ModelFnOps, as contrib's heads do."""
    head = head_lib.multi_class_head(n_classes=2)
    return head.create_model_fn_ops(
        features, mode, labels, train_op_fn, logits=logits_of(features["x"])
    )


def input_fn():
    return {"x": tf.constant(X)}, tf.constant(Y)


def predict_input_fn():
    return tf.data.Dataset.from_tensor_slices({"x": X}).batch(4)


serving_input_fn = estimator.export.build_parsing_serving_input_receiver_fn(
    {"x": tf.FixedLenFeature([2], tf.float32)}
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    core = estimator.Estimator(head_model_fn, str(tmp_path_factory.mktemp("model")))
    return core.train(input_fn, steps=20)


def test_a_head_trains_in_a_core_estimator(trained):
    results = trained.evaluate(input_fn, steps=1)
    assert results["global_step"] == 20
    assert results["accuracy"] == 1.0
    assert results["loss"] < 0.69


def test_its_predictions_are_the_heads(trained):
    predictions = list(trained.predict(predict_input_fn))
    assert [prediction["classes"] for prediction in predictions] == [1, 0, 1, 0]
    assert predictions[0]["probabilities"].shape == (2,)


def test_it_is_exported(trained, tmp_path):
    path = trained.export_saved_model(str(tmp_path), serving_input_fn)
    loaded = tf.compat.v2.saved_model.load(path.decode())
    assert "serving_default" in loaded.signatures


def test_a_contrib_estimator_gives_the_same(trained):
    contrib = learn.Estimator(head_model_fn)
    contrib.fit(input_fn=input_fn, steps=20)
    np.testing.assert_array_equal(
        contrib.get_variable_value("weights"), trained.get_variable_value("weights")
    )


def test_what_is_neither_spec_nor_ops_is_refused():
    with pytest.raises(ValueError, match="should return an EstimatorSpec"):
        estimator.Estimator(lambda features, labels, mode: {}).train(input_fn, steps=1)


def test_targets_are_what_labels_are():
    contrib = learn.Estimator(head_model_fn)
    assert contrib._targets_info is None
    contrib.fit(input_fn=input_fn, steps=1)
    assert contrib._targets_info is contrib._labels_info
    assert contrib._targets_info.dtype == tf.int64
