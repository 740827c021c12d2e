"""The phased LSTM (Neil et al., 2016), for events at any time."""

from __future__ import annotations

import math

import tensorflow.compat.v1 as tf

from contrib_learn_compat.rnn.base import Linear, SizedCell, lstm_sizes
from contrib_learn_compat.rnn.core import LSTMStateTuple


class PhasedLSTMCell(SizedCell):
    """An LSTM whose units are open for a part of their own period only."""

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        leak: float = 0.001,
        ratio_on: float = 0.1,
        trainable_ratio_on: bool = True,
        period_init_min: float = 1.0,
        period_init_max: float = 1000.0,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          use_peepholes: whether the gates see the memory.
          leak: how much a closed unit lets through.
          ratio_on: what the open part of a period begins with.
          trainable_ratio_on: whether that is trained.
          period_init_min, period_init_max: the least and greatest period to begin with; those in
            between are uniform in their logarithm.
          reuse: take the variables that the scope has.
        """
        super().__init__(_reuse=reuse, autocast=False)  # the time may need float64
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._leak = leak
        self._ratio_on = tf.constant_initializer(ratio_on)
        self._trainable_ratio_on = trainable_ratio_on
        self._log_periods = math.log(period_init_min), math.log(period_init_max)
        self._state_size, self._output_size = lstm_sizes(num_units)
        self._linears: dict[str, Linear] = {}

    def call(self, inputs, state):
        """Takes a pair of times [batch, 1] and inputs [batch, depth], and an `LSTMStateTuple`."""
        (time, inputs), (c_prev, h_prev) = inputs, state
        args = [inputs, h_prev]
        seen = [*args, c_prev] if self._use_peepholes else args
        gates = tf.sigmoid(self._linear("mask_gates", seen, 2))
        i, f = tf.split(gates, 2, axis=1)
        c = c_prev * f + i * tf.tanh(self._linear("new_input", args, 1))
        seen = [*args, c] if self._use_peepholes else args
        h = tf.tanh(c) * tf.sigmoid(self._linear("output_gate", seen, 1))

        openness = self._openness(time)
        c = openness * c + (1 - openness) * c_prev
        h = openness * h + (1 - openness) * h_prev
        return h, LSTMStateTuple(c, h)

    def _linear(self, name, args, count):
        with tf.variable_scope(name):
            if name not in self._linears:
                self._linears[name] = Linear(args, count * self._num_units, True)
            return self._linears[name](args)

    def _openness(self, time):
        """Returns how open units are: it goes up, and down again, in the open part of a period."""
        shape = [self._num_units]
        period = tf.get_variable("period", shape, initializer=self._random_periods)
        phase = tf.get_variable(
            "phase", shape, initializer=tf.random_uniform_initializer(0.0, period.initial_value)
        )
        ratio_on = tf.get_variable(
            "ratio_on", shape, initializer=self._ratio_on, trainable=self._trainable_ratio_on
        )
        period, shifted = tf.cast(period, time.dtype), time - tf.cast(phase, time.dtype)
        # The gradient of a remainder is taken as that of its first operand.
        remainder = tf.stop_gradient(tf.mod(shifted, period) - shifted) + shifted
        cycle = tf.cast(remainder / period, tf.float32)
        rising = 2 * cycle / ratio_on
        openness = tf.where(cycle < ratio_on, 2 - rising, self._leak * cycle)
        return tf.where(cycle < 0.5 * ratio_on, rising, openness)

    def _random_periods(self, shape, dtype=tf.float32, partition_info=None):
        return tf.exp(tf.random_uniform(shape, *self._log_periods, dtype))
