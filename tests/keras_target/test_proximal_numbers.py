"""Optimizers that migrated programs bring with them take the steps of TensorFlow 1's."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf1

from contrib_learn_compat.keras.verification.optimizers import moved, probe
from contrib_learn_migrate.keras.helpers.adagrad_da import AdagradDA
from contrib_learn_migrate.keras.helpers.proximal_adagrad import ProximalAdagrad
from contrib_learn_migrate.keras.helpers.proximal_sgd import ProximalSGD
from tests.keras_target.bodies import obstacles_of, rendered

STRENGTHS = [{}, {"l1": 0.01}, {"l2": 0.5}, {"l1": 0.3, "l2": 0.1}]


def _long(strengths):
    return {f"{name}_regularization_strength": value for name, value in strengths.items()}


def _legacy(make):
    with tf1.Graph().as_default():
        step = tf1.train.get_or_create_global_step()
        run = probe((make(step), step))
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
            return run(session)


@pytest.mark.parametrize("strengths", STRENGTHS, ids=str)
def test_proximal_adagrad(strengths):
    more = {**_long(strengths), "initial_accumulator_value": 0.2}
    expected = _legacy(lambda _: tf1.train.ProximalAdagradOptimizer(0.3, **more))
    np.testing.assert_allclose(moved(ProximalAdagrad(0.3, **more)), expected, 1e-5, 1e-7)


@pytest.mark.parametrize("strengths", STRENGTHS, ids=str)
def test_proximal_gradient_descent(strengths):
    more = _long(strengths)
    expected = _legacy(lambda _: tf1.train.ProximalGradientDescentOptimizer(0.3, **more))
    np.testing.assert_allclose(moved(ProximalSGD(0.3, **more)), expected, 1e-5, 1e-7)


@pytest.mark.parametrize("strengths", STRENGTHS, ids=str)
def test_dual_averaging(strengths):
    more = _long(strengths)
    expected = _legacy(lambda step: tf1.train.AdagradDAOptimizer(0.3, step, **more))
    np.testing.assert_allclose(moved(AdagradDA(0.3, **more)), expected, 1e-5, 1e-7)


def test_what_is_written():
    text = "tf.train.ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.001)"
    new, body = rendered(f"o = {text}\n")
    assert new == "o = ProximalAdagrad(0.1, l1_regularization_strength=0.001)\n"
    assert body.helpers == {"proximal_adagrad"}
    new, _ = rendered("o = tf.train.AdagradDAOptimizer(0.1, tf.train.get_global_step(), 0.2)\n")
    assert new == "o = AdagradDA(0.1, initial_accumulator_value=0.2)\n"


def test_a_step_of_its_own():
    assert obstacles_of("o = tf.train.AdagradDAOptimizer(0.1, tf.Variable(0))\n") == [
        "tf.train.AdagradDAOptimizer: its global_step is not known to be the model's"
    ]
