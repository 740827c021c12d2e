"""The learning rate of warm restarts, by its own formula."""

import math

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.training.sgdr import sgdr_decay


@pytest.mark.parametrize(
    "step, growth, restarts, done",
    [(0, 1.0, 0, 0), (5, 1.0, 0, 0.5), (10, 1.0, 1, 0), (25, 2.0, 1, 0.75), (30, 2.0, 2, 0)],
)
def test_each_period_is_a_cosine(step, growth, restarts, done):
    with tf.Graph().as_default(), tf.Session() as session:
        rate = sgdr_decay(0.1, step, 10, growth, m_mul=0.5)
        assert rate.op.name == "SGDRDecay"
        expected = 0.1 * 0.5**restarts * (1 + math.cos(math.pi * done)) / 2
        assert session.run(rate) == pytest.approx(expected, rel=1e-4)


def test_it_needs_a_step():
    with pytest.raises(ValueError, match="global_step is required for sgdr_decay"):
        sgdr_decay(0.1, None, 10)
