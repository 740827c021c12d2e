"""What the cells of tf.contrib.rnn have in common."""

from __future__ import annotations

import tensorflow.compat.v1 as tf
from tf_keras.layers import InputSpec

from contrib_learn_compat.rnn.core import LayerRNNCell, LSTMStateTuple, RNNCell


class SizedCell(RNNCell):
    """A cell that keeps its sizes in ``_state_size`` and ``_output_size``.

    Its variables are made in ``call``, with ``tf.get_variable``.
    """

    @property
    def state_size(self):
        """The size, or nest of sizes, of the state."""
        return self._state_size

    @property
    def output_size(self):
        """The size of the outputs."""
        return self._output_size


class SizedLayerCell(LayerRNNCell):
    """A cell that keeps its sizes as `SizedCell` does, and makes its variables in ``build``."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.input_spec = InputSpec(ndim=2)

    state_size = SizedCell.state_size
    output_size = SizedCell.output_size


class WrapperCell(RNNCell):
    """A cell around another one, with that one's sizes and initial state."""

    @property
    def state_size(self):
        """The size, or nest of sizes, of the state."""
        return self._cell.state_size

    @property
    def output_size(self):
        """The size of the outputs."""
        return self._cell.output_size

    def zero_state(self, batch_size, dtype):
        """Returns the state to begin in."""
        with tf.name_scope(f"{type(self).__name__}ZeroState"):
            return self._cell.zero_state(batch_size, dtype)


class Linear:
    """``concat(args) · kernel + bias``, whose variables are made once and used at every call."""

    def __init__(
        self, args, output_size, build_bias, bias_initializer=None, kernel_initializer=None
    ) -> None:
        """Makes the variables, in the present variable scope.

        Args:
          args: a tensor [batch, depth] or a list of them.
          output_size: an int.
          build_bias: whether there is a bias.
          bias_initializer: by default zeros.
          kernel_initializer: by default the scope's.

        Raises:
          ValueError: where there are no `args`, or their shapes are not known or not of rank 2.
        """
        args = _as_list(args)
        shapes = [arg.shape for arg in args]
        for shape in shapes:
            if shape.rank != 2:
                raise ValueError(f"linear is expecting 2D arguments: {shapes}")
            if shape.as_list()[1] is None:
                raise ValueError(
                    f"linear expects shape[1] to be provided for shape {shape}, but saw {shape[1]}"
                )
        depth, dtype = sum(shape.as_list()[1] for shape in shapes), args[0].dtype
        with tf.variable_scope(tf.get_variable_scope()) as scope:
            self._kernel = tf.get_variable(
                "kernel", [depth, output_size], dtype=dtype, initializer=kernel_initializer
            )
            self._bias = None
            if build_bias:
                scope.set_partitioner(None)
                if bias_initializer is None:
                    bias_initializer = tf.constant_initializer(0.0, dtype=dtype)
                self._bias = tf.get_variable(
                    "bias", [output_size], dtype=dtype, initializer=bias_initializer
                )

    def __call__(self, args):
        """Returns a tensor [batch, output_size]."""
        args = _as_list(args)
        inputs = args[0] if len(args) == 1 else tf.concat(args, 1)
        outputs = tf.matmul(inputs, self._kernel)
        return outputs if self._bias is None else tf.nn.bias_add(outputs, self._bias)


def _linear(args, output_size, bias, bias_initializer=None, kernel_initializer=None):
    """Returns what a new `Linear` makes of `args`."""
    return Linear(args, output_size, bias, bias_initializer, kernel_initializer)(args)


_Linear = Linear  # its name in TensorFlow 1.15


def _as_list(args) -> list:
    args = list(args) if isinstance(args, (list, tuple)) else [args]
    if not args or args[0] is None:
        raise ValueError("`args` must be specified")
    return args


def lstm_sizes(num_units, num_proj=None) -> tuple[LSTMStateTuple, int]:
    """Returns the sizes of an LSTM's state and outputs, which a projection may make smaller."""
    output_size = num_proj or num_units
    return LSTMStateTuple(num_units, output_size), output_size


def known_depth(inputs_shape) -> int:
    """Returns the depth in a shape [batch, depth], as ``build`` gets it.

    Raises:
      ValueError: where it is not known.
    """
    shape = tf.TensorShape(inputs_shape)
    if shape.as_list()[1] is None:
        raise ValueError(f"Expected inputs.shape[-1] to be known, saw shape: {shape}")
    return shape.as_list()[1]


def input_depth(inputs) -> int:
    """Returns the last dimension of a tensor of rank 2.

    Raises:
      ValueError: where it is not known.
    """
    depth = inputs.shape.with_rank(2).as_list()[1]
    if depth is None:
        raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
    return depth


def clipped(values, limit):
    """Returns `values` in the range from -`limit` to `limit`; as they are, where it is None."""
    return values if limit is None else tf.clip_by_value(values, -limit, limit)


def check_input_size(cell, input_size) -> None:
    """Warns of an argument that has no effect any more."""
    if input_size is not None:
        tf.logging.warning("%s: The input_size parameter is deprecated.", cell)


def check_state_is_tuple(cell, state_is_tuple) -> None:
    """Warns of the old kind of state."""
    if not state_is_tuple:
        tf.logging.warning(
            "%s: Using a concatenated state is slower and will soon be deprecated.  "
            "Use state_is_tuple=True.",
            cell,
        )
