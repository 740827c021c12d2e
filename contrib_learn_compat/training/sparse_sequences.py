"""Sparse tensors on their way through a barrier, which takes none but dense ones.

A sparse sequence becomes a vector of handles, one a time step. A sparse context becomes a sparse
sequence that has it at the first step of each segment.
"""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    add_many_sparse_to_tensors_map,
    take_many_sparse_from_tensors_map,
)

_CONTEXT_PREFIX = "_context_in_seq_"


def is_sparse(value) -> bool:
    """Tells whether `value` is a SparseTensor or the value of one."""
    return isinstance(value, (tf.SparseTensor, tf.SparseTensorValue))


def move_context_to_sequences(context, sequences, num_unroll):
    """Returns the dense part of `context`, and `sequences` with the sparse part among them.

    Args:
      context: a dict of tensors and SparseTensors by name.
      sequences: a dict of tensors and SparseTensors [time, …] by name.
      num_unroll: an int, the number of steps in a segment.
    """
    time = tf.constant(1, tf.int64)
    for first in list(sequences.values())[:1]:
        time = tf.cast(first.dense_shape[0] if is_sparse(first) else tf.shape(first)[0], tf.int64)
    moved = {
        _CONTEXT_PREFIX + name: _at_each_segment(value, time, num_unroll)
        for name, value in sorted(context.items())
        if is_sparse(value)
    }
    dense = {name: value for name, value in context.items() if not is_sparse(value)}
    return dense, {**sequences, **moved}


def _at_each_segment(value, time, num_unroll):
    """Returns a SparseTensor [time, …] that has `value` at the first step of each segment."""
    segments = time // num_unroll
    starts = tf.repeat(tf.range(segments) * num_unroll, tf.size(value.values))
    indices = tf.tile(value.indices, [segments, 1])
    return tf.SparseTensor(
        indices=tf.concat([tf.expand_dims(starts, 1), indices], 1),
        values=tf.tile(value.values, [segments]),
        dense_shape=tf.concat([[time], value.dense_shape], 0),
    )


def move_context_back(context, sequences) -> None:
    """Moves sparse contexts from a batch's `sequences` to its `context`, as [batch, …]."""
    for name in sorted(filter(lambda name: name.startswith(_CONTEXT_PREFIX), sequences)):
        value = sequences.pop(name)  # [batch, num_unroll, …], of which only the first step is used
        shape = value.dense_shape
        first_step = tf.SparseTensor(
            value.indices, value.values, tf.concat([shape[:1], [1], shape[2:]], 0)
        )
        context[name.removeprefix(_CONTEXT_PREFIX)] = tf.sparse_reshape(
            first_step, tf.concat([shape[:1], shape[2:]], 0)
        )


def _deconstruct_sparse_tensor_seq(input_sequence, shared_name=None):
    """Puts handles in the place of sparse sequences.

    Args:
      input_sequence: a dict of tensors and SparseTensors [time, …] by name.
      shared_name: the name under which what the handles stand for is kept.

    Returns:
      The dict with int64 tensors [time] for the SparseTensors; the names of these, None where
      there are none; and the ops that made the handles.
    """
    names = sorted(name for name, value in input_sequence.items() if is_sparse(value))
    if not names:
        return input_sequence, None, []
    handles = {
        name: add_many_sparse_to_tensors_map(input_sequence[name], shared_name=shared_name)
        for name in names
    }
    return {**input_sequence, **handles}, names, [handle.op for handle in handles.values()]


def _reconstruct_sparse_tensor_seq(
    sequence, sparse_tensor_keys, tensor_op_list, batch_size, num_unroll
) -> None:
    """Puts SparseTensors [batch, num_unroll, …] in the place of handles [batch, num_unroll].

    Args:
      sequence: a dict of tensors by name, which is changed.
      sparse_tensor_keys: the names of handles; None for none.
      tensor_op_list: the ops that made them.
      batch_size: an int or scalar tensor.
      num_unroll: an int.
    """
    for name, op in zip(sparse_tensor_keys or [], tensor_op_list, strict=True):
        flat = take_many_sparse_from_tensors_map(
            sparse_map_op=op, sparse_handles=tf.reshape(sequence[name], [-1]), rank=None
        )
        row = flat.indices[:, :1]
        outer = [tf.cast(batch_size, tf.int64), tf.cast(num_unroll, tf.int64)]
        sequence[name] = tf.SparseTensor(
            indices=tf.concat([row // num_unroll, row % num_unroll, flat.indices[:, 1:]], axis=1),
            values=flat.values,
            dense_shape=tf.concat([outer, flat.dense_shape[1:]], axis=0),
        )
