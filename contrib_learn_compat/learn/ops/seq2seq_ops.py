"""From sequences to sequences, unrolled: a list has a tensor for each time step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow.compat.v1 as tf

if TYPE_CHECKING:
    from contrib_learn_compat.rnn.core import RNNCell


def sequence_classifier(
    decoding: list[tf.Tensor],
    labels: list[tf.Tensor],
    sampling_decoding: list[tf.Tensor] | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the probabilities of classes at each step, and the loss.

    Args:
      decoding: logits [batch, classes] a step, what the loss is of.
      labels: probabilities [batch, classes] a step.
      sampling_decoding: logits in place of `decoding` for the probabilities: those of a decoder
        that has not seen the labels.
      name: the scope of the ops.

    Returns:
      A tensor [batch, steps, classes], and the scalar sum of the cross entropies of all steps.
    """
    with tf.name_scope(name, "sequence_classifier", [decoding, labels]):
        losses, predictions = [], []
        for i, logits in enumerate(decoding):
            losses.append(
                tf.nn.softmax_cross_entropy_with_logits(
                    labels=labels[i], logits=logits, name=f"sequence_loss/xent_raw{i}"
                )
            )
            sampled = sampling_decoding[i] if sampling_decoding else logits
            predictions.append(tf.nn.softmax(sampled))
        total = tf.add_n(losses, name="sequence_loss/xent")
        loss = tf.reduce_sum(total, name="sequence_loss")
        return tf.stack(predictions, axis=1), loss


def seq2seq_inputs(
    x: tf.Tensor,
    y: tf.Tensor,
    input_length: int,
    output_length: int,
    sentinel: tf.Tensor | None = None,
    name: str | None = None,
) -> tuple[list[tf.Tensor], list[tf.Tensor], list[tf.Tensor]]:
    """Returns what an encoder reads, what a decoder reads, and what it is to write.

    Args:
      x: the input [batch, input_length, depth].
      y: the output [batch, output_length, depth].
      input_length: not used; `x` says it.
      output_length: not used; `y` says it.
      sentinel: [batch, depth], what the decoder reads first and is to write last; zeros where None.
      name: the scope of the ops.

    Returns:
      Lists of `input_length`, of `output_length` + 1 and again of `output_length` + 1 tensors.
    """
    with tf.name_scope(name, "seq2seq_inputs", [x, y]):
        encoded = tf.unstack(x, axis=1)
        decoded = tf.unstack(y, axis=1)
        if sentinel is None:
            # `y` is not fed when sampling, so that the batch's size has to come from `x`.
            like = decoded[0].shape
            sentinel = tf.zeros(tf.stack([tf.shape(x)[0], like[1]]))
            sentinel.set_shape(like)
        return encoded, [sentinel, *decoded], [*decoded, sentinel]


def rnn_decoder(
    decoder_inputs: list[tf.Tensor],
    initial_state: Any,
    cell: RNNCell,
    scope: str | tf.VariableScope | None = None,
) -> tuple[list[tf.Tensor], list, list[tf.Tensor], list]:
    """Decodes twice with the same variables: from given inputs, and from its own outputs.

    Args:
      decoder_inputs: tensors [batch, depth]; of those, the second decoding sees only the first.
      initial_state: the state to begin with.
      cell: the cell, whose outputs have to be such that it can read them.
      scope: the variable scope; ``dnn_decoder`` where None.

    Returns:
      The outputs and the states of the first decoding, the outputs and the states of the second.
      Of states there is one more: the initial one.
    """
    with tf.variable_scope(scope or "dnn_decoder"):
        outputs, states = [], [initial_state]
        with tf.name_scope("training", values=[decoder_inputs, initial_state]):
            for inputs in decoder_inputs:
                if outputs:
                    tf.get_variable_scope().reuse_variables()
                output, state = cell(inputs, states[-1])
                outputs.append(output)
                states.append(state)
        with tf.name_scope("sampling", values=[initial_state]):
            # TF 1.15 goes on from the state before the first step, not after it.
            sampled, sampled_states = outputs[:1], [initial_state] * 2
            for _ in decoder_inputs[1:]:
                output, state = cell(sampled[-1], sampled_states[-1])
                sampled.append(output)
                sampled_states.append(state)
    return outputs, states, sampled, sampled_states


def rnn_seq2seq(
    encoder_inputs: list[tf.Tensor],
    decoder_inputs: list[tf.Tensor],
    encoder_cell: RNNCell,
    decoder_cell: RNNCell | None = None,
    dtype: tf.DType = tf.float32,
    scope: str | tf.VariableScope | None = None,
) -> tuple[list[tf.Tensor], list, list[tf.Tensor], list]:
    """Encodes, and decodes from the encoder's last state.

    Args:
      encoder_inputs: tensors [batch, depth].
      decoder_inputs: see :func:`rnn_decoder`.
      encoder_cell: the cell that encodes.
      decoder_cell: the cell that decodes; `encoder_cell` where None.
      dtype: of the encoder's first state.
      scope: the variable scope; ``rnn_seq2seq`` where None.

    Returns:
      What :func:`rnn_decoder` returns.
    """
    with tf.variable_scope(scope or "rnn_seq2seq"):
        _, state = tf.nn.static_rnn(encoder_cell, encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, decoder_cell or encoder_cell)
