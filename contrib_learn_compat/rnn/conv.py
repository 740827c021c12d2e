"""Convolutional LSTMs (Shi et al., 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.rnn.base import SizedCell
from contrib_learn_compat.rnn.core import LSTMStateTuple


class ConvLSTMCell(SizedCell):
    """An LSTM whose inputs, state and outputs are images in one, two or three dimensions."""

    def __init__(
        self,
        conv_ndims: int,
        input_shape: Sequence[int],
        output_channels: int,
        kernel_shape: Sequence[int],
        use_bias: bool = True,
        skip_connection: bool = False,
        forget_bias: float = 1.0,
        initializers: Any = None,
        name: str | None = "conv_lstm_cell",
    ) -> None:
        """Makes the cell.

        Args:
          conv_ndims: 1, 2 or 3, the number of dimensions.
          input_shape: a list of ints, the shape of an input, channels last.
          output_channels: an int.
          kernel_shape: a list of ints, one a dimension.
          use_bias: whether there is a bias.
          skip_connection: whether to append the inputs to the outputs.
          forget_bias: what is added to the forget gate.
          initializers: not used.
          name: the layer's name.

        Raises:
          ValueError: where `input_shape` has not one dimension more than `conv_ndims`.
        """
        super().__init__(name=name)
        if conv_ndims != len(input_shape) - 1:
            raise ValueError(f"Invalid input_shape {input_shape} for conv_ndims={conv_ndims}.")
        self._conv_ndims = conv_ndims
        self._output_channels = output_channels
        self._kernel_shape = list(kernel_shape)
        self._use_bias = use_bias
        self._skip_connection = skip_connection
        self._forget_bias = forget_bias
        *space, channels = input_shape
        state = tf.TensorShape([*space, output_channels])
        self._state_size = LSTMStateTuple(state, state)
        skipped = channels if skip_connection else 0
        self._output_size = tf.TensorShape([*space, output_channels + skipped])

    def call(self, inputs, state, scope=None):
        """Takes inputs [batch, *input_shape] and an `LSTMStateTuple`."""
        c, h = state
        i, j, f, o = tf.split(self._convolve(tf.concat([inputs, h], axis=-1)), 4, axis=-1)
        c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * tf.tanh(j)
        h = tf.tanh(c) * tf.sigmoid(o)
        if self._skip_connection:
            h = tf.concat([h, inputs], axis=-1)
        return h, LSTMStateTuple(c, h)

    def _convolve(self, args):
        channels = 4 * self._output_channels
        kernel = tf.get_variable(
            "kernel",
            [*self._kernel_shape, args.shape.as_list()[-1], channels],
            dtype=args.dtype,
        )
        outputs = tf.nn.convolution(args, kernel, padding="SAME")
        if not self._use_bias:
            return outputs
        return outputs + tf.get_variable(
            "biases",
            [channels],
            dtype=args.dtype,
            initializer=tf.constant_initializer(0.0, dtype=args.dtype),
        )


class Conv1DLSTMCell(ConvLSTMCell):
    """A `ConvLSTMCell` over one dimension."""

    def __init__(self, name: str | None = "conv_1d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(conv_ndims=1, name=name, **kwargs)


class Conv2DLSTMCell(ConvLSTMCell):
    """A `ConvLSTMCell` over two dimensions."""

    def __init__(self, name: str | None = "conv_2d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(conv_ndims=2, name=name, **kwargs)


class Conv3DLSTMCell(ConvLSTMCell):
    """A `ConvLSTMCell` over three dimensions."""

    def __init__(self, name: str | None = "conv_3d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(conv_ndims=3, name=name, **kwargs)
