"""Long short-term memory (Hochreiter and Schmidhuber, 1997) with contrib's variations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers
from contrib_learn_compat.rnn.base import (
    Linear,
    SizedCell,
    SizedLayerCell,
    check_input_size,
    check_state_is_tuple,
    clipped,
    input_depth,
    lstm_sizes,
)
from contrib_learn_compat.rnn.core import LSTMStateTuple
from contrib_learn_compat.rnn.sharding import sharded_variable


def layer_norm(inputs: tf.Tensor, scope: str, gain: float, shift: float) -> tf.Tensor:
    """Returns normalized inputs, with ``<scope>/gamma`` and ``<scope>/beta`` to begin as given."""
    depth = inputs.shape[-1:]
    with tf.variable_scope(scope):
        for name, value in (("gamma", gain), ("beta", shift)):
            initializer = tf.constant_initializer(value)
            tf.get_variable(name, shape=depth, initializer=initializer, dtype=inputs.dtype)
    return layers.layer_norm(inputs, reuse=True, scope=scope)


class LayerNormBasicLSTMCell(SizedCell):
    """An LSTM with layer normalization (Ba et al., 2016) and dropout of what it remembers newly.

    The latter is that of Semeniuta et al. (2016).
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: int | None = None,
        activation: Callable[[tf.Tensor], tf.Tensor] = tf.tanh,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: float | tf.Tensor = 1.0,
        dropout_prob_seed: int | None = None,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          forget_bias: what is added to the forget gate.
          input_size: not used.
          activation: a function of the new memory and of the state.
          layer_norm: whether to normalize gates, new memory and state.
          norm_gain, norm_shift: what gain and shift begin with.
          dropout_keep_prob: a float or scalar tensor.
          dropout_prob_seed: an int, or None for the graph's choice.
          reuse: take the variables that the scope has.
        """
        super().__init__(_reuse=reuse)
        check_input_size(self, input_size)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._activation = activation
        self._layer_norm = layer_norm
        self._norm_gain = norm_gain
        self._norm_shift = norm_shift
        self._keep_prob = dropout_keep_prob
        self._seed = dropout_prob_seed
        self._state_size, self._output_size = lstm_sizes(num_units)

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and an `LSTMStateTuple`."""
        c, h = state
        args = tf.concat([inputs, h], 1)
        gates = tf.matmul(
            args, self._variable("kernel", [args.shape[-1], 4 * self._num_units], args)
        )
        if not self._layer_norm:
            gates = tf.nn.bias_add(gates, self._variable("bias", [4 * self._num_units], args))
        gates = tf.split(gates, 4, axis=1)
        names = ("input", "transform", "forget", "output")
        i, j, f, o = (self._norm(gate, name) for gate, name in zip(gates, names, strict=True))
        new = self._activation(j)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            new = tf.nn.dropout(new, rate=1 - self._keep_prob, seed=self._seed)
        c = c * tf.sigmoid(f + self._forget_bias) + tf.sigmoid(i) * new
        c = self._norm(c, "state")
        h = self._activation(c) * tf.sigmoid(o)
        return h, LSTMStateTuple(c, h)

    def _variable(self, name, shape, like):
        return tf.get_variable(name, shape, dtype=like.dtype)

    def _norm(self, inputs, scope):
        if not self._layer_norm:
            return inputs
        return layer_norm(inputs, scope, self._norm_gain, self._norm_shift)


