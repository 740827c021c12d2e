"""LSTMs over frequency as well as time (Li et al., 2015; Sainath and Li, 2016)."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.rnn.base import SizedCell, check_state_is_tuple, clipped
from contrib_learn_compat.rnn.sharding import sharded_variable


class TimeFreqLSTMCell(SizedCell):
    """An LSTM that goes over the frequencies of a time step, with one memory for both.

    The state is one tensor, of memory and outputs at each frequency in turn.
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_unit_shards: int = 1,
        forget_bias: float = 1.0,
        feature_size: int | None = None,
        frequency_skip: int = 1,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          use_peepholes: whether the gates see the memory.
          cell_clip: a float, the greatest absolute value of the memory.
          initializer: not used.
          num_unit_shards: into how many variables to cut the kernel.
          forget_bias: what is added to the forget gate.
          feature_size: an int, how many inputs it sees at a frequency.
          frequency_skip: an int, by how many inputs frequencies are apart.
          reuse: take the variables that the scope has.
        """
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._num_unit_shards = num_unit_shards
        self._forget_bias = forget_bias
        self._feature_size = feature_size
        self._frequency_skip = frequency_skip
        self._state_size, self._output_size = 2 * num_units, num_units

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state [batch, 2 * num_units * frequencies].

        Raises:
          ValueError: where the depth is not known.
        """
        units, dtype = self._num_units, inputs.dtype
        size = _known_depth(inputs)
        features = _windows(inputs, 0, size, self._feature_size, self._frequency_skip)
        kernel = sharded_variable(
            "W", [self._feature_size + 2 * units, 4 * units], dtype, self._num_unit_shards
        )
        bias = tf.get_variable("B", [4 * units], dtype, tf.zeros_initializer())
        peepholes = dict.fromkeys("FIO", 0.0)
        if self._use_peepholes:
            peepholes = {g: tf.get_variable(f"W_{g}_diag", [units], dtype) for g in "FIO"}

        m, parts = tf.zeros_like(state[:, :units]), []
        for number, feature in enumerate(features):
            c_prev, m_prev = _memory(state, number, units)
            gates = tf.nn.bias_add(tf.matmul(tf.concat([feature, m_prev, m], 1), kernel), bias)
            i, j, f, o = tf.split(gates, 4, axis=1)
            f = tf.sigmoid(f + self._forget_bias + peepholes["F"] * c_prev)
            i = tf.sigmoid(i + peepholes["I"] * c_prev)
            c = clipped(f * c_prev + i * tf.tanh(j), self._cell_clip)
            m = tf.sigmoid(o + peepholes["O"] * c) * tf.tanh(c)
            parts += [c, m]
        return tf.concat(parts[1::2], 1), tf.concat(parts, 1)


