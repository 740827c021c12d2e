"""Cells whose units see no state but their own (Li et al., 2018)."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat.rnn.base import SizedLayerCell, known_depth, lstm_sizes
from contrib_learn_compat.rnn.core import LSTMStateTuple


class _IndependentCell(SizedLayerCell):
    """Makes ``inputs · kernel_w + state * kernel_u + bias`` for several gates."""

    def _add_gates(
        self,
        prefix,
        depth,
        units,
        count,
        kernel_initializer,
        bias_initializer,
        kernel_name="kernel_w",
    ):
        kernel_w = self.add_weight(
            f"{prefix}{kernel_name}", shape=[depth, count * units], initializer=kernel_initializer
        )
        kernel_u = self.add_weight(
            f"{prefix}kernel_u",
            shape=[1, count * units],
            initializer=tf.random_uniform_initializer(-1, 1, dtype=self.dtype),
        )
        bias = self.add_weight(f"{prefix}bias", shape=[count * units], initializer=bias_initializer)

        def gates(inputs, state):
            recurrent = tf.tile(state, [1, count]) * kernel_u
            return tf.nn.bias_add(tf.matmul(inputs, kernel_w) + recurrent, bias)

        return gates


class IndRNNCell(_IndependentCell):
    """A simple recurrent network of independent units."""

    def __init__(
        self,
        num_units: int,
        activation: Callable[[tf.Tensor], tf.Tensor] | None = None,
        reuse: bool | None = None,
        name: str | None = None,
        dtype: tf.DType | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          activation: a function of the outputs, tanh if None.
          reuse: take the variables that the scope has.
          name: the layer's name, ``ind_rnn_cell`` if None.
          dtype: the variables' type; by default that of the first inputs.
        """
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._state_size = self._output_size = num_units
        self._activation = activation or tf.tanh

    def build(self, inputs_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        zeros = tf.zeros_initializer(dtype=self.dtype)
        depth = known_depth(inputs_shape)
        self._gates = self._add_gates("", depth, self._output_size, 1, None, zeros)
        self.built = True

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state [batch, num_units]."""
        outputs = self._activation(self._gates(inputs, state))
        return outputs, outputs


class IndyGRUCell(_IndependentCell):
    """A gated recurrent unit of independent units."""

    def __init__(
        self,
        num_units: int,
        activation: Callable[[tf.Tensor], tf.Tensor] | None = None,
        reuse: bool | None = None,
        kernel_initializer: Callable[..., tf.Tensor] | None = None,
        bias_initializer: Callable[..., tf.Tensor] | None = None,
        name: str | None = None,
        dtype: tf.DType | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          activation: a function of the new state, tanh if None.
          reuse: take the variables that the scope has.
          kernel_initializer: for what is multiplied with the inputs.
          bias_initializer: by default ones for the gates and zeros for the new state.
          name: the layer's name, ``indy_gru_cell`` if None.
          dtype: the variables' type; by default that of the first inputs.
        """
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._state_size = self._output_size = num_units
        self._activation = activation or tf.tanh
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    def build(self, inputs_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        depth, units = known_depth(inputs_shape), self._output_size
        for_kernel, for_bias = self._kernel_initializer, self._bias_initializer
        ones = tf.constant_initializer(1.0, dtype=self.dtype)
        zeros = tf.zeros_initializer(dtype=self.dtype)
        self._gates = self._add_gates("gates/", depth, units, 2, for_kernel, for_bias or ones)
        self._candidate = self._add_gates(
            "candidate/", depth, units, 1, for_kernel, for_bias or zeros, kernel_name="kernel"
        )
        self.built = True

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state [batch, num_units]."""
        reset, update = tf.split(tf.sigmoid(self._gates(inputs, state)), 2, axis=1)
        candidate = self._activation(self._candidate(inputs, reset * state))
        state = update * state + (1 - update) * candidate
        return state, state


class IndyLSTMCell(_IndependentCell):
    """An LSTM of independent units."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        activation: Callable[[tf.Tensor], tf.Tensor] | None = None,
        reuse: bool | None = None,
        kernel_initializer: Callable[..., tf.Tensor] | None = None,
        bias_initializer: Callable[..., tf.Tensor] | None = None,
        name: str | None = None,
        dtype: tf.DType | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          forget_bias: what is added to the forget gate.
          activation: a function of the new memory and of the state, tanh if None.
          reuse: take the variables that the scope has.
          kernel_initializer: for what is multiplied with the inputs.
          bias_initializer: zeros by default.
          name: the layer's name, ``indy_lstm_cell`` if None.
          dtype: the variables' type; by default that of the first inputs.
        """
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._num_units = num_units
        self._state_size, self._output_size = lstm_sizes(num_units)
        self._forget_bias = forget_bias
        self._activation = activation or tf.tanh
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    def build(self, inputs_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        self._gates = self._add_gates(
            "",
            known_depth(inputs_shape),
            self._num_units,
            4,
            self._kernel_initializer,
            self._bias_initializer or tf.zeros_initializer(dtype=self.dtype),
        )
        self.built = True

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and an `LSTMStateTuple`."""
        c, h = state
        i, j, f, o = tf.split(self._gates(inputs, h), 4, axis=1)
        c = c * tf.sigmoid(f + self._forget_bias) + tf.sigmoid(i) * self._activation(j)
        h = self._activation(c) * tf.sigmoid(o)
        return h, LSTMStateTuple(c, h)
