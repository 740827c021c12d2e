"""Functions of tensors that model_fns call: Keras tells their layers of the mode."""

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

PROGRAM = """
import tensorflow as tf
from tensorflow.contrib import layers, learn

{function}

def model_fn(features, labels, mode):
    is_training = mode == learn.ModeKeys.TRAIN
    net = {call}
    {loss}
    train_op = {optimizer}
    return learn.ModelFnOps(mode, {{'scores': net}}, loss, train_op)

def input_fn():
    return {{"x": tf.constant([[1.0]])}}, tf.constant([[1.0]])

estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=1)
"""
MINIMIZE = "tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())"
OPTIMIZE = "layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, 'SGD')"
LOSS = "loss = tf.losses.mean_squared_error(labels, net)"


def moved(function, call, loss=LOSS, optimizer=OPTIMIZE):
    return converted(PROGRAM.format(function=function, call=call, loss=loss, optimizer=optimizer))


@pytest.mark.parametrize(
    ("function", "call"),
    [
        (
            """
def tower(x, mode):
    return layers.dropout(layers.linear(x, 1), is_training=mode == learn.ModeKeys.TRAIN)
""",
            "tower(features['x'], mode)",
        ),
        (
            """
def tower(mode, x):
    trains = mode == learn.ModeKeys.TRAIN
    return layers.dropout(layers.linear(x, 1), is_training=trains)
""",
            "tower(mode=mode, x=features['x'])",
        ),
        (
            """
def tower(x, is_training):
    return layers.dropout(layers.linear(x, 1), is_training=is_training)
""",
            "tower(features['x'], is_training)",
        ),
        (
            """
def tower(x, training):
    return tf.layers.dropout(layers.linear(x, 1), training=training)
""",
            "tower(features['x'], mode == learn.ModeKeys.TRAIN)",
        ),
        (
            """
def dropped(net, mode):
    return layers.dropout(layers.linear(net, 1), is_training=mode == learn.ModeKeys.TRAIN)

def tower(x, mode):
    return dropped(layers.flatten(x), mode=mode)
""",
            "tower(features['x'], mode)",
        ),
    ],
)
def test_they_are_not_told_of_the_mode(function, call):
    text = moved(function, call)
    assert "def tower(x):" in text
    assert "net = tower(" in text
    assert "keras.layers.Dropout(0.5)(" in text
    assert "mode" not in text.partition("keras.Model")[0].replace("model", "")
    assert "train" not in text.partition("keras.Model")[0]


def test_methods_are_not_told_of_the_mode():
    text = converted("""
import tensorflow as tf
from tensorflow.contrib import layers, learn

class Net(object):
    def tower(self, mode, x):
        return layers.dropout(layers.linear(x, 1), is_training=mode == learn.ModeKeys.TRAIN)

    def model_fn(self, features, labels, mode):
        net = self.tower(mode, features['x'])
        loss = tf.losses.mean_squared_error(labels, net)
        train_op = layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, 'SGD')
        return learn.ModelFnOps(mode, {'scores': net}, loss, train_op)

def input_fn():
    return {"x": tf.constant([[1.0]])}, tf.constant([[1.0]])

estimator = learn.Estimator(Net().model_fn)
estimator.fit(input_fn=input_fn, steps=1)
""")
    assert "def tower(self, x):" in text
    assert "net = self.tower(features['x'])" in text


@pytest.mark.parametrize(
    ("function", "call"),
    [
        (
            """
def tower(x, mode):
    if mode == learn.ModeKeys.TRAIN:
        x = x * 2
    return layers.linear(x, 1)
""",
            "tower(features['x'], mode)",
        ),
        (
            """
def tower(x, is_training=True):
    return layers.dropout(layers.linear(x, 1), is_training=is_training)
""",
            "tower(features['x'], is_training)",
        ),
        (
            """
def tower(x, keep):
    return layers.dropout(layers.linear(x, 1), is_training=keep)
""",
            "tower(features['x'], True) + tower(features['x'], mode == learn.ModeKeys.TRAIN)",
        ),
    ],
)
def test_what_is_not_certain_stays(function, call):
    with pytest.raises(Obstacles):
        moved(function, call)


REGULARIZED = """
def tower(x):
    return layers.linear(x, 1, weights_regularizer=layers.l2_regularizer(0.1))
"""


def test_their_regularizers_count_where_the_loss_has_them():
    total = "loss = tf.losses.mean_squared_error(labels, net) + tf.losses.get_regularization_loss()"
    text = moved(REGULARIZED, "tower(features['x'])", total)
    assert "kernel_regularizer=keras.regularizers.L2(0.05)" in text
    assert "regularizer" not in moved(REGULARIZED, "tower(features['x'])")


def test_regularizers_that_count_for_some_models_only_stay():
    total = "loss = tf.losses.mean_squared_error(labels, net) + tf.losses.get_regularization_loss()"
    other = """
def other_model_fn(features, labels, mode):
    net = tower(features['x'])
    loss = tf.losses.mean_squared_error(labels, net)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return learn.ModelFnOps(mode, {'scores': net}, loss, train_op)

def fit_other():
    learn.Estimator(other_model_fn).fit(input_fn=input_fn, steps=1)
"""
    with pytest.raises(Obstacles, match="whether its regularizers count"):
        moved(REGULARIZED + other, "tower(features['x'])", total)


@pytest.mark.parametrize(("optimizer", "momentum"), [(MINIMIZE, 1.0), (OPTIMIZE, 0.9)])
def test_their_averages_are_updated_as_they_were(optimizer, momentum):
    function = """
def tower(x, mode):
    return layers.batch_norm(x, decay=0.9, is_training=mode == learn.ModeKeys.TRAIN)
"""
    text = moved(function, "layers.linear(tower(features['x'], mode), 1)", optimizer=optimizer)
    assert f"BatchNormalization(momentum={momentum}" in text


def test_a_function_of_operations_alone_is_one_of_keras():
    function = """
def pooled(x):
    return tf.reduce_max(x, axis=1, keepdims=True)
"""
    new = moved(function, "layers.linear(pooled(features['x']), 1)")
    assert "    return keras.ops.max(x, axis=1, keepdims=True)\n" in new
