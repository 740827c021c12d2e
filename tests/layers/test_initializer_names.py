"""Layers take the names that Keras had for initializers, as TF 1.15's did."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import namespace
from contrib_learn_compat.layers import initializers

layers = namespace.module("tf.contrib.layers")

X = np.ones([2, 4, 4, 3], np.float32)
LAYERS = {
    "fully_connected": lambda **names: layers.fully_connected(tf.constant(X[0, 0]), 2, **names),
    "conv2d": lambda **names: layers.conv2d(tf.constant(X), 2, 3, **names),
    "conv2d_transpose": lambda **names: layers.conv2d_transpose(tf.constant(X), 2, 3, **names),
    "separable_conv2d": lambda **names: layers.separable_conv2d(tf.constant(X), 2, 3, 1, **names),
}


def variables(build, **names):
    with tf.Graph().as_default(), tf.Session() as session:
        build(**names)
        session.run(tf.global_variables_initializer())
        return {v.op.name.rpartition("/")[2]: session.run(v) for v in tf.global_variables()}


@pytest.mark.parametrize("build", LAYERS.values(), ids=LAYERS)
def test_names_of_constants(build):
    made = variables(build, weights_initializer="ones", biases_initializer="Zeros")
    biases = made.pop("biases")
    assert not biases.any()
    assert made
    assert all((weights == 1).all() for weights in made.values())


@pytest.mark.parametrize("name", ["uniform", "random_uniform", "RandomUniform"])
def test_names_of_the_same(name):
    weights = variables(LAYERS["fully_connected"], weights_initializer=name)["weights"]
    assert 0 < np.abs(weights).max() <= 0.05


@pytest.mark.parametrize(
    "name", "normal truncated_normal orthogonal glorot_normal he_uniform VarianceScaling".split()
)
def test_names_of_random_ones(name):
    assert variables(LAYERS["fully_connected"], weights_initializer=name)["weights"].std() > 0


def test_a_name_that_there_is_not():
    with tf.Graph().as_default(), pytest.raises(ValueError, match="Unknown initializer:bad"):
        LAYERS["fully_connected"](weights_initializer="bad")


def test_what_is_no_name_stays():
    made = tf.zeros_initializer()
    assert initializers.by_name(made) is made
    assert initializers.by_name(None) is None
