"""learn.models in model_fns: a layer and a loss."""

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

PROGRAM = """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib import learn
from tensorflow.contrib.learn import models


def my_model(x, y):
    {model}
    train_op = tf.contrib.layers.optimize_loss(loss, None, 0.1, "SGD")
    return predictions, loss, train_op


def inputs():
    return tf.constant([[1.0, 2.0]]), tf.constant({labels})


regressor = learn.Estimator(my_model)
regressor.fit(input_fn=inputs, steps=5)
print(list(regressor.predict(input_fn=inputs)))
"""


def _between(new, start, end):
    return "\n".join(new[new.index(start) : new.index(end)].splitlines()).rstrip()


def _converted(model, labels="[[1.0]]"):
    return converted(PROGRAM.format(model=model, labels=labels))


@pytest.mark.parametrize("arguments", ["x, y", "x, y=y"])
def test_linear_regression(arguments):
    new = _converted(f"predictions, loss = models.linear_regression({arguments})")
    assert "".join(_between(new, "def build_model", "    return model").split()) == "".join(
        "def build_model(x):"
        "predictions = keras.layers.Dense("
        '1, bias_initializer="glorot_uniform", name="linear_regression")(x)'
        "model = keras.Model(x, predictions)"
        "model.compile("
        "optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.MeanSquaredError())".split()
    )


def test_weights_that_begin_otherwise():
    zeros = _converted("predictions, loss = models.linear_regression_zero_init(x, y)", "[[1., 2.]]")
    assert 'Dense(2,kernel_initializer="zeros",' in "".join(zeros.split())
    drawn = _converted("predictions, loss = models.linear_regression(x, y, 0.5, 0.1)")
    assert "".join(drawn.split()).count("RandomNormal(0.5,stddev=0.1)") == 2


def test_logistic_regression():
    new = _converted(
        "y = tf.one_hot(y, 3)\n    predictions, loss = models.logistic_regression(x, y)", "[2]"
    )
    build = "".join(_between(new, "def build_model", "def inputs()").split())
    assert 'Dense(3,bias_initializer="glorot_uniform",name="logistic_regression")(x)' in build
    assert "loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)" in build
    assert build.endswith("returnkeras.Model(model.input,keras.ops.softmax(logits))")


@pytest.mark.parametrize(
    "model, labels",
    [
        ("predictions, loss = models.linear_regression(x, y)", "np.loadtxt('labels')"),
        ("predictions, loss = models.linear_regression(x, y)", "[1.0]"),
        ("predictions, loss = models.logistic_regression(x, y, 2.0)", "[[1.0]]"),
    ],
)
def test_what_is_not_certain(model, labels):
    with pytest.raises(Obstacles, match=r"models\.(linear|logistic)_regression"):
        _converted(model, labels)
