"""LSTM and GRU cells that are one op each, or one op for all time steps.

TensorFlow has kept the ops but not the gradients of the cells, so this module registers those.
"""

from __future__ import annotations

import abc

import tensorflow.compat.v1 as tf
from tf_keras.api._v1.keras.__internal__.legacy.layers import Layer

from contrib_learn_compat.rnn.base import SizedLayerCell, lstm_sizes
from contrib_learn_compat.rnn.core import LSTMStateTuple

_PEEPHOLES = ("w_i_diag", "w_f_diag", "w_o_diag")
_PEEPHOLE_ARGUMENTS = ("wci", "wcf", "wco")


def _add_lstm_variables(layer, depth, num_units, use_peephole) -> None:
    """Gives a layer the variables of the LSTM ops."""
    layer._kernel = layer.add_weight("kernel", [depth + num_units, num_units * 4])
    layer._bias = layer.add_weight(
        "bias", [num_units * 4], initializer=tf.constant_initializer(0.0)
    )
    names = _PEEPHOLES if use_peephole else ()
    layer._peepholes = [layer.add_weight(name, [num_units]) for name in names]
    layer.built = True


def _lstm_arguments(layer, dtype) -> dict:
    """Returns the arguments of the LSTM ops that do not depend on time."""
    peepholes = layer._peepholes or [tf.zeros([layer._num_units], dtype=dtype)] * 3
    return {
        "w": layer._kernel,
        "b": layer._bias,
        **dict(zip(_PEEPHOLE_ARGUMENTS, peepholes, strict=True)),
        "forget_bias": layer._forget_bias,
        "cell_clip": -1 if layer._cell_clip is None else layer._cell_clip,
        "use_peephole": layer._use_peephole,
    }


