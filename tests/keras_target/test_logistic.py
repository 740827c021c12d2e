"""LogisticRegressor at the Keras target: its model_fn, and the metrics that it adds."""

import keras
import numpy as np
import pytest
import tensorflow.compat.v1 as tf1

from contrib_learn_compat.learn.canned import logistic_regressor
from contrib_learn_compat.learn.datasets import base
from contrib_learn_migrate.keras.helpers.logistic_metrics import logistic_metrics
from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

PROGRAM = """\
import tensorflow as tf
from tensorflow.contrib import learn


def model_fn(features, labels, mode):
    logits = tf.contrib.layers.linear(features["x"], 1)
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    train_op = tf.contrib.layers.optimize_loss(loss, None, 0.1, "SGD")
    return {predictions}, loss, train_op


def input_fn():
    return {{"x": tf.constant([[1.0], [2.0]])}}, tf.constant([[0.0], [1.0]])


regressor = learn.LogisticRegressor(model_fn{more})
regressor.fit(input_fn=input_fn, steps=10)
print(regressor.evaluate(input_fn=input_fn, steps=1)["auc"])
"""


def test_its_model_and_metrics():
    new = converted(PROGRAM.format(predictions="tf.sigmoid(logits)", more=", [0.2, 0.7]"))
    build = new[new.index("def build_model") : new.index("def input_fn")].rstrip()
    assert build == (
        "def build_model(features):\n"
        "    logits = keras.layers.Dense(1)(features['x'])\n"
        "    model = keras.Model(features, logits)\n"
        "    model.compile(\n"
        "        optimizer=keras.optimizers.SGD(0.1),\n"
        "        loss=keras.losses.BinaryCrossentropy(from_logits=True),\n"
        "        metrics=logistic_metrics([0.2, 0.7]),\n"
        "    )\n"
        "    return model"
    ).replace("'x'", '"x"')


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"predictions": "tf.exp(logits)"}, "its predictions are not the sigmoid"),
        ({"more": ", tf.app.flags.FLAGS.thresholds"}, "thresholds is not a literal"),
    ],
)
def test_what_is_not_certain(changed, reason):
    with pytest.raises(Obstacles, match=reason):
        converted(PROGRAM.format(**{"predictions": "tf.sigmoid(logits)", "more": ""} | changed))


@pytest.mark.parametrize("thresholds", [None, [0.25, 0.5]])
def test_its_metrics_are_those_of_tensorflow_1(thresholds):
    draw = np.random.RandomState(3)
    batches = [
        (draw.randint(0, 2, (40, 1)).astype("float32"), draw.normal(0, 2, (40, 1)).round(1))
        for _ in range(2)
    ]
    metrics = logistic_metrics(thresholds)
    for labels, logits in batches:
        for metric in metrics:
            metric.update_state(labels, keras.ops.convert_to_tensor(logits.astype("float32")))
    given = {metric.name: float(metric.result()) for metric in metrics}
    assert given.keys() == _legacy(batches, thresholds).keys()
    for name, value in _legacy(batches, thresholds).items():
        np.testing.assert_allclose(given[name], value, 1e-5, err_msg=name)


def _legacy(batches, thresholds):
    with tf1.Graph().as_default():
        labels = tf1.placeholder("float32", [None, 1])
        logits = tf1.placeholder("float32", [None, 1])
        ops = logistic_regressor._eval_metric_ops(labels, tf1.sigmoid(logits), thresholds or [0.5])
        with tf1.Session() as session:
            session.run(tf1.local_variables_initializer())
            for batch in batches:
                session.run([op for _, op in ops.values()], {labels: batch[0], logits: batch[1]})
            return session.run({name: value for name, (value, _) in ops.items()})


def test_the_irises_are_those_that_came_with_tensorflow_1():
    pytest.importorskip("sklearn")
    from contrib_learn_migrate.keras.helpers.load_iris import load_iris

    np.testing.assert_array_equal(load_iris().data, base.load_iris().data)
    np.testing.assert_array_equal(load_iris().target, base.load_iris().target)
