"""Optimizers, learning rates and train_ops in Keras take TensorFlow 1's steps."""

import ast

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.compat.v1 import train as legacy_train

from contrib_learn_migrate.keras.helpers.model_of_parts import ModelOfParts
from contrib_learn_migrate.keras.helpers.momentum import Momentum
from contrib_learn_migrate.keras.helpers.rmsprop import RMSProp
from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

PROGRAM = """
import tensorflow as tf
from tensorflow.contrib import layers, learn

def model_fn(features, labels, mode, params):
    step = tf.train.get_global_step()
    logits = layers.linear(features["x"], 1)
    loss = tf.losses.mean_squared_error(labels, logits)
    {train}
    return learn.ModelFnOps(mode, logits, loss, train_op)

def input_fn():
    return {{"x": tf.constant([[1.0]])}}, tf.constant([[1.0]])

estimator = learn.Estimator(model_fn, params={{"rate": 0.1}})
estimator.fit(input_fn=input_fn, steps=1)
"""


def optimizer(train):
    """Returns the text of the optimizer that a train_op becomes."""
    for node in ast.walk(ast.parse(converted(PROGRAM.format(train=train)))):
        if isinstance(node, ast.keyword) and node.arg == "optimizer":
            return ast.unparse(node.value).removeprefix("keras.optimizers.")
    raise AssertionError("the model is not compiled with an optimizer")


def optimize_loss(arguments):
    return optimizer(f"train_op = layers.optimize_loss(loss, step, {arguments})")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("0.1, 'SGD'", "SGD(0.1)"),
        ("params['rate'], 'Adam'", "Adam(params['rate'], epsilon=1e-08)"),
        ("0.1, optimizer='Adagrad', clip_gradients=5", "Adagrad(0.1, global_clipnorm=5.0)"),
        ("0.1, 'Momentum'", "SGD(0.1, momentum=0.9)"),
        ("0.1, tf.train.FtrlOptimizer", "Ftrl(0.1)"),
        ("None, lambda: tf.train.AdadeltaOptimizer(0.1)", "Adadelta(0.1, epsilon=1e-08)"),
        ("0.1, lambda r: tf.train.AdamOptimizer(r, 0.8)", "Adam(0.1, beta_1=0.8, epsilon=1e-08)"),
        ("None, tf.train.RMSPropOptimizer(0.1, 0.8)", "RMSProp(0.1, rho=0.8, epsilon=1e-10)"),
        (
            "0.1, 'SGD', "
            "learning_rate_decay_fn=lambda r, s: tf.train.exponential_decay(r, s, 9, 0.5)",
            "SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 9, decay_rate=0.5))",
        ),
    ],
)  # fmt: skip
def test_optimize_loss(arguments, expected):
    assert optimize_loss(arguments) == expected


@pytest.mark.parametrize(
    ("train", "expected"),
    [
        ("train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, step)", "Adagrad(0.1)"),
        (
            "sgd = tf.train.GradientDescentOptimizer(0.1); train_op = sgd.minimize(loss)",
            "SGD(0.1)",
        ),
        (
            "train_op = tf.group(tf.train.AdagradOptimizer(0.1).minimize(loss), "
            "tf.assign_add(step, 1))",
            "Adagrad(0.1)",
        ),
        (
            "train_op = tf.train.MomentumOptimizer("
            "tf.train.piecewise_constant(step, [9], [0.1, 0.01]), 0.5).minimize(loss, step)",
            "Momentum(keras.optimizers.schedules.PiecewiseConstantDecay([9], [0.1, 0.01]), "
            "momentum=0.5)",
        ),
    ],
)  # fmt: skip
def test_train_ops(train, expected):
    assert optimizer(train) == expected


@pytest.mark.parametrize(
    ("train", "construct"),
    [
        ("train_op = tf.contrib.opt.AdaMaxOptimizer(0.1).minimize(loss)", "optimizer"),
        ("train_op = tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[])", "minimize"),
        (
            "train_op = layers.optimize_loss(loss, step, 0.1, 'SGD', gradient_noise_scale=0.1)",
            "tf.contrib.layers.optimize_loss",
        ),
        (
            "train_op = layers.optimize_loss(loss, step, "
            "tf.train.exponential_decay(0.1, step + 5, 9, 0.5), 'SGD')",
            "tf.train.exponential_decay",
        ),
        ("train_op = tf.no_op()", "train_op"),
        (
            "train_op = tf.group(tf.train.AdagradOptimizer(0.1).minimize(loss, step), "
            "tf.assign_add(step, 1))",
            "global_step",
        ),
    ],
)
def test_what_keras_does_not_do_is_said(train, construct):
    with pytest.raises(Obstacles) as found:
        optimizer(train)
    assert construct in [obstacle.construct for obstacle in found.value.obstacles]


