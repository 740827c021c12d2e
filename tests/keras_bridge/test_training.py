"""fit trains as our Estimator trains; with an optimizer of Keras's own it does, too."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from contrib_learn_compat import heads, layers
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.keras import model_from_model_fn
from contrib_learn_compat.learn.canned.dnn_linear_combined import DNNLinearCombinedClassifier
from contrib_learn_compat.learn.estimator import Estimator
from contrib_learn_compat.learn.run_config import RunConfig
from contrib_learn_compat.rnn.gated import UGRNNCell

tf1 = tf.compat.v1

CONFIG = RunConfig(tf_random_seed=7)
RANDOM = np.random.default_rng(0)
FEATURES = {
    "x": RANDOM.normal(size=[48, 3]).astype("float32"),
    "w": RANDOM.uniform(size=[48, 1]).astype("float32"),
    "city": RANDOM.choice(["Rome", "Oslo", "Bern"], size=[48, 1]),
}
LABELS = RANDOM.integers(0, 5, size=[48, 1])


def batches(count=None, labels=LABELS):
    data = tf.data.Dataset.from_tensor_slices((FEATURES, labels))
    return data.batch(16).repeat().take(-1 if count is None else count)


def optimized(loss, **options):
    step = tf1.train.get_global_step()
    return layers.optimize_loss(loss, step, **{"learning_rate": 0.1, "optimizer": "SGD", **options})


def deep_model_fn(features, labels, mode, params):
    """Feature columns, an embedding, moving averages, dropout, a regularizer, a partitioner."""
    is_training = mode == "train"
    city = layers.sparse_column_with_keys("city", ["Rome", "Oslo", "Bern"])
    columns = [layers.real_valued_column("x", 3), layers.embedding_column(city, 2)]
    with tf1.variable_scope("net", partitioner=tf1.fixed_size_partitioner(2)):
        net = layers.input_from_feature_columns(features, columns)
    net = layers.fully_connected(
        net,
        params["units"],
        normalizer_fn=layers.batch_norm,
        normalizer_params={"is_training": is_training, "decay": 0.9},
        weights_regularizer=layers.l2_regularizer(0.01),
    )
    net = layers.dropout(net, 0.8, is_training=is_training)
    head = heads.multi_class_head(5, weight_column_name="w")

    def train_op_fn(loss):
        return optimized(
            loss + tf1.losses.get_regularization_loss(), optimizer="Adam", clip_gradients=1.0
        )

    return head.create_model_fn_ops(features, mode, labels, train_op_fn, logits_input=net)


def linear_model_fn(features, labels, mode):
    head = heads.regression_head()
    return head.create_model_fn_ops(features, mode, labels, optimized, logits_input=features["x"])


class Losses(tf1.train.SessionRunHook):
    """Keeps the loss of each step."""

    def __init__(self):
        self.values = []

    def before_run(self, run_context):
        return tf1.train.SessionRunArgs(tf1.get_collection(tf1.GraphKeys.LOSSES)[-1])

    def after_run(self, run_context, run_values):
        self.values.append(run_values.results)


def test_50_steps_are_those_of_an_estimator(tmp_path):
    losses = Losses()
    params = {"units": 6}
    estimator = Estimator(deep_model_fn, str(tmp_path), CONFIG, params)
    estimator.fit(input_fn=batches, steps=50, monitors=[losses])

    model = model_from_model_fn(deep_model_fn, batches(), params, config=CONFIG)
    history = model.fit(batches(), epochs=50, steps_per_epoch=1, verbose=0).history
    np.testing.assert_allclose(history["loss"], losses.values, rtol=1e-6)
    parts = {"net/input_from_feature_columns/city_embedding/weights/part_0"}
    names = {v.name.removesuffix(":0") for v in model.weights}
    assert parts <= names
    for name in names - {name for name in names if "/part_" in name}:
        np.testing.assert_allclose(
            model.get_variable(name).numpy(),
            estimator.get_variable_value(name),
            rtol=1e-5,
            atol=1e-7,
            err_msg=name,
        )

    expected = estimator.evaluate(input_fn=lambda: batches(3))
    assert expected.pop("global_step") == 50
    results = model.evaluate(batches(3), return_dict=True, verbose=0)
    assert results == pytest.approx(expected, rel=1e-5)
    # What has been trained here is an Estimator's again, partitions included.
    model.save_checkpoint(str(tmp_path / "again"))
    again = Estimator(deep_model_fn, str(tmp_path / "again"), CONFIG, params)
    assert again.evaluate(input_fn=lambda: batches(3))["loss"] == pytest.approx(results["loss"])


def test_modes_are_their_own():
    """Dropout is off in prediction, and metrics need no weights there."""
    model = model_from_model_fn(deep_model_fn, batches(), {"units": 6}, config=CONFIG)
    features = {key: FEATURES[key] for key in ("x", "city")}
    predictions = model.predict(features, verbose=0)
    again = model(features)
    np.testing.assert_array_equal(predictions["logits"], again["logits"])
    with pytest.raises(ValueError, match="no features 'w', of which the model_fn makes use"):
        model.evaluate(features, LABELS, verbose=0)


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_an_optimizer_of_keras_trains_as_the_model_fns_own(run_eagerly):
    def trained(optimizer):
        model = model_from_model_fn(linear_model_fn, batches(labels=LABELS * 1.0), config=CONFIG)
        model.compile(optimizer, run_eagerly=run_eagerly)
        model.fit(batches(labels=LABELS * 1.0), steps_per_epoch=5, epochs=2, verbose=0)
        assert model.get_variable("global_step") == 10
        return model.get_variable("regression_head/logits/weights").numpy()

    np.testing.assert_allclose(trained(None), trained(tf_keras.optimizers.SGD(0.1)), rtol=1e-5)


def test_an_optimizer_of_keras_moves_the_averages_too():
    model = model_from_model_fn(deep_model_fn, batches(), {"units": 6}, config=CONFIG)
    model.compile("adam")
    averages = model.get_variable("fully_connected/BatchNorm/moving_mean")
    before = averages.numpy()
    model.fit(batches(), steps_per_epoch=2, verbose=0)
    assert (averages.numpy() != before).all()


def test_callbacks_validation_and_saved_weights(tmp_path):
    model = model_from_model_fn(linear_model_fn)
    labels = LABELS * 1.0
    best = tf_keras.callbacks.ModelCheckpoint(
        str(tmp_path / "best"), save_weights_only=True, save_best_only=True, monitor="val_loss"
    )
    history = model.fit(
        {"x": FEATURES["x"]},
        labels,
        batch_size=8,
        epochs=3,
        validation_split=0.25,
        callbacks=[best, tf_keras.callbacks.EarlyStopping("val_loss", patience=2)],
        verbose=0,
    ).history
    assert history.keys() == {"loss", "val_loss"}
    model.load_weights(str(tmp_path / "best")).assert_existing_objects_matched()
    loss = model.evaluate({"x": FEATURES["x"][36:]}, labels[36:], batch_size=8, verbose=0)
    assert loss == pytest.approx(min(history["val_loss"]))

    model.save_weights(str(tmp_path / "last.weights.h5"))
    other = model_from_model_fn(linear_model_fn, {"x": FEATURES["x"]}, label_spec=labels)
    other.load_weights(str(tmp_path / "last.weights.h5"))
    np.testing.assert_array_equal(*(m.predict_on_batch(FEATURES)["scores"] for m in (model, other)))


def test_model_fns_of_other_kinds():
    def spec_model_fn(features, labels, mode):
        return linear_model_fn(features, labels, mode).estimator_spec()

    def tuple_model_fn(features, targets):
        prediction = layers.fully_connected(features, 1, activation_fn=None)
        loss = tf1.losses.mean_squared_error(targets, prediction)
        return prediction, loss, optimized(loss)

    labels = tf.data.Dataset.from_tensor_slices((FEATURES, LABELS * 1.0)).batch(48)
    specs = model_from_model_fn(spec_model_fn, labels, config=CONFIG)
    ops = model_from_model_fn(linear_model_fn, labels, config=CONFIG)
    assert specs.evaluate(labels, verbose=0) == ops.evaluate(labels, verbose=0)

    plain = model_from_model_fn(tuple_model_fn)
    losses = plain.fit(FEATURES["x"], LABELS * 1.0, epochs=3, verbose=0).history["loss"]
    assert losses[2] < losses[0]
    assert plain.predict(FEATURES["x"], verbose=0).shape == (48, 1)


def test_without_labels():
    def model_fn(features, labels, mode):
        assert labels is None
        center = tf1.get_variable("center", initializer=tf.zeros([3]))
        loss = tf.reduce_mean((features["x"] - center) ** 2)
        return EstimatorSpec(mode, {"distance": features["x"] - center}, loss, optimized(loss))

    model = model_from_model_fn(model_fn)
    model.fit({"x": FEATURES["x"]}, batch_size=48, epochs=60, verbose=0)
    center = model.get_variable("center").numpy()
    np.testing.assert_allclose(center, FEATURES["x"].mean(0), atol=0.02)


def test_sparse_features_as_they_are_parsed():
    def model_fn(features, labels, mode):
        bag = layers.sparse_column_with_hash_bucket("words", 10)
        columns = [layers.embedding_column(bag, 2), layers.real_valued_column("x", 3)]
        net = layers.input_from_feature_columns(features, columns)
        head = heads.multi_class_head(2)
        return head.create_model_fn_ops(features, mode, labels, optimized, logits_input=net)

    spec = {
        "words": tf.io.VarLenFeature(tf.string),
        "x": tf.io.FixedLenFeature([3], tf.float32),
    }
    words = tf.sparse.from_dense([["a", ""], ["b", "c"], ["", ""]])
    features = {"words": words, "x": FEATURES["x"][:3]}
    model = model_from_model_fn(model_fn, spec, config=CONFIG)
    data = tf.data.Dataset.from_tensors((features, [[1], [0], [1]]))
    losses = model.fit(data, epochs=9, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert model.predict(data, verbose=0)["probabilities"].shape == (3, 2)


def test_a_canned_model(tmp_path):
    city = layers.sparse_column_with_hash_bucket("city", 8)
    estimator = DNNLinearCombinedClassifier(
        str(tmp_path),
        n_classes=5,
        linear_feature_columns=[city],
        dnn_feature_columns=[layers.real_valued_column("x", 3)],
        dnn_hidden_units=[4],
        fix_global_step_increment_bug=True,
        config=CONFIG,
    )
    estimator.fit(input_fn=batches, steps=4)
    model = model_from_model_fn(estimator.model_fn, batches(), config=CONFIG)
    model.fit(batches(4), verbose=0)
    trained = model.evaluate(batches(3), return_dict=True, verbose=0)
    model.load_checkpoint(str(tmp_path))
    assert trained == pytest.approx(model.evaluate(batches(3), return_dict=True, verbose=0))


def test_loops_and_conditions_have_gradients():
    """That of dynamic_rnn is of a length that only the batch tells."""

    def model_fn(features, labels, mode):
        steps = features["x"][:, :, tf.newaxis]
        lengths = tf1.to_int32(features["w"][:, 0] * 4)
        _, state = tf1.nn.dynamic_rnn(UGRNNCell(4), steps, lengths, dtype=tf.float32)
        net = tf1.cond(tf.reduce_any(lengths > 2), lambda: 2.0 * state, lambda: state)
        head = heads.multi_class_head(5)
        return head.create_model_fn_ops(features, mode, labels, optimized, logits_input=net)

    def losses(optimizer):
        model = model_from_model_fn(model_fn, batches(), config=CONFIG)
        model.compile(optimizer)
        return model.fit(batches(), epochs=5, steps_per_epoch=1, verbose=0).history["loss"]

    np.testing.assert_allclose(losses(None), losses(tf_keras.optimizers.SGD(0.1)), rtol=1e-6)


def test_metrics_of_every_kind(caplog):
    """A variable, one that its update assigns, and one without an update; hooks are told of."""

    def model_fn(features, labels, mode):
        ops = linear_model_fn(features, labels, mode)
        total = tf1.get_local_variable("total", [], initializer=tf1.zeros_initializer())
        ops.eval_metric_ops["total"] = total, tf1.assign_add(total, tf.reduce_sum(labels))
        ops.eval_metric_ops["constant"] = tf.constant(3.0)
        return ops._replace(training_hooks=[tf1.train.StopAtStepHook(1)])

    labels = LABELS.astype(np.float32)
    model = model_from_model_fn(model_fn, batches(labels=labels))
    assert "no effect: StopAtStepHook. Use callbacks." in caplog.text
    for _ in range(2):
        results = model.evaluate(batches(3, labels), return_dict=True, verbose=0)
        assert list(results) == ["loss", "total", "constant"]
        assert (results["total"], results["constant"]) == (labels.sum(), 3.0)


def test_metrics_in_a_function_of_several_steps():
    model = model_from_model_fn(linear_model_fn, batches(labels=LABELS * 1.0), config=CONFIG)
    expected = model.evaluate(batches(4, LABELS * 1.0), verbose=0)
    model.compile(steps_per_execution=2)
    assert model.evaluate(batches(4, LABELS * 1.0), verbose=0) == pytest.approx(expected)


@pytest.mark.slow
@pytest.mark.parametrize("program", ["replicas.py", "drop_in.py"])
def test_in_a_process_of_its_own(program):
    """These make logical devices, or turn eager execution off and on."""
    subprocess.run([sys.executable, str(Path(__file__).with_name(program))], check=True)
