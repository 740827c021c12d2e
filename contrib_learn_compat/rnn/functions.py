"""Bidirectional layers on top of each other, where each sees both directions of the one below."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from contrib_learn_compat.rnn.core import RNNCell


def stack_bidirectional_rnn(
    cells_fw: list[RNNCell],
    cells_bw: list[RNNCell],
    inputs: Sequence[tf.Tensor],
    initial_states_fw: list | None = None,
    initial_states_bw: list | None = None,
    dtype: tf.DType | None = None,
    sequence_length: tf.Tensor | Sequence[int] | None = None,
    scope: str | tf.VariableScope | None = None,
) -> tuple[list[tf.Tensor], tuple, tuple]:
    """Unrolls bidirectional layers.

    Args:
      cells_fw, cells_bw: lists of cells, one a layer.
      inputs: a list of tensors [batch, depth], one a time step.
      initial_states_fw, initial_states_bw: lists of states, one a layer; by default zeros.
      dtype: the type of those zeros.
      sequence_length: an integer tensor [batch]; by default all steps count.
      scope: the name of the variable scope, ``stack_bidirectional_rnn`` if None.

    Returns:
      The outputs, a list of tensors [batch, output_fw + output_bw]; a tuple of the final states
      forward, one a layer; and one of those backward.

    Raises:
      ValueError: where the lists are none, empty, or not as long as each other.
    """
    states_fw, states_bw = [], []
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for number, layer in enumerate(
            _layers(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
        ):
            with tf.variable_scope(f"cell_{number}") as cell_scope:
                inputs, state_fw, state_bw = tf.nn.static_bidirectional_rnn(
                    **layer,
                    inputs=inputs,
                    dtype=dtype,
                    sequence_length=sequence_length,
                    scope=cell_scope,
                )
            states_fw.append(state_fw)
            states_bw.append(state_bw)
    return inputs, tuple(states_fw), tuple(states_bw)


def stack_bidirectional_dynamic_rnn(
    cells_fw: list[RNNCell],
    cells_bw: list[RNNCell],
    inputs: tf.Tensor,
    initial_states_fw: list | None = None,
    initial_states_bw: list | None = None,
    dtype: tf.DType | None = None,
    sequence_length: tf.Tensor | Sequence[int] | None = None,
    parallel_iterations: int | None = None,
    time_major: bool = False,
    scope: str | tf.VariableScope | None = None,
    swap_memory: bool = False,
) -> tuple[tf.Tensor, tuple, tuple]:
    """Runs bidirectional layers over as many steps as the inputs have.

    Args:
      cells_fw, cells_bw, initial_states_fw, initial_states_bw, dtype, sequence_length, scope: as
        :func:`stack_bidirectional_rnn` takes them.
      inputs: a tensor [batch, time, depth]; with `time_major` [time, batch, depth].
      parallel_iterations, swap_memory: as ``tf.nn.dynamic_rnn`` takes them.
      time_major: whether time comes before the batch, in inputs and outputs.

    Returns:
      The outputs, a tensor [batch, time, output_fw + output_bw]; a tuple of the final states
      forward, one a layer; and one of those backward.

    Raises:
      ValueError: where the lists are none, empty, or not as long as each other.
    """
    states_fw, states_bw = [], []
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for number, layer in enumerate(
            _layers(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
        ):
            with tf.variable_scope(f"cell_{number}"):
                outputs, (state_fw, state_bw) = tf.nn.bidirectional_dynamic_rnn(
                    **layer,
                    inputs=inputs,
                    sequence_length=sequence_length,
                    dtype=dtype,
                    parallel_iterations=parallel_iterations,
                    swap_memory=swap_memory,
                    time_major=time_major,
                )
                inputs = tf.concat(outputs, 2)
            states_fw.append(state_fw)
            states_bw.append(state_bw)
    return inputs, tuple(states_fw), tuple(states_bw)


def _layers(cells_fw, cells_bw, states_fw, states_bw) -> list[dict]:
    """Returns the arguments of each layer."""
    for cells, direction in ((cells_fw, "fw"), (cells_bw, "bw")):
        if not cells:
            raise ValueError(f"Must specify at least one {direction} cell for BidirectionalRNN.")
    for cells, direction in ((cells_fw, "fw"), (cells_bw, "bw")):
        if not isinstance(cells, list):
            raise ValueError(f"cells_{direction} must be a list of RNNCells (one per layer).")
    if len(cells_fw) != len(cells_bw):
        raise ValueError("Forward and Backward cells must have the same depth.")
    for states, direction in ((states_fw, "fw"), (states_bw, "bw")):
        fits = isinstance(states, list) and len(states) == len(cells_fw)
        if states is not None and not fits:
            raise ValueError(
                f"initial_states_{direction} must be a list of state tensors (one per layer)."
            )
    none = [None] * len(cells_fw)
    return [
        {"cell_fw": fw, "cell_bw": bw, "initial_state_fw": state_fw, "initial_state_bw": state_bw}
        for fw, bw, state_fw, state_bw in zip(
            cells_fw, cells_bw, states_fw or none, states_bw or none, strict=True
        )
    ]
