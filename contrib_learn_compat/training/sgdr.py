"""The learning rate of stochastic gradient descent with warm restarts."""

from __future__ import annotations

import math

import tensorflow.compat.v1 as tf


def sgdr_decay(
    learning_rate, global_step, initial_period_steps, t_mul=2.0, m_mul=1.0, name="SGDRDecay"
):
    """Lets a learning rate fall along a cosine to 0, again and again (Loshchilov & Hutter, 2017).

    Args:
      learning_rate: a floating scalar, the rate at the start of the first period.
      global_step: an integer scalar, not negative.
      initial_period_steps: the steps of the first period.
      t_mul: how many times longer each period is than the one before.
      m_mul: what each period's first rate is multiplied by for the next.
      name: the name of the operations.

    Returns:
      A scalar tensor of the type of `learning_rate`.

    Raises:
      ValueError: where `global_step` is None.
    """
    if global_step is None:
        raise ValueError("global_step is required for sgdr_decay.")
    inputs = [learning_rate, global_step, initial_period_steps, t_mul, m_mul]
    with tf.name_scope(name, "SGDRDecay", inputs) as scope:
        rate = tf.convert_to_tensor(learning_rate, name="initial_learning_rate")
        step, first, growth, shrink = (tf.cast(value, rate.dtype) for value in inputs[1:])
        periods = step / first  # in units of the first one

        def in_growing_periods():
            # The first n periods take (1 - growth^n) / (1 - growth) of the first one's length.
            restarts = tf.floor(tf.log(1 - periods * (1 - growth)) / tf.log(growth))
            length = growth**restarts
            return restarts, (periods - (1 - length) / (1 - growth)) / length

        def in_equal_periods():
            restarts = tf.floor(periods)
            return restarts, periods - restarts

        restarts, done = tf.cond(tf.equal(growth, 1), in_equal_periods, in_growing_periods)
        highest = rate * shrink**restarts
        return tf.multiply(0.5 * highest, tf.cos(done * math.pi) + 1, name=scope)
