"""Two replicas, each with half of a batch, train as one replica with all of it; run by a test."""

import os

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np
import tensorflow as tf
import tf_keras

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

from contrib_learn_compat import heads, layers  # noqa: E402
from contrib_learn_compat.keras import model_from_model_fn  # noqa: E402
from contrib_learn_compat.learn.run_config import RunConfig  # noqa: E402

# Importing it changes nothing of TensorFlow's state.
assert tf.executing_eagerly()
assert tf.compat.v1.resource_variables_enabled()
assert tf.compat.v1.control_flow_v2_enabled()

RANDOM = np.random.default_rng(0)
KEYS = ["no", "maybe", "yes"]
FEATURES = {
    "x": RANDOM.normal(size=[48, 3]).astype("float32"),
    "city": RANDOM.choice(["Rome", "Oslo", "Bern"], size=[48, 1]),
}
LABELS = RANDOM.choice(KEYS, size=[48, 1])


def batches(count):
    data = tf.data.Dataset.from_tensor_slices((FEATURES, LABELS))
    return data.batch(16, drop_remainder=True).repeat().take(count)


def model_fn(features, labels, mode, params):
    city = layers.sparse_column_with_keys("city", ["Rome", "Oslo", "Bern"])
    columns = [layers.real_valued_column("x", 3), layers.embedding_column(city, 2)]
    net = layers.input_from_feature_columns(features, columns)
    if params["normalized"]:
        net = layers.batch_norm(net, is_training=mode == "train", decay=0.5)
    head = heads.multi_class_head(3, label_keys=KEYS)
    return head.create_model_fn_ops(
        features,
        mode,
        labels,
        lambda loss: layers.optimize_loss(loss, tf.compat.v1.train.get_global_step(), 0.1, "SGD"),
        logits_input=net,
    )


def model(strategy, optimizer, normalized):
    config = RunConfig(tf_random_seed=7)
    with strategy.scope():
        made = model_from_model_fn(model_fn, batches(1), {"normalized": normalized}, config=config)
        made.compile(optimizer)
    return made


def assert_equal(ours, expected):
    assert ours.keys() == expected.keys()
    for key, value in expected.items():
        if np.asarray(value).dtype.kind == "f":
            np.testing.assert_allclose(ours[key], value, rtol=1e-4, atol=1e-6, err_msg=key)
        else:
            np.testing.assert_array_equal(ours[key], value, err_msg=key)


def test_training_and_evaluation_are_those_of_one_replica(two):
    models = [
        model(strategy, tf_keras.optimizers.SGD(0.1), normalized=False)
        for strategy in (two, tf.distribute.get_strategy())
    ]
    losses = [m.fit(batches(12), verbose=0).history["loss"] for m in models]
    np.testing.assert_allclose(losses[0][0], losses[1][0], rtol=1e-5)
    assert_equal(*({v.name: v.numpy() for v in m.weights} for m in models))
    assert models[0].get_variable("global_step").numpy() == 12
    assert_equal(*(m.evaluate(batches(3), return_dict=True, verbose=0) for m in models))
    assert_equal(*(m.predict(FEATURES, verbose=0) for m in models))


def test_moving_averages_are_the_mean_over_replicas(two):
    trained = model(two, "adam", normalized=True)
    trained.fit(batches(6), verbose=0)
    results = trained.evaluate(batches(3), return_dict=True, verbose=0)
    alone = model(tf.distribute.get_strategy(), None, normalized=True)
    alone.set_weights(trained.get_weights())
    assert_equal(alone.evaluate(batches(3), return_dict=True, verbose=0), results)


def test_the_own_train_op_is_refused(two):
    try:
        model(two, None, normalized=False).fit(batches(1), verbose=0)
    except ValueError as error:
        assert "give the optimizer to Keras" in str(error)
    else:
        raise AssertionError("It trained.")


if __name__ == "__main__":
    replicas = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    test_training_and_evaluation_are_those_of_one_replica(replicas)
    test_moving_averages_are_the_mean_over_replicas(replicas)
    test_the_own_train_op_is_refused(replicas)