OTHER_LOSSES = [
    "loss + tf.losses.get_regularization_loss()",
    "2 * loss",
    "tf.losses.absolute_difference(labels, logits)",
]


@pytest.mark.parametrize("loss", OTHER_LOSSES)
def test_what_is_minimized_is_the_loss_that_is_reported(loss):
    for train in (
        f"train_op = tf.train.AdamOptimizer(0.1).minimize({loss}, step)",
        f"total = {loss}\n    train_op = layers.optimize_loss(total, step, 0.1, 'SGD')",
    ):
        with pytest.raises(Obstacles, match="minimizes something else than the loss"):
            optimizer(train)
    same = "total = loss\n    train_op = layers.optimize_loss(total, step, 0.1, 'SGD')"
    assert optimizer(same) == "SGD(0.1)"


OF_HEAD = """
import tensorflow as tf
from tensorflow.contrib import layers, learn

def model_fn(features, labels, mode):
    def train(loss):
        {train}

    return learn.regression_head().create_model_fn_ops(
        features, mode, labels=labels, logits=layers.linear(features["x"], 1), train_op_fn=train)

def input_fn():
    return {{"x": tf.constant([[1.0]])}}, tf.constant([[1.0]])

estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=1)
"""


@pytest.mark.parametrize(
    "train",
    [
        "return tf.train.AdagradOptimizer(0.1).minimize(2 * loss)",
        "return tf.train.AdagradOptimizer(0.1).minimize(loss=0.0)",
        "loss = 2 * loss\n        return tf.train.AdagradOptimizer(0.1).minimize(loss)",
        "return layers.optimize_loss(loss + 1, tf.train.get_global_step(), 0.1, 'SGD')",
    ],
)
def test_a_train_op_fn_minimizes_what_it_is_given(train):
    with pytest.raises(Obstacles, match="minimizes something else than the loss"):
        converted(OF_HEAD.format(train=train))


RATES = [0.5, 0.5, 0.1, 0.1]


@pytest.mark.parametrize(
    ("legacy", "migrated"),
    [
        (legacy_train.RMSPropOptimizer, lambda rate: RMSProp(rate, epsilon=1e-10)),
        (
            lambda rate: legacy_train.RMSPropOptimizer(rate, 0.8, 0.5, 1e-3, centered=True),
            lambda rate: RMSProp(rate, rho=0.8, momentum=0.5, epsilon=1e-3, centered=True),
        ),
        (
            lambda rate: legacy_train.MomentumOptimizer(rate, 0.9),
            lambda rate: Momentum(rate, momentum=0.9),
        ),
        (
            lambda rate: legacy_train.MomentumOptimizer(rate, 0.9, use_nesterov=True),
            lambda rate: Momentum(rate, momentum=0.9, nesterov=True),
        ),
    ],
    ids=["rmsprop", "centered rmsprop", "momentum", "nesterov"],
)  # fmt: skip
def test_own_optimizers_take_the_steps(legacy, migrated):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        rate = tf.compat.v1.placeholder(tf.float32, [])
        weight = tf.compat.v1.get_variable("w", initializer=[1.0, -2.0])
        step = legacy(rate).minimize(tf.reduce_sum(weight**2))
        session.run(tf.compat.v1.global_variables_initializer())
        for value in RATES:
            session.run(step, {rate: value})
        expected = session.run(weight)
    variable = keras.Variable([1.0, -2.0])
    boundaries = keras.optimizers.schedules.PiecewiseConstantDecay([1], [0.5, 0.1])
    own = migrated(boundaries)
    own.build([variable])
    for _ in RATES:
        own.apply([2 * variable.value], [variable])
    np.testing.assert_allclose(variable, expected, rtol=1e-6)


def test_each_part_has_an_optimizer():
    inputs = keras.Input([2])
    wide, deep = (keras.layers.Dense(1, None, False, "ones", name=n) for n in ("wide_1", "deep_1"))
    model = ModelOfParts(inputs, wide(inputs[:, :1]) + deep(inputs[:, 1:]))
    optimizers = {"wide": keras.optimizers.SGD(0.1), "deep": keras.optimizers.SGD(0.01)}
    model.compile(optimizers, loss="mean_squared_error")
    loss = model.train_on_batch(np.array([[1.0, 2.0]]), np.array([[0.0]]))
    assert loss == pytest.approx(9.0)
    np.testing.assert_allclose([wide.kernel[0, 0], deep.kernel[0, 0]], [0.4, 0.88], rtol=1e-6)
