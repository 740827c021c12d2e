"""What is said where model_fn, specs, batches or checkpoints do not fit."""

import numpy as np
import pytest
import tensorflow as tf

from contrib_learn_compat import heads, layers
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.keras import model_from_model_fn

tf1 = tf.compat.v1

SPEC = {"x": tf.TensorSpec([None, 2], tf.float32)}
X = np.ones([4, 2], np.float32)
Y = np.ones([4, 1], np.float32)


def model_fn(features, labels, mode):
    def train_op_fn(loss):
        return layers.optimize_loss(loss, tf1.train.get_global_step(), 0.1, "SGD")

    return heads.regression_head().create_model_fn_ops(
        features, mode, labels, train_op_fn, logits_input=features["x"]
    )


def returning(result):
    def returning_model_fn(features, labels, mode):
        return result(features["x"], mode)

    return returning_model_fn


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (lambda x, mode: None, "returned None: it must return the ModelFnOps of a head"),
        (lambda x, mode: (x, x), "it must return the ModelFnOps of a head"),
        (lambda x, mode: (None, tf.reduce_sum(x), tf.no_op()), "Missing predictions"),
        (lambda x, mode: EstimatorSpec(mode, predictions={}), "returned no predictions"),
    ],
)
def test_a_model_fn_without_a_model(result, said):
    with pytest.raises(ValueError, match=said):
        model_from_model_fn(returning(result), SPEC)


def test_params_for_a_model_fn_without():
    with pytest.raises(ValueError, match="takes no params"):
        model_from_model_fn(model_fn, SPEC, params={"units": 3})


def test_labels_for_a_model_fn_without():
    def unlabelled(features, mode):
        return model_fn(features, None, mode)

    with pytest.raises(ValueError, match="takes no labels"):
        model_from_model_fn(unlabelled, SPEC, label_spec=Y)


def test_a_placeholder_of_the_model_fns_own():
    def keeping(x, mode):
        kept = x * tf1.placeholder(tf.float32, [], name="kept")
        return EstimatorSpec(mode, {"x": kept})

    model = model_from_model_fn(returning(keeping), SPEC)
    with pytest.raises(ValueError, match=r"mode 'infer' needs \['kept'\]: none of the features"):
        model.predict({"x": X}, verbose=0)


def test_a_metric_that_is_of_the_last_batch():
    def of_the_batch(features, labels, mode):
        ops = model_fn(features, labels, mode)
        if mode == "eval":
            ops.eval_metric_ops["mean"] = tf.reduce_mean(labels)
        return ops

    model = model_from_model_fn(of_the_batch, SPEC)
    with pytest.raises(ValueError, match="may depend on variables alone"):
        model.evaluate({"x": X}, Y, verbose=0)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ({"z": X}, "no features 'x', of which the model_fn makes use"),
        ({"x": X[:, :1]}, "features 'x' does not fit.*shape=\\(None, 1\\)"),
        ({"x": X.astype(str)}, "features 'x' does not fit.*string"),
        (X, "features are no dict"),
    ],
)
def test_features_that_do_not_fit(features, said):
    model = model_from_model_fn(model_fn, SPEC)
    with pytest.raises(ValueError, match=said):
        model.predict(features, verbose=0)


def test_features_of_another_width_are_cast():
    model = model_from_model_fn(model_fn, SPEC)
    expected = model({"x": X})["scores"]
    np.testing.assert_array_equal(model({"x": X.astype(np.float64)})["scores"], expected)


def test_specs_that_are_none():
    with pytest.raises(TypeError, match="to_sparse"):
        model_from_model_fn(model_fn, {"x": tf.RaggedTensorSpec([None, None], tf.float32)})
    with pytest.raises(TypeError, match="Neither a tf.TensorSpec"):
        model_from_model_fn(model_fn, {"x": object()})


def test_sample_weight_belongs_to_the_features():
    model = model_from_model_fn(model_fn, SPEC)
    with pytest.raises(ValueError, match="weight_column_name"):
        model.fit({"x": X}, Y, sample_weight=np.ones(4), verbose=0)


def test_loss_and_metrics_are_the_heads():
    model = model_from_model_fn(model_fn, SPEC)
    with pytest.raises(TypeError, match="'loss', 'metrics'.*are those of the model_fn's head"):
        model.compile("adam", loss="mse", metrics=["mae"])


def test_a_variable_that_is_not_there():
    model = model_from_model_fn(model_fn, SPEC)
    with pytest.raises(KeyError, match="regression_head/logits/weights"):
        model.get_variable("dense/kernel")


def test_checkpoints_that_do_not_fit(tmp_path):
    model = model_from_model_fn(model_fn, SPEC)
    with pytest.raises(ValueError, match="There is no checkpoint at"):
        model.load_checkpoint(str(tmp_path))
    path = model.save_checkpoint(str(tmp_path))

    wider = model_from_model_fn(model_fn, {"x": tf.TensorSpec([None, 3], tf.float32)})
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match=r"regression_head/logits/weights \[3, 1\] in the graph, \[2, 1\] in the checkpoint",
    ):
        wider.load_checkpoint(path)

    def moved(features, labels, mode):
        with tf1.variable_scope("moved"):
            return model_fn(features, labels, mode)

    with pytest.raises(tf.errors.NotFoundError, match="a scope: what is under 'moved/"):
        model_from_model_fn(moved, SPEC).load_checkpoint(path)


def test_slots_are_loaded_when_training_needs_them(tmp_path):
    def with_momentum(features, labels, mode):
        def train_op_fn(loss):
            step = tf1.train.get_global_step()
            return tf1.train.MomentumOptimizer(0.1, 0.9).minimize(loss, step)

        return heads.regression_head().create_model_fn_ops(
            features, mode, labels, train_op_fn, logits_input=features["x"]
        )

    trained = model_from_model_fn(with_momentum, SPEC, label_spec=Y)
    trained.fit({"x": X}, Y, epochs=2, verbose=0)
    trained.save_checkpoint(str(tmp_path))
    loaded = model_from_model_fn(with_momentum, SPEC)
    loaded.load_checkpoint(str(tmp_path))
    assert len(loaded.weights) < len(trained.weights)
    for model in (trained, loaded):
        model.fit({"x": X}, Y, verbose=0)
    for variable in trained.weights:
        same = loaded.get_variable(variable.name.removesuffix(":0"))
        np.testing.assert_array_equal(same, variable)
