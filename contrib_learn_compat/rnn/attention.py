"""A cell that attends to what it has put out."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import assert_like_rnncell
from contrib_learn_compat.rnn.base import Linear, SizedCell, check_state_is_tuple
from contrib_learn_compat.rnn.core import RNNCell


class AttentionCellWrapper(SizedCell):
    """Lets a cell attend to its last outputs (Bahdanau et al., 2014)."""

    def __init__(
        self,
        cell: RNNCell,
        attn_length: int,
        attn_size: int | None = None,
        attn_vec_size: int | None = None,
        input_size: int | None = None,
        state_is_tuple: bool = True,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          cell: an ``RNNCell``.
          attn_length: an int, how many outputs it attends to.
          attn_size: an int, the depth of the outputs; by default the cell's.
          attn_vec_size: an int, the depth in which it compares; by default `attn_size`.
          input_size: an int, the depth that the cell takes; by default that of the inputs.
          state_is_tuple: whether the state is a tuple of the cell's, the attention and the
            outputs attended to; else these are one tensor.
          reuse: take the variables that the scope has.

        Raises:
          TypeError: where `cell` is no cell.
          ValueError: where `attn_length` is not positive, or the cell's state is a tuple and this
            one's is to be none.
        """
        super().__init__(_reuse=reuse)
        assert_like_rnncell("cell", cell)
        if tf.nest.is_nested(cell.state_size) and not state_is_tuple:
            raise ValueError(
                "Cell returns tuple of states, but the flag state_is_tuple is not set. "
                f"State size is: {cell.state_size}"
            )
        if attn_length <= 0:
            raise ValueError(f"attn_length should be greater than zero, got {attn_length}")
        check_state_is_tuple(self, state_is_tuple)
        self._cell = cell
        self._attn_length = attn_length
        self._output_size = cell.output_size if attn_size is None else attn_size
        self._attn_vec_size = self._output_size if attn_vec_size is None else attn_vec_size
        self._input_size = input_size
        self._state_is_tuple = state_is_tuple
        self._linears: dict[str, Linear] = {}

    @property
    def state_size(self):
        """The sizes of the cell's state, the attention, and the outputs attended to."""
        sizes = (
            self._cell.state_size,
            self._output_size,
            self._output_size * self._attn_length,
        )
        return sizes if self._state_is_tuple else sum(sizes)

    def call(self, inputs, state):
        """Takes inputs [batch, depth]."""
        size, length = self._output_size, self._attn_length
        if not self._state_is_tuple:
            state = tf.split(state, [self._cell.state_size, size, size * length], axis=1)
        state, attention, history = state
        history = tf.reshape(history, [-1, length, size])
        depth = inputs.shape.as_list()[1] if self._input_size is None else self._input_size
        inputs = self._linear("inputs", [inputs, attention], depth)
        outputs, state = self._cell(inputs, state)

        query = tf.concat(tf.nest.flatten(state), 1) if self._state_is_tuple else state
        attention = self._attend(query, history)
        with tf.variable_scope("attn_output_projection"):
            outputs = self._linear("outputs", [outputs, attention], size)
        history = tf.concat([history[:, 1:], tf.expand_dims(outputs, 1)], 1)
        state = (state, attention, tf.reshape(history, [-1, length * size]))
        return outputs, state if self._state_is_tuple else tf.concat(state, 1)

    def _attend(self, query, history):
        """Returns the mean of `history`, weighted by how it answers the query."""
        with tf.variable_scope("attention"):
            kernel = tf.get_variable("attn_w", [1, 1, self._output_size, self._attn_vec_size])
            vector = tf.get_variable("attn_v", [self._attn_vec_size])
            query = tf.expand_dims(self._linear("query", query, self._attn_vec_size), 1)
            keys = tf.tensordot(history, kernel[0, 0], 1)
            weights = tf.nn.softmax(tf.reduce_sum(vector * tf.tanh(keys + query), 2))
            return tf.reduce_sum(tf.expand_dims(weights, 2) * history, 1)

    def _linear(self, name, args, output_size):
        if name not in self._linears:
            self._linears[name] = Linear(args, output_size, True)
        return self._linears[name](args)
