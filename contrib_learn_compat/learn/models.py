"""Whole models as functions of features and labels: regressions, and recurrent networks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.ops import losses_ops
from contrib_learn_compat.rnn import attention
from contrib_learn_compat.rnn import core as rnn


def linear_regression_zero_init(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """As :func:`linear_regression`, whose variables begin as zeros."""
    return linear_regression(x, y, init_mean=0.0, init_stddev=0.0)


def logistic_regression_zero_init(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """As :func:`logistic_regression`, whose variables begin as zeros."""
    return logistic_regression(x, y, init_mean=0.0, init_stddev=0.0)


def linear_regression(
    x: tf.Tensor, y: tf.Tensor, init_mean: float | None = None, init_stddev: float = 1.0
) -> tuple[tf.Tensor, tf.Tensor]:
    """Builds a linear regression, with variables ``linear_regression/weights`` and ``…/bias``.

    Args:
      x: features [batch, features].
      y: labels [batch] or [batch, outputs].
      init_mean: the mean of the normal distribution that the variables begin with; where None,
        they begin as ``tf.get_variable`` has it.
      init_stddev: its standard deviation.

    Returns:
      The predictions, of the shape of `y`, and the mean squared error.
    """
    with tf.variable_scope("linear_regression"):
        outputs = 1 if len(y.shape) == 1 else y.shape[1]
        weights, bias = _variables(x, y, outputs, init_mean, init_stddev)
        return losses_ops.mean_squared_error_regressor(x, y, weights, bias)


def logistic_regression(
    x: tf.Tensor,
    y: tf.Tensor,
    class_weight: tf.Tensor | None = None,
    init_mean: float | None = None,
    init_stddev: float = 1.0,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Builds a logistic regression, with variables ``logistic_regression/weights`` and ``…/bias``.

    Args:
      x: features [batch, features].
      y: labels [batch, classes], one-hot.
      class_weight: [classes], what the logits are multiplied by; where None, the tensor that the
        graph has by the name ``class_weight:0``, if it has one.
      init_mean: see :func:`linear_regression`.
      init_stddev: see there.

    Returns:
      The probabilities [batch, classes] and the mean cross entropy.
    """
    with tf.variable_scope("logistic_regression"):
        weights, bias = _variables(x, y, y.shape[-1], init_mean, init_stddev)
        if class_weight is None:
            class_weight = _tensor_by_name("class_weight:0")
        return losses_ops.softmax_classifier(x, y, weights, bias, class_weight=class_weight)