class GridLSTMCell(SizedCell):
    """An LSTM with a memory over time and one over frequency."""

    _STATE_NAME, _STATE_PREFIXES = "GridLSTMStateTuple", ("state",)

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        share_time_frequency_weights: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_unit_shards: int = 1,
        forget_bias: float = 1.0,
        feature_size: int | None = None,
        frequency_skip: int | None = None,
        num_frequency_blocks: Sequence[int] | None = None,
        start_freqindex_list: Sequence[int] | None = None,
        end_freqindex_list: Sequence[int] | None = None,
        couple_input_forget_gates: bool = False,
        state_is_tuple: bool = True,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: an int.
          use_peepholes: whether the gates see the memories.
          share_time_frequency_weights: whether both memories have the same gates.
          cell_clip: a float, the greatest absolute value of the memories.
          initializer: not used.
          num_unit_shards: into how many variables to cut the kernels.
          forget_bias: what is added to the forget gates.
          feature_size: an int, how many inputs it sees at a frequency.
          frequency_skip: an int, by how many inputs frequencies are apart.
          num_frequency_blocks: a list of ints, the number of frequencies in each block; blocks
            have weights of their own.
          start_freqindex_list, end_freqindex_list: lists of ints, which inputs a block sees; by
            default there is one block, which sees all.
          couple_input_forget_gates: whether to remember newly what is forgotten.
          state_is_tuple: whether the state is a named tuple of memory and outputs at each
            frequency; else it is one tensor.
          reuse: take the variables that the scope has.

        Raises:
          ValueError: where `num_frequency_blocks` is None.
        """
        super().__init__(_reuse=reuse)
        check_state_is_tuple(self, state_is_tuple)
        if num_frequency_blocks is None:
            raise ValueError("Must specify num_frequency_blocks")
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._share_weights = share_time_frequency_weights
        self._cell_clip = cell_clip
        self._num_unit_shards = num_unit_shards
        self._forget_bias = forget_bias
        self._feature_size = feature_size
        self._frequency_skip = frequency_skip
        self._num_frequency_blocks = num_frequency_blocks
        self._starts = start_freqindex_list
        self._ends = end_freqindex_list
        self._couple_gates = couple_input_forget_gates

        names = [
            f"{prefix}_f{frequency:02}_b{block:02}_{part}"
            for prefix in self._STATE_PREFIXES
            for block, frequencies in enumerate(num_frequency_blocks)
            for frequency in range(frequencies)
            for part in "cm"
        ]
        self._output_size = self._state_size = num_units * len(names)
        self._state_tuple_type = None
        if state_is_tuple:
            self._state_tuple_type = collections.namedtuple(self._STATE_NAME, names)
            self._state_size = self._state_tuple_type(*[num_units] * len(names))

    @property
    def state_tuple_type(self):
        """The class of the state; None where it is one tensor."""
        return self._state_tuple_type

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state.

        Raises:
          ValueError: where the depth is not known, or the blocks do not fit it.
        """
        blocks = self._make_tf_features(inputs)
        outputs, states = self._run(blocks, state, "state")
        if self._state_tuple_type is None:
            return tf.concat(outputs, 1), tf.concat(states, 1)
        return tf.concat(outputs, 1), self._state_tuple_type(*states)

    def _run(self, blocks, state, prefix):
        """Returns the outputs and the new states of all blocks, as flat lists."""
        outputs, states = [], []
        for block, features in enumerate(blocks):
            block_outputs, block_states = self._compute(features, block, state, prefix)
            outputs += block_outputs
            states += block_states
        return outputs, states

    def _compute(self, features, block, state, prefix):
        """Goes over the frequencies of one block; returns its outputs and new states."""
        kinds = ("freq",) if self._share_weights else ("freq", "time")
        layers = {kind: self._variables(kind[0], block, features[0]) for kind in kinds}
        peephole = self._peepholes(kinds, block, features[0].dtype)

        outputs, states, m_freq, c_freq = [], [], None, None
        for number, feature in enumerate(features):
            c_time, m_time = self._memory_at(state, prefix, number, block)
            if m_freq is None:
                m_freq = c_freq = tf.zeros_like(m_time)
            args = tf.concat([feature, m_time, m_freq], 1)
            gates = {
                kind: tf.split(
                    tf.nn.bias_add(tf.matmul(args, kernel), bias), self._num_gates, axis=1
                )
                for kind, (kernel, bias) in layers.items()
            }
            before, after = {"freq": c_freq, "time": c_time}, {}
            for kind, c in before.items():
                own = kind if kind in gates else "freq"
                i, j, *f, _ = gates[own]
                i = tf.sigmoid(i + peephole(own, "I", before))
                if self._couple_gates:
                    f = 1.0 - i
                else:
                    f = tf.sigmoid(f[0] + self._forget_bias + peephole(own, "F", before))
                after[kind] = clipped(f * c + i * tf.tanh(j), self._cell_clip)
            m = {}
            for kind, c in after.items():
                own = kind if kind in gates else "freq"
                m[kind] = tf.sigmoid(gates[own][-1] + peephole(own, "O", after)) * tf.tanh(c)
            c_freq, m_freq = after["freq"], m["freq"]
            states += [after["time"], m["time"]]
            outputs += [m["time"], m["freq"]]
        return outputs, states

    @property
    def _num_gates(self) -> int:
        return 3 if self._couple_gates else 4

    def _variables(self, kind, block, feature):
        depth = feature.shape.as_list()[1]
        width = self._num_gates * self._num_units
        kernel = sharded_variable(
            f"W_{kind}_{block}",
            [depth + 2 * self._num_units, width],
            feature.dtype,
            self._num_unit_shards,
        )
        bias = tf.get_variable(f"B_{kind}_{block}", [width], feature.dtype, tf.zeros_initializer())
        return kernel, bias

    def _peepholes(self, kinds, block, dtype):
        """Returns a function of a kind, a gate and two memories: what the gate sees of these."""
        if not self._use_peepholes:
            return lambda kind, gate, memories: 0.0
        weights = {
            (kind, gate, seen): tf.get_variable(
                f"W_{gate}_diag_{kind}{seen[0]}_{block}", [self._num_units], dtype
            )
            for kind in kinds
            for gate in ("IO" if self._couple_gates else "FIO")
            for seen in ("freq", "time")
        }
        return lambda kind, gate, memories: sum(
            weights[kind, gate, seen] * memory for seen, memory in memories.items()
        )

    def _memory_at(self, state, prefix, number, block):
        if self._state_tuple_type is None:
            return _memory(state, number, self._num_units)
        name = f"{prefix}_f{number:02}_b{block:02}"
        return getattr(state, f"{name}_c"), getattr(state, f"{name}_m")

    def _make_tf_features(self, inputs, slice_offset=0) -> list:
        """Returns for each block a list of what it sees at its frequencies."""
        size = _known_depth(inputs)
        pad = [[0, 0], [max(-slice_offset, 0), max(slice_offset, 0)]]
        if slice_offset:
            inputs = tf.pad(inputs, pad)
        offset = max(slice_offset, 0)
        starts, ends, counts = self._starts, self._ends, self._num_frequency_blocks
        if not starts:
            if len(counts) != 1:
                raise ValueError(
                    f"Length of num_frequency_blocks is not 1, but instead is {len(counts)}"
                )
            starts, ends = [0], [size]
        if len(starts) != len(ends):
            raise ValueError(
                "Length of start and end freqindex_list does not match %d %d",
                len(starts),
                len(ends),
            )
        if len(counts) != len(starts):
            raise ValueError(
                "Length of num_frequency_blocks is not equal to start_freqindex_list %d %d",
                len(counts),
                len(starts),
            )
        blocks = []
        for start, end, count in zip(starts, ends, counts, strict=True):
            features = _windows(
                inputs, start + offset, end - start, self._feature_size, self._frequency_skip
            )
            if len(features) != count:
                raise ValueError(
                    f"Invalid num_frequency_blocks, requires {count} but gets {len(features)}, "
                    "please check the input size and filter config are correct."
                )
            blocks.append(features)
        return blocks