class CoupledInputForgetGateLSTMCell(SizedCell):
    """An LSTM that remembers newly what it forgets (Greff et al., 2015)."""

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int = 1,
        num_proj_shards: int = 1,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Callable[[tf.Tensor], tf.Tensor] = tf.tanh,
        reuse: bool | None = None,
        layer_norm: bool = False,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          use_peepholes: whether the gates see the memory.
          initializer: not used.
          num_proj: an int, the depth of a projection of the outputs; None for no projection.
          proj_clip: a float, the greatest absolute value of that.
          num_unit_shards, num_proj_shards: into how many variables to cut the kernels.
          forget_bias: what is added to the forget gate.
          state_is_tuple: whether the state is an `LSTMStateTuple`; else it is one tensor.
          activation: a function of the new memory and of the state.
          reuse: take the variables that the scope has.
          layer_norm: whether to normalize gates, new memory and state.
          norm_gain, norm_shift: what gain and shift begin with.
        """
        super().__init__(_reuse=reuse)
        check_state_is_tuple(self, state_is_tuple)
        self._num_units = num_units
        self._num_unit_shards = num_unit_shards
        self._num_proj = num_proj
        self._num_proj_shards = num_proj_shards
        self._proj_clip = proj_clip
        self._use_peepholes = use_peepholes
        self._forget_bias = forget_bias
        self._activation = activation
        self._state_is_tuple = state_is_tuple
        self._layer_norm = layer_norm
        self._norm_gain = norm_gain
        self._norm_shift = norm_shift
        self._state_size, self._output_size = lstm_sizes(num_units, num_proj)
        if not state_is_tuple:
            self._state_size = sum(self._state_size)

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state."""
        units, dtype = self._num_units, inputs.dtype
        if not self._state_is_tuple:
            state = tf.split(state, [units, self._output_size], axis=1)
        c, m = state
        kernel = sharded_variable(
            "W",
            [input_depth(inputs) + self._output_size, 3 * units],
            dtype,
            self._num_unit_shards,
        )
        bias = tf.get_variable("B", [3 * units], dtype, tf.zeros_initializer())
        gates = tf.matmul(tf.concat([inputs, m], 1), kernel)
        if not self._layer_norm:
            gates = tf.nn.bias_add(gates, bias)
        gates = tf.split(gates, 3, axis=1)
        names = ("transform", "forget", "output")
        j, f, o = (self._norm(gate, name) for gate, name in zip(gates, names, strict=True))

        f = f + self._forget_bias
        if self._use_peepholes:
            f += tf.get_variable("W_F_diag", [units], dtype) * c
            o_peephole = tf.get_variable("W_O_diag", [units], dtype)
        f = tf.sigmoid(f)
        c = self._norm(f * c + (1 - f) * self._activation(j), "state")
        if self._use_peepholes:
            o += o_peephole * c
        m = tf.sigmoid(o) * self._activation(c)
        if self._num_proj is not None:
            projection = sharded_variable(
                "W_P", [units, self._num_proj], dtype, self._num_proj_shards
            )
            m = clipped(tf.matmul(m, projection), self._proj_clip)
        return m, LSTMStateTuple(c, m) if self._state_is_tuple else tf.concat([c, m], 1)

    def _norm(self, inputs, scope):
        if not self._layer_norm:
            return inputs
        return layer_norm(inputs, scope, self._norm_gain, self._norm_shift)


