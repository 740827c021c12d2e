"""Cells that change what goes into another cell, or what comes out of it."""

from __future__ import annotations

import math

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import assert_like_rnncell, op_def_registry
from contrib_learn_compat.rnn.base import Linear, WrapperCell, check_input_size


class EmbeddingWrapper(WrapperCell):
    """Looks up integers in an embedding, and gives that to a cell."""

    def __init__(
        self, cell, embedding_classes, embedding_size, initializer=None, reuse=None
    ) -> None:
        """Makes the cell.

        Args:
          cell: an ``RNNCell``.
          embedding_classes: an int; the inputs are less.
          embedding_size: an int.
          initializer: for the variable ``embedding``; by default the scope's, or uniform with a
            variance of 1.
          reuse: take the variables that the scope has.

        Raises:
          TypeError: where `cell` is no cell.
          ValueError: where a size is not positive.
        """
        super().__init__(_reuse=reuse)
        assert_like_rnncell("cell", cell)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                "Both embedding_classes and embedding_size must be > 0: "
                f"{embedding_classes}, {embedding_size}."
            )
        self._cell = cell
        self._shape = [embedding_classes, embedding_size]
        self._initializer = initializer

    def call(self, inputs, state):
        """Takes integers [batch] or [batch, 1]."""
        limit = math.sqrt(3)
        with tf.device("/cpu:0"):
            embedding = tf.get_variable(
                "embedding",
                self._shape,
                initializer=self._initializer
                or tf.get_variable_scope().initializer
                or tf.random_uniform_initializer(-limit, limit),
                dtype=(state[0] if isinstance(state, tuple) else state).dtype,
            )
            embedded = tf.nn.embedding_lookup(embedding, tf.reshape(inputs, [-1]))
            return self._cell(embedded, state)


class InputProjectionWrapper(WrapperCell):
    """Gives a cell a linear projection of the inputs."""

    def __init__(self, cell, num_proj, activation=None, input_size=None, reuse=None) -> None:
        """Makes the cell.

        Args:
          cell: an ``RNNCell``.
          num_proj: an int, the depth of the projection.
          activation: a function of the projection.
          input_size: not used.
          reuse: take the variables that the scope has.

        Raises:
          TypeError: where `cell` is no cell.
        """
        super().__init__(_reuse=reuse)
        check_input_size(self, input_size)
        assert_like_rnncell("cell", cell)
        self._cell = cell
        self._num_proj = num_proj
        self._activation = activation
        self._linear: Linear | None = None

    def call(self, inputs, state):
        """Takes inputs [batch, depth]."""
        if self._linear is None:
            self._linear = Linear(inputs, self._num_proj, True)
        projected = self._linear(inputs)
        if self._activation:
            projected = self._activation(projected)
        return self._cell(projected, state)


class OutputProjectionWrapper(WrapperCell):
    """Returns a linear projection of a cell's outputs.

    One projection of all time steps together is faster than one a step.
    """

    def __init__(self, cell, output_size, activation=None, reuse=None) -> None:
        """Makes the cell.

        Args:
          cell: an ``RNNCell``.
          output_size: an int, the depth of the projection.
          activation: a function of the projection.
          reuse: take the variables that the scope has.

        Raises:
          TypeError: where `cell` is no cell.
          ValueError: where `output_size` is not positive.
        """
        super().__init__(_reuse=reuse)
        assert_like_rnncell("cell", cell)
        if output_size < 1:
            raise ValueError(f"Parameter output_size must be > 0: {output_size}.")
        self._cell = cell
        self._output_size = output_size
        self._activation = activation
        self._linear: Linear | None = None

    @property
    def output_size(self) -> int:
        """The size of the outputs."""
        return self._output_size

    def call(self, inputs, state):
        """Takes what the cell takes."""
        outputs, state = self._cell(inputs, state)
        if self._linear is None:
            self._linear = Linear(outputs, self._output_size, True)
        projected = self._linear(outputs)
        return (self._activation(projected) if self._activation else projected), state


class HighwayWrapper(WrapperCell):
    """Mixes a cell's inputs into its outputs, by a gate (Srivastava et al., 2015)."""

    def __init__(self, cell, couple_carry_transform_gates=True, carry_bias_init=1.0) -> None:
        """Makes the cell.

        Args:
          cell: an ``RNNCell`` whose outputs are shaped like its inputs.
          couple_carry_transform_gates: let through of the outputs what is missing of the inputs;
            else there is a gate of its own for them.
          carry_bias_init: what the bias of the inputs' gate begins with.
        """
        super().__init__()
        self._cell = cell
        self._couple_gates = couple_carry_transform_gates
        self._carry_bias_init = carry_bias_init

    def __call__(self, inputs, state, scope=None):
        """Runs the cell; the gate's variables belong to the scope that it is called in."""
        outputs, state = self._cell(inputs, state, scope=scope)
        tf.nest.assert_same_structure(inputs, outputs)
        return tf.nest.map_structure(self._highway, inputs, outputs), state

    def _highway(self, inputs, outputs):
        inputs.shape.assert_is_compatible_with(outputs.shape)
        carry = _gate("carry", inputs, self._carry_bias_init)
        if self._couple_gates:
            transform = 1 - carry
        else:
            transform = _gate("transform", inputs, -self._carry_bias_init)
        return inputs * carry + outputs * transform


def _gate(name, inputs, bias_init):
    size = inputs.shape.with_rank(2).as_list()[1]
    weights = tf.get_variable(f"{name}_w", [size, size])
    bias = tf.get_variable(f"{name}_b", [size], initializer=tf.constant_initializer(bias_init))
    return tf.sigmoid(tf.nn.xw_plus_b(inputs, weights, bias))


class CompiledWrapper(WrapperCell):
    """Asks XLA to compile a cell."""

    def __init__(self, cell, compile_stateful=False) -> None:
        """Makes the cell.

        Args:
          cell: an ``RNNCell``.
          compile_stateful: whether ops with state are compiled, too.
        """
        super().__init__()
        self._cell = cell
        self._compile_stateful = compile_stateful

    def __call__(self, inputs, state, scope=None):
        """Runs the cell."""

        def is_stateless(node):
            return not op_def_registry.get(node.op).is_stateful

        compile_ops = True if self._compile_stateful else is_stateless
        with tf.xla.experimental.jit_scope(compile_ops=compile_ops):
            return self._cell(inputs, state, scope=scope)
