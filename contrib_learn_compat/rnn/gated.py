"""Cells with few gates: UGRNN and +RNN (Collins et al., 2017), SRU (Lei et al., 2017)."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.rnn.base import (
    Linear,
    SizedCell,
    SizedLayerCell,
    input_depth,
    known_depth,
)


class UGRNNCell(SizedCell):
    """The update gate network: between an LSTM and a simple recurrent network."""

    def __init__(
        self, num_units, initializer=None, forget_bias=1.0, activation=tf.tanh, reuse=None
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          initializer: for the kernel.
          forget_bias: what is added to the gate.
          activation: a function of the new state.
          reuse: take the variables that the scope has.
        """
        super().__init__(_reuse=reuse)
        self._state_size = self._output_size = num_units
        self._initializer = initializer
        self._forget_bias = forget_bias
        self._activation = activation
        self._linear: Linear | None = None

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state [batch, num_units]."""
        input_depth(inputs)
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            args = tf.concat([inputs, state], 1)
            if self._linear is None:
                self._linear = Linear(args, 2 * self._output_size, True)
            gate, new = tf.split(self._linear(args), 2, axis=1)
            gate = tf.sigmoid(gate + self._forget_bias)
            state = gate * state + (1.0 - gate) * self._activation(new)
        return state, state


class IntersectionRNNCell(SizedCell):
    """The intersection network, with a gate for the state and one for the depth of layers."""

    def __init__(
        self,
        num_units,
        num_in_proj=None,
        initializer=None,
        forget_bias=1.0,
        y_activation=tf.nn.relu,
        reuse=None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          num_in_proj: an int, whether to project inputs of another depth than `num_units`.
          initializer: for kernels.
          forget_bias: what is added to the gates.
          y_activation: a function of the new outputs.
          reuse: take the variables that the scope has.
        """
        super().__init__(_reuse=reuse)
        self._state_size = self._output_size = num_units
        self._num_in_proj = num_in_proj
        self._initializer = initializer
        self._forget_bias = forget_bias
        self._y_activation = y_activation
        self._projection: Linear | None = None
        self._linear: Linear | None = None

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state [batch, num_units].

        Raises:
          ValueError: where the depth is not `num_units`, and there is no projection.
        """
        units, depth = self._output_size, input_depth(inputs)
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            if depth != units:
                inputs = self._project(inputs)
            args = tf.concat([inputs, state], 1)
            if self._linear is None:
                self._linear = Linear(args, 4 * units, True)
            state_gate, new_state, gate, new = tf.split(self._linear(args), 4, axis=1)
            state_gate = tf.sigmoid(state_gate + self._forget_bias)
            gate = tf.sigmoid(gate + self._forget_bias)
            state = state_gate * state + (1.0 - state_gate) * tf.tanh(new_state)
            outputs = gate * inputs + (1.0 - gate) * self._y_activation(new)
        return outputs, state

    def _project(self, inputs):
        if not self._num_in_proj:
            raise ValueError(
                "Must have input size == output size for Intersection RNN. "
                "To fix, num_in_proj should be set to num_units at cell init."
            )
        with tf.variable_scope("in_projection"):
            if self._projection is None:
                self._projection = Linear(inputs, self._output_size, True)
            return self._projection(inputs)


class SRUCell(SizedLayerCell):
    """The simple recurrent unit, whose gates do not see the state."""

    def __init__(self, num_units, activation=None, reuse=None, name=None, **kwargs) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          activation: a function of the state, tanh if None.
          reuse: take the variables that the scope has.
          name: the layer's name, ``sru_cell`` if None.
          **kwargs: what every layer takes.
        """
        super().__init__(_reuse=reuse, name=name, **kwargs)
        self._state_size = self._output_size = num_units
        self._activation = activation or tf.tanh

    def build(self, inputs_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        depth = known_depth(inputs_shape)
        units = self._output_size
        self._kernel = self.add_weight("kernel", shape=[depth, 4 * units])
        self._bias = self.add_weight("bias", shape=[2 * units], initializer=tf.zeros_initializer())
        self.built = True

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state [batch, num_units]."""
        new, forget, reset, highway = tf.split(tf.matmul(inputs, self._kernel), 4, axis=1)
        gates = tf.sigmoid(tf.nn.bias_add(tf.concat([forget, reset], 1), self._bias))
        forget, reset = tf.split(gates, 2, axis=1)
        state = forget * state + (1.0 - forget) * new
        return reset * self._activation(state) + (1.0 - reset) * highway, state
