"""Cells that run over all time steps in one call."""

from __future__ import annotations

import abc

import tensorflow.compat.v1 as tf


class FusedRNNCell(abc.ABC):
    """A cell that takes a whole sequence at once."""

    @abc.abstractmethod
    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Runs the cell.

        Args:
          inputs: a tensor [time, batch, depth], or a list of tensors [batch, depth].
          initial_state: the state to begin in; zeros if None.
          dtype: the type of those zeros.
          sequence_length: an integer tensor [batch]; by default all steps count.
          scope: a variable scope or its name.

        Returns:
          The outputs, as the inputs are, and the final state.
        """


class FusedRNNCellAdaptor(FusedRNNCell):
    """Makes a fused cell of any cell, with ``tf.nn.static_rnn`` or ``tf.nn.dynamic_rnn``."""

    def __init__(self, cell, use_dynamic_rnn=False) -> None:
        """Makes the fused cell.

        Args:
          cell: an ``RNNCell``.
          use_dynamic_rnn: loop over the time steps, instead of unrolling them.
        """
        self._cell = cell
        self._use_dynamic_rnn = use_dynamic_rnn

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Runs the cell, as `FusedRNNCell` says."""
        is_list = isinstance(inputs, list)
        run, convert, convert_back = tf.nn.static_rnn, tf.unstack, tf.stack
        options = {}
        if self._use_dynamic_rnn:
            run, convert, convert_back = tf.nn.dynamic_rnn, tf.stack, tf.unstack
            options["time_major"] = True
        fits = is_list != self._use_dynamic_rnn
        outputs, state = run(
            self._cell,
            inputs if fits else convert(inputs),
            sequence_length=sequence_length,
            initial_state=initial_state,
            dtype=dtype,
            scope=scope,
            **options,
        )
        return outputs if fits else convert_back(outputs), state


class TimeReversedFusedRNN(FusedRNNCell):
    """Runs a fused cell from the end to the beginning."""

    def __init__(self, cell) -> None:
        """Makes the fused cell from another `FusedRNNCell`."""
        self._cell = cell

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Runs the cell, as `FusedRNNCell` says."""
        outputs, state = self._cell(
            _reversed(inputs, sequence_length),
            initial_state=initial_state,
            dtype=dtype,
            sequence_length=sequence_length,
            scope=scope,
        )
        return _reversed(outputs, sequence_length), state


def _reversed(sequence, lengths):
    if isinstance(sequence, list):
        return sequence[::-1]
    if lengths is None:
        return tf.reverse(sequence, [0])
    return tf.reverse_sequence(sequence, lengths, seq_axis=0, batch_axis=1)