def bidirectional_rnn(
    cell_fw: rnn.RNNCell,
    cell_bw: rnn.RNNCell,
    inputs: list[tf.Tensor],
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: tf.DType | None = None,
    sequence_length: tf.Tensor | None = None,
    scope: str | None = None,
) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Unrolls one cell forward and one backward, in the scopes ``{scope}_FW`` and ``…_BW``.

    Args:
      cell_fw: the cell that goes forward.
      cell_bw: the cell that goes backward.
      inputs: tensors [batch, depth], one a step.
      initial_state_fw: zeros where None.
      initial_state_bw: zeros where None.
      dtype: of those zeros.
      sequence_length: [batch], the steps of each sequence; all where None.
      scope: ``BiRNN`` where None.

    Returns:
      A list of outputs [batch, both depths], one a step, and the last states of both cells,
      concatenated: cells have to have states that are one tensor.

    Raises:
      TypeError: a cell is no cell, or `inputs` no list.
      ValueError: `inputs` is empty.
    """
    for name, cell in (("cell_fw", cell_fw), ("cell_bw", cell_bw)):
        if not isinstance(cell, rnn.RNNCell):
            raise TypeError(f"{name} must be an instance of RNNCell")
    if not isinstance(inputs, list):
        raise TypeError("inputs must be a list")
    if not inputs:
        raise ValueError("inputs must not be empty")
    scope = scope or "BiRNN"
    with tf.variable_scope(f"{scope}_FW"):
        forward, state_fw = rnn.static_rnn(
            cell_fw, inputs, initial_state_fw, dtype, sequence_length
        )
    with tf.variable_scope(f"{scope}_BW"):
        turned = _reverse_seq(inputs, sequence_length)
        backward, state_bw = rnn.static_rnn(
            cell_bw, turned, initial_state_bw, dtype, sequence_length
        )
    backward = _reverse_seq(backward, sequence_length)
    outputs = [tf.concat(pair, 1) for pair in zip(forward, backward, strict=True)]
    return outputs, tf.concat([state_fw, state_bw], 1)


def get_rnn_model(
    rnn_size: int,
    cell_type: str,
    num_layers: int,
    input_op_fn: Callable,
    bidirectional: bool,
    target_predictor_fn: Callable,
    sequence_length: tf.Tensor | None,
    initial_state: tf.Tensor | None,
    attn_length: int | None,
    attn_size: int | None,
    attn_vec_size: int | None,
) -> Callable:
    """Returns a model: a function of `x` and `y` that encodes `x` and predicts from its encoding.

    Args:
      rnn_size: the units of a cell.
      cell_type: ``rnn``, ``gru`` or ``lstm``.
      num_layers: how many cells are stacked.
      input_op_fn: makes a list of tensors [batch, depth], one a step, of `x`.
      bidirectional: whether another stack of cells reads backward.
      target_predictor_fn: given the encoding [batch, state] and `y`, returns what the model does,
        such as :func:`logistic_regression`.
      sequence_length: [batch], the steps of each sequence; all where None.
      initial_state: zeros where None.
      attn_length: how many outputs a cell attends to; without attention where None.
      attn_size: see ``tf.contrib.rnn.AttentionCellWrapper``.
      attn_vec_size: see there.
    """

    def model(x, y):
        inputs = input_op_fn(x)
        make_cell = _CELLS.get(cell_type)
        if make_cell is None:
            raise ValueError(f"cell_type {cell_type} is not supported. ")

        def layer():
            cell = make_cell(rnn_size)
            if attn_length is None:
                return cell
            return attention.AttentionCellWrapper(
                cell,
                attn_length=attn_length,
                attn_size=attn_size,
                attn_vec_size=attn_vec_size,
                state_is_tuple=False,
            )

        def stack():
            return rnn.MultiRNNCell([layer() for _ in range(num_layers)], state_is_tuple=False)

        options = {"dtype": tf.float32, "sequence_length": sequence_length}
        if bidirectional:
            options |= {"initial_state_fw": initial_state, "initial_state_bw": initial_state}
            _, encoding = bidirectional_rnn(stack(), stack(), inputs, **options)
        else:
            _, encoding = rnn.static_rnn(stack(), inputs, initial_state=initial_state, **options)
        return target_predictor_fn(encoding, y)

    return model


_CELLS = {
    "rnn": rnn.BasicRNNCell,
    "gru": rnn.GRUCell,
    "lstm": functools.partial(rnn.BasicLSTMCell, state_is_tuple=False),
}


def _variables(x, y, outputs, mean, stddev):
    """Returns weights and bias, and adds summaries of what goes in."""
    scope = tf.get_variable_scope().name
    tf.summary.histogram(f"{scope}.x", x)
    tf.summary.histogram(f"{scope}.y", y)
    dtype = x.dtype.base_dtype
    initializer = None
    if mean is not None:
        initializer = tf.random_normal_initializer(mean, stddev, dtype=dtype)
    made = {}
    for name, shape in (("weights", [x.shape[1], outputs]), ("bias", [outputs])):
        made[name] = tf.get_variable(name, shape, dtype=dtype, initializer=initializer)
    for name, variable in made.items():
        tf.summary.histogram(f"{scope}.{name}", variable)
    return made.values()


def _tensor_by_name(name: str) -> tf.Tensor | None:
    try:
        return tf.get_default_graph().get_tensor_by_name(name)
    except KeyError:
        return None


def _reverse_seq(input_seq: list[tf.Tensor], lengths: tf.Tensor | None) -> list[tf.Tensor]:
    """Turns the steps around: of each sequence its first `lengths`, or all."""
    if lengths is None:
        return input_seq[::-1]
    steps = tf.stack(input_seq)
    return tf.unstack(tf.reverse_sequence(steps, lengths, seq_axis=0, batch_axis=1))