class BidirectionalGridLSTMCell(GridLSTMCell):
    """A `GridLSTMCell` that goes over the frequencies up and down."""

    _STATE_NAME, _STATE_PREFIXES = "BidirectionalGridLSTMStateTuple", ("fwd_state", "bwd_state")

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        share_time_frequency_weights: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_unit_shards: int = 1,
        forget_bias: float = 1.0,
        feature_size: int | None = None,
        frequency_skip: int | None = None,
        num_frequency_blocks: Sequence[int] | None = None,
        start_freqindex_list: Sequence[int] | None = None,
        end_freqindex_list: Sequence[int] | None = None,
        couple_input_forget_gates: bool = False,
        backward_slice_offset: int = 0,
        reuse: bool | None = None,
    ) -> None:
        """Makes the cell.

        Args are those of `GridLSTMCell`, but for

          backward_slice_offset: an int, by how many inputs the frequencies on the way down are
            beside those on the way up.
        """
        super().__init__(
            num_units,
            use_peepholes,
            share_time_frequency_weights,
            cell_clip,
            initializer,
            num_unit_shards,
            forget_bias,
            feature_size,
            frequency_skip,
            num_frequency_blocks,
            start_freqindex_list,
            end_freqindex_list,
            couple_input_forget_gates,
            state_is_tuple=True,
            reuse=reuse,
        )
        self._backward_slice_offset = int(backward_slice_offset)

    def call(self, inputs, state):
        """Takes inputs [batch, depth] and a state."""
        up = self._make_tf_features(inputs)
        down = self._make_tf_features(inputs, self._backward_slice_offset)
        with tf.variable_scope("fwd"):
            outputs, states = self._run(up, state, "fwd_state")
        with tf.variable_scope("bwd"):
            more = self._run([features[::-1] for features in down], state, "bwd_state")
        return (
            tf.concat(outputs + more[0], 1),
            self._state_tuple_type(*states, *more[1]),
        )


def _known_depth(inputs) -> int:
    depth = inputs.shape.with_rank(2).as_list()[1]
    if depth is None:
        raise ValueError("Cannot infer input_size from static shape inference.")
    return depth


def _windows(inputs, start, length, size, skip) -> list:
    """Returns the windows of a range of the inputs, one a frequency."""
    count = int((length - size) / skip) + 1
    return [tf.slice(inputs, [0, start + number * skip], [-1, size]) for number in range(count)]


def _memory(state, number, units):
    """Returns memory and outputs at a frequency, of a state that is one tensor."""
    return tf.split(tf.slice(state, [0, 2 * number * units], [-1, 2 * units]), 2, axis=1)
