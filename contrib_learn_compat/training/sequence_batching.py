"""``batch_sequences_with_states``: padding, segments, states and queue runners in one call."""

from __future__ import annotations

import numbers

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.graphs import with_dependencies
from contrib_learn_compat.training.sequence_queueing_state_saver import (
    NextQueuedSequenceBatch,
    SequenceQueueingStateSaver,
)
from contrib_learn_compat.training.sparse_sequences import (
    _deconstruct_sparse_tensor_seq,
    _reconstruct_sparse_tensor_seq,
    is_sparse,
    move_context_back,
    move_context_to_sequences,
)
from contrib_learn_compat.training.tensor_checks import assert_multiple_of

_Value = tf.Tensor | tf.SparseTensor


def batch_sequences_with_states(
    input_key: tf.Tensor | str,
    input_sequences: dict[str, _Value],
    input_context: dict[str, _Value],
    input_length: tf.Tensor | int | None,
    initial_states: dict[str, tf.Tensor],
    num_unroll: int,
    batch_size: int | tf.Tensor,
    num_threads: int = 3,
    capacity: int = 1000,
    allow_small_batch: bool = True,
    pad: bool = True,
    make_keys_unique: bool = False,
    make_keys_unique_seed: int | None = None,
    name: str | None = None,
) -> NextQueuedSequenceBatch:
    """Returns batches of segments of sequences, for truncated back-propagation through time.

    Threads that ``tf.train.start_queue_runners`` starts take in one sequence after another.

    Args:
      input_key: a scalar string tensor, different for each sequence.
      input_sequences: a dict of tensors and SparseTensors [time, …] by name.
      input_context: a dict of tensors and SparseTensors by name, which go along with every
        segment.
      input_length: a scalar int32 tensor, the sequence's length; None, with `pad`, for the time.
      initial_states: a dict of tensors by name, the states in which first segments begin.
      num_unroll: an int, the number of steps in a segment.
      batch_size: an int or scalar tensor.
      num_threads: an int.
      capacity: the number of sequences that are being worked on at a time, at most.
      allow_small_batch: whether batches may be smaller when the input has ended.
      pad: pad sequences with zeros or empty strings to a multiple of `num_unroll`; else they have
        to be one.
      make_keys_unique: append a random number to the key.
      make_keys_unique_seed: its seed.
      name: the name scope, ``batch_sequences_with_states`` if None.

    Raises:
      TypeError: where an input is not of its type.
      ValueError: as `SequenceQueueingStateSaver` does.
    """
    tensors = [*input_sequences.values(), *input_context.values(), *initial_states.values()]
    with tf.name_scope(name, "batch_sequences_with_states", tensors):
        if pad:
            length, sequences = _padding(input_sequences, num_unroll)
            input_length = length if input_length is None else input_length
        else:
            sequences = {
                key: _checked(key, value, num_unroll) for key, value in input_sequences.items()
            }
        context, sequences = move_context_to_sequences(input_context, sequences, num_unroll)
        sequences, sparse, store_ops = _deconstruct_sparse_tensor_seq(sequences)
        if make_keys_unique:
            number = tf.random_uniform(
                [], maxval=100000000, dtype=tf.int32, seed=make_keys_unique_seed
            )
            input_key = tf.string_join([input_key, tf.as_string(number)])
        saver = SequenceQueueingStateSaver(
            batch_size,
            num_unroll,
            input_length=input_length,
            input_key=input_key,
            input_sequences=sequences,
            input_context=context,
            initial_states=initial_states,
            capacity=capacity,
            allow_small_batch=allow_small_batch,
        )
        tf.summary.scalar(
            f"queue/{saver.barrier.name}/ready_segment_batches_",
            tf.cast(saver.barrier.ready_size(), tf.float32),
        )
        runner = tf.train.QueueRunner(
            saver,
            [saver.prefetch_op] * num_threads,
            queue_closed_exception_types=(tf.errors.OutOfRangeError, tf.errors.CancelledError),
        )
        tf.train.add_queue_runner(runner)
        batch = saver.next_batch
        _reconstruct_sparse_tensor_seq(batch.sequences, sparse, store_ops, batch_size, num_unroll)
        move_context_back(batch.context, batch.sequences)
        return batch


def _checked(key, value, num_unroll):
    """Returns a sequence whose length is a multiple of `num_unroll`."""
    if is_sparse(value):
        value = tf.SparseTensor.from_value(value)
        subject = f"SparseTensor {key} first dimension"
        with tf.control_dependencies(
            [assert_multiple_of(value.dense_shape[0], num_unroll, subject)]
        ):
            parts = (value.indices, value.values, value.dense_shape)
            return tf.SparseTensor(*(tf.identity(p, name="multiple_of_checked") for p in parts))
    try:
        value = tf.convert_to_tensor(value)
    except TypeError:
        raise TypeError(
            "Unsupported input_sequences expected Tensor or SparseTensor values, "
            f"got: {type(value)} for key {key}"
        ) from None
    subject = f"Tensor {key} first dimension"
    with tf.control_dependencies([assert_multiple_of(tf.shape(value)[0], num_unroll, subject)]):
        return tf.identity(value, name="multiple_of_checked")


def _padding(sequences, num_unroll):
    """Pads sequences to a multiple of `num_unroll` steps.

    Args:
      sequences: a dict of tensors and SparseTensors [time, …] by name; the time is the same for
        all tensors.
      num_unroll: an int.

    Returns:
      The time before padding, a scalar int32 tensor, and a dict of the padded sequences.

    Raises:
      TypeError: where there is no dict, or a name is no string.
      ValueError: where `num_unroll` is no integer.
    """
    if not isinstance(num_unroll, numbers.Integral):
        raise ValueError(f"Unsupported num_unroll expected int, got: {num_unroll}")
    if not isinstance(sequences, dict):
        raise TypeError(f"Unsupported sequences expected dict, got: {sequences}")
    for key in sequences:
        if not isinstance(key, str):
            raise TypeError(f"Unsupported sequences key expected string, got: {key}")
    if not sequences:
        return 0, {}
    sequences = {
        key: value if is_sparse(value) else tf.convert_to_tensor(value)
        for key, value in sorted(sequences.items())
    }
    length = _common_length(sequences.values())
    padded_length = length + -length % num_unroll

    def padded(value):
        if is_sparse(value):
            shape = [[tf.cast(padded_length, tf.int64)], value.dense_shape[1:]]
            return tf.SparseTensor(value.indices, value.values, tf.concat(shape, 0))
        shape = tf.concat([[padded_length - tf.shape(value)[0]], tf.shape(value)[1:]], 0)
        filler = tf.constant("" if value.dtype == tf.string else 0, dtype=value.dtype)
        return tf.concat([value, tf.fill(shape, filler)], 0)

    return length, {key: padded(value) for key, value in sequences.items()}


def _common_length(sequences):
    """Returns the tensors' common length, or where all are sparse, the greatest."""
    lengths = [tf.shape(value)[0] for value in sequences if not is_sparse(value)]
    if not lengths:
        sparse = [tf.cast(value.dense_shape[0], tf.int32) for value in sequences]
        return tf.reduce_max(tf.stack(sparse))
    message = tf.string_join(
        [
            "All sequence lengths must match, but received lengths: ",
            tf.reduce_join(tf.as_string(tf.stack(lengths)), separator=" "),
        ]
    )
    checks = [tf.Assert(tf.equal(length, lengths[0]), [message]) for length in lengths]
    return with_dependencies(checks, lengths[0])