class GLSTMCell(SizedCell):
    """An LSTM in groups that do not see each other (Kuchaiev and Ginsburg, 2017)."""

    def __init__(
        self,
        num_units: int,
        initializer: Callable[..., tf.Tensor] | None = None,
        num_proj: int | None = None,
        number_of_groups: int = 1,
        forget_bias: float = 1.0,
        activation: Callable[[tf.Tensor], tf.Tensor] = tf.tanh,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int, a multiple of `number_of_groups`.
          initializer: for kernels.
          num_proj: an int and such a multiple, the depth of a projection of the outputs; None for
            no projection.
          number_of_groups: an int.
          forget_bias: what is added to the forget gate.
          activation: a function of the state.
          reuse: take the variables that the scope has.

        Raises:
          ValueError: where a size is no such multiple.
        """
        super().__init__(_reuse=reuse)
        for name, size in (("num_units", num_units), ("num_proj", num_proj or 0)):
            if size % number_of_groups:
                raise ValueError(f"{name} must be divisible by number_of_groups")
        self._num_units = num_units
        self._initializer = initializer
        self._num_proj = num_proj
        self._number_of_groups = number_of_groups
        self._forget_bias = forget_bias
        self._activation = activation
        self._state_size, self._output_size = lstm_sizes(num_units, num_proj)
        self._linears: list[Linear] = []
        self._projection: Linear | None = None

    def call(self, inputs, state):
        """Takes inputs [batch, depth], of a depth that is a multiple of the number of groups.

        Raises:
          ValueError: where it is not.
        """
        c, m = state
        groups = self._number_of_groups
        depth = inputs.shape.as_list()[1]
        if depth is None:
            raise ValueError("input size must be statically known")
        if depth % groups:
            raise ValueError(
                f"input size ({depth}) must be divisible by number_of_groups ({groups})"
            )
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            parts = [
                self._group(number, tf.concat(args, 1))
                for number, args in enumerate(
                    zip(tf.split(inputs, groups, 1), tf.split(m, groups, 1), strict=True)
                )
            ]
            gates = [tf.concat(gate, 1) for gate in zip(*parts, strict=True)]
            i, j, f, o = (
                tf.nn.bias_add(gate, self._bias(name, inputs.dtype))
                for gate, name in zip(gates, "ijfo", strict=True)
            )
        c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * tf.tanh(j)
        m = tf.sigmoid(o) * self._activation(c)
        if self._num_proj is not None:
            with tf.variable_scope("projection"):
                if self._projection is None:
                    self._projection = Linear(m, self._num_proj, False)
                m = self._projection(m)
        return m, LSTMStateTuple(c, m)

    def _group(self, number, args):
        with tf.variable_scope(f"group{number}"):
            if number == len(self._linears):
                units = self._num_units // self._number_of_groups
                self._linears.append(Linear(args, 4 * units, False))
            return tf.split(self._linears[number](args), 4, 1)

    def _bias(self, gate, dtype):
        initializer = tf.constant_initializer(0.0, dtype=dtype)
        return tf.get_variable(f"bias_{gate}", [self._num_units], dtype, initializer)


class NASCell(SizedLayerCell):
    """The cell that a search among cells found (Zoph and Le, 2017)."""

    _NAS_BASE = 8

    def __init__(
        self,
        num_units: int,
        num_proj: int | None = None,
        use_bias: bool = False,
        reuse: bool | None = None,
        **kwargs: Any,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          num_proj: an int, the depth of a projection of the outputs; None for no projection.
          use_bias: whether there is a bias.
          reuse: take the variables that the scope has.
          **kwargs: what every layer takes, such as a name.
        """
        super().__init__(_reuse=reuse, **kwargs)
        self._num_units = num_units
        self._num_proj = num_proj
        self._use_bias = use_bias
        self._state_size, self._output_size = lstm_sizes(num_units, num_proj)

    def build(self, inputs_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        depth = tf.TensorShape(inputs_shape).with_rank(2).as_list()[1]
        if depth is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
        width = self._NAS_BASE * self._num_units
        self.recurrent_kernel = self.add_weight("recurrent_kernel", [self._output_size, width])
        self.kernel = self.add_weight("kernel", [depth, width])
        if self._use_bias:
            self.bias = self.add_weight("bias", [width], initializer=tf.zeros_initializer())
        if self._num_proj is not None:
            self.projection_weights = self.add_weight(
                "projection_weights", [self._num_units, self._num_proj]
            )
        self.built = True

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and an `LSTMStateTuple`."""
        c, m = state
        recurrent = tf.matmul(m, self.recurrent_kernel)
        if self._use_bias:
            recurrent = tf.nn.bias_add(recurrent, self.bias)
        x = tf.split(tf.matmul(inputs, self.kernel), self._NAS_BASE, axis=1)
        h = tf.split(recurrent, self._NAS_BASE, axis=1)

        # A binary tree; its leaves combine inputs and outputs, its last branch takes in the state.
        first = tf.tanh(tf.sigmoid(x[0] + h[0]) * tf.nn.relu(x[1] + h[1]))
        second = tf.tanh(tf.sigmoid(x[2] + h[2]) + tf.nn.relu(x[3] * h[3]))
        third = tf.tanh(tf.tanh(x[4] + h[4]) * tf.sigmoid(x[5] + h[5]))
        fourth = tf.sigmoid(tf.tanh(x[6] + h[6]) + tf.sigmoid(x[7] + h[7]))
        c = tf.tanh(first + c) * second
        m = tf.tanh(c * tf.tanh(third + fourth))
        if self._num_proj is not None:
            m = tf.matmul(m, self.projection_weights)
        return m, LSTMStateTuple(c, m)