class LSTMBlockCell(SizedLayerCell):
    """An LSTM in one op, with the variables of ``LSTMCell``."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        dtype: tf.DType | None = None,
        reuse: bool | None = None,
        name: str | None = "lstm_cell",
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          forget_bias: what is added to the forget gate.
          cell_clip: a float, the greatest absolute value of the memory.
          use_peephole: whether the gates see the memory.
          dtype: the variables' type; by default that of the first inputs.
          reuse: take the variables that the scope has.
          name: the layer's name.
        """
        super().__init__(_reuse=reuse, dtype=dtype, name=name)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._cell_clip = cell_clip
        self._use_peephole = use_peephole
        self._state_size, self._output_size = lstm_sizes(num_units)

    def build(self, inputs_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        depth = tf.TensorShape(inputs_shape).with_rank(2).as_list()[1]
        if not depth:
            raise ValueError(f"Expecting inputs_shape[1] to be set: {inputs_shape}")
        _add_lstm_variables(self, depth, self._num_units, self._use_peephole)

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and an `LSTMStateTuple`."""
        if len(state) != 2:
            raise ValueError("Expecting state to be a tuple with length 2.")
        c, h = state
        results = tf.raw_ops.LSTMBlockCell(
            x=inputs, cs_prev=c, h_prev=h, **_lstm_arguments(self, inputs.dtype)
        )
        return results.h, LSTMStateTuple(results.cs, results.h)


@tf.RegisterGradient("LSTMBlockCell")
def _lstm_block_cell_gradient(op, *gradients):
    x, cs_prev, h_prev, w, wci, wcf, wco, b = op.inputs
    i, cs, f, o, ci, co, _ = op.outputs
    into = tf.raw_ops.LSTMBlockCellGrad(
        **dict(x=x, cs_prev=cs_prev, h_prev=h_prev, w=w, wci=wci, wcf=wcf, wco=wco, b=b),
        **dict(i=i, cs=cs, f=f, o=o, ci=ci, co=co, cs_grad=gradients[1], h_grad=gradients[6]),
        use_peephole=op.get_attr("use_peephole"),
    )
    into_x, into_h = tf.split(
        tf.matmul(into.dicfo, w, transpose_b=True), [x.shape[1], h_prev.shape[1]], axis=1
    )
    into_w = tf.matmul(tf.concat([x, h_prev], 1), into.dicfo, transpose_a=True)
    return (
        into_x,
        into.cs_prev_grad,
        into_h,
        into_w,
        into.wci_grad,
        into.wcf_grad,
        into.wco_grad,
        tf.reduce_sum(into.dicfo, 0),
    )


class LSTMBlockWrapper(Layer, metaclass=abc.ABCMeta):
    """A layer that runs an LSTM over all time steps, for subclasses to say how."""

    @property
    @abc.abstractmethod
    def num_units(self) -> int:
        """The depth of the outputs."""

    @abc.abstractmethod
    def _call_cell(self, inputs, initial_cell_state, initial_output, dtype, sequence_length):
        """Runs the LSTM.

        Args:
          inputs: a tensor [time, batch, depth].
          initial_cell_state, initial_output: tensors [batch, num_units].
          dtype: their type.
          sequence_length: an integer tensor [batch], or None.

        Returns:
          Memories and outputs, both tensors [time, batch, num_units].
        """

    def call(self, inputs, initial_state=None, dtype=None, sequence_length=None):
        """Runs the LSTM.

        Args:
          inputs: a tensor [time, batch, depth], or a list of tensors [batch, depth].
          initial_state: a pair of tensors [batch, num_units]; zeros if None.
          dtype: the type of those zeros.
          sequence_length: an integer tensor [batch]; by default all steps count.

        Returns:
          The outputs, as the inputs are, and an `LSTMStateTuple`.

        Raises:
          ValueError: where there is neither state nor type, or the state is no pair.
        """
        is_list = isinstance(inputs, list)
        inputs = tf.stack(inputs) if is_list else inputs
        time, batch, depth = inputs.shape.with_rank(3).as_list()
        if not depth:
            raise ValueError(f"Expecting inputs_shape[2] to be set: {inputs.shape}")
        batch = tf.shape(inputs)[1] if batch is None else batch
        time = tf.shape(inputs)[0] if time is None else time
        if initial_state is None:
            if dtype is None:
                raise ValueError("Either initial_state or dtype needs to be specified")
            initial_state = [tf.zeros([batch, self.num_units], dtype=dtype)] * 2
        if len(initial_state) != 2:
            raise ValueError("Expecting initial_state to be a tuple with length 2 or None")
        dtype = dtype or initial_state[0].dtype
        if sequence_length is not None:
            sequence_length = tf.convert_to_tensor(sequence_length)

        memories, outputs = self._call_cell(inputs, *initial_state, dtype, sequence_length)
        if sequence_length is None:
            state = LSTMStateTuple(memories[-1], outputs[-1])
        else:
            mask = tf.sequence_mask(sequence_length, time, dtype=dtype)
            outputs *= tf.expand_dims(tf.transpose(mask), 2)
            ends = tf.stack([sequence_length, tf.range(batch, dtype=sequence_length.dtype)], 1)
            state = LSTMStateTuple(
                *(
                    tf.gather_nd(tf.concat([tf.expand_dims(first, 0), rest], 0), ends)
                    for first, rest in zip(initial_state, (memories, outputs), strict=True)
                )
            )
        return tf.unstack(outputs) if is_list else outputs, state


class LSTMBlockFusedCell(LSTMBlockWrapper):
    """An LSTM over all time steps in one op, with the variables of ``LSTMCell``."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        reuse: bool | None = None,
        dtype: tf.DType | None = None,
        name: str | None = "lstm_fused_cell",
    ) -> None:
        """Makes the layer, from the arguments of `LSTMBlockCell`."""
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._cell_clip = cell_clip
        self._use_peephole = use_peephole

    @property
    def num_units(self) -> int:
        """The depth of the outputs."""
        return self._num_units

    def build(self, input_shape) -> None:
        """Makes the variables."""
        depth = tf.TensorShape(input_shape).with_rank(3).as_list()[2]
        _add_lstm_variables(self, depth, self._num_units, self._use_peephole)

    def _call_cell(
        self,
        inputs,
        initial_cell_state=None,
        initial_output=None,
        dtype=None,
        sequence_length=None,
    ):
        steps = tf.shape(inputs)[0] if sequence_length is None else tf.reduce_max(sequence_length)
        results = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.cast(steps, tf.int64),
            x=inputs,
            cs_prev=initial_cell_state,
            h_prev=initial_output,
            **_lstm_arguments(self, dtype),
        )
        return results.cs, results.h


class GRUBlockCell(SizedLayerCell):
    """A GRU in one op. `GRUBlockCellV2` has the same variables as ``GRUCell``."""

    _NAMES = ("w_ru", "b_ru", "w_c", "b_c")

    def __init__(
        self,
        num_units: int | None = None,
        cell_size: int | None = None,
        reuse: bool | None = None,
        name: str | None = "gru_cell",
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          cell_size: the old name of that.
          reuse: take the variables that the scope has.
          name: the layer's name.

        Raises:
          ValueError: where there are both or neither.
        """
        super().__init__(_reuse=reuse, name=name)
        if (cell_size is None) == (num_units is None):
            raise ValueError("Exactly one of num_units or cell_size must be provided.")
        self._state_size = self._output_size = cell_size if num_units is None else num_units

    def build(self, input_shape) -> None:
        """Makes the variables.

        Raises:
          ValueError: where the inputs' depth is not known.
        """
        depth, units = tf.TensorShape(input_shape).with_rank(2).as_list()[1], self._output_size
        if depth is None:
            raise ValueError("Expecting input_size to be set.")
        w_ru, b_ru, w_c, b_c = self._NAMES
        ones, zeros = tf.constant_initializer(1.0), tf.constant_initializer(0.0)
        self._gate_kernel = self.add_weight(w_ru, [depth + units, units * 2])
        self._gate_bias = self.add_weight(b_ru, [units * 2], initializer=ones)
        self._candidate_kernel = self.add_weight(w_c, [depth + units, units])
        self._candidate_bias = self.add_weight(b_c, [units], initializer=zeros)
        self.built = True

    def call(self, inputs, h_prev):
        """Takes inputs [batch, depth] and a state [batch, num_units]."""
        size = h_prev.shape.with_rank(2).as_list()[1]
        if size != self._output_size:
            raise ValueError(
                f"Shape of h_prev[1] incorrect: cell_size {self._output_size} vs {size}"
            )
        results = tf.raw_ops.GRUBlockCell(
            x=inputs,
            h_prev=h_prev,
            w_ru=self._gate_kernel,
            b_ru=self._gate_bias,
            w_c=self._candidate_kernel,
            b_c=self._candidate_bias,
        )
        return results.h, results.h


class GRUBlockCellV2(GRUBlockCell):
    """A `GRUBlockCell` with the variables of ``GRUCell``, and so with its checkpoints."""

    _NAMES = ("gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias")


@tf.RegisterGradient("GRUBlockCell")
def _gru_block_cell_gradient(op, *gradients):
    x, h_prev, w_ru, w_c, b_ru, b_c = op.inputs
    r, u, c, _ = op.outputs
    into = tf.raw_ops.GRUBlockCellGrad(
        **dict(x=x, h_prev=h_prev, w_ru=w_ru, w_c=w_c, b_ru=b_ru, b_c=b_c),
        **dict(r=r, u=u, c=c, d_h=gradients[3]),
    )
    into_gates, into_candidate = into.d_r_bar_u_bar, into.d_c_bar
    return (
        into.d_x,
        into.d_h_prev,
        tf.matmul(tf.concat([x, h_prev], 1), into_gates, transpose_a=True),
        tf.matmul(tf.concat([x, h_prev * r], 1), into_candidate, transpose_a=True),
        tf.reduce_sum(into_gates, 0),
        tf.reduce_sum(into_candidate, 0),
    )
