"""Long sequences in segments, each of which begins in the state that the one before it left.

A barrier holds one element a segment. An element is complete, and ready for a batch, when its
data and its state are there: the state of a sequence's first segment comes with the data, that of
each other from saving what the segment before it ended with.
"""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import Barrier
from contrib_learn_compat.training.tensor_checks import (
    check_dimensions,
    check_multiple_of,
    check_rank,
    check_shape_like,
)

_SEGMENT_FIELDS = {
    "length": tf.int32,
    "total_length": tf.int32,
    "next_key": tf.string,
    "sequence": tf.int32,
    "sequence_count": tf.int32,
}


def _received(field: str, doc: str) -> property:
    return property(lambda batch: batch._state_saver._received[field], doc=doc)


class NextQueuedSequenceBatch:
    """A batch of segments, as a `SequenceQueueingStateSaver` gives it.

    For each of its states, :meth:`save_state` has to run along with what reads the batch.
    """

    def __init__(self, state_saver: SequenceQueueingStateSaver) -> None:
        self._state_saver = state_saver

    total_length = _received("total_length", "The lengths of the whole sequences, int32 [batch].")
    length = _received("length", "The lengths of the segments, int32 [batch], padding left out.")
    batch_size = _received("batch_size", "The number of segments, a scalar int32.")
    insertion_index = _received("insertion_index", "When each was put in, int64 [batch].")
    key = _received("key", "The segments' keys, strings [batch]: ``00001_of_00003:<key>``.")
    next_key = _received("next_key", "The next segments' keys, or ``STOP:<key>``: strings [batch].")
    sequence = _received("sequence", "The segments' numbers in their sequences, int32 [batch].")
    sequence_count = _received("sequence_count", "Of how many segments each, int32 [batch].")
    context = _received("context", "A dict of tensors [batch, …] by name.")
    sequences = _received("sequences", "A dict of tensors [batch, num_unroll, …] by name.")

    def state(self, state_name):
        """Returns the state in which the segments begin, a tensor [batch, …].

        Raises:
          KeyError: where there is no such state.
        """
        return self._state_saver._received["states"][state_name]

    def save_state(self, state_name, value, name=None) -> tf.Operation:
        """Returns an op that has the next segments begin in a state.

        Args:
          state_name: the state's name.
          value: a tensor like ``state(state_name)``, where these segments end.
          name: the name scope, ``InputQueueingStateSaver_SaveState`` if None.

        Raises:
          KeyError: where there is no such state.
          ValueError: where the shape is known to be another.
        """
        saver = self._state_saver
        if state_name not in saver._received["states"]:
            raise KeyError(f"state was not declared: {state_name}")
        with tf.name_scope(name, "InputQueueingStateSaver_SaveState", [value]):
            with saver._colocated():
                unfinished = tf.reshape(tf.where(~saver._sequence_is_done), [-1])
                value = check_shape_like(
                    tf.identity(value, name=f"convert_{state_name}"), self.state(state_name)
                )
                return saver._insert(
                    f"state/{state_name}",
                    tf.gather(self.next_key, unfinished),
                    tf.gather(value, unfinished),
                    name=f"BarrierInsertState_{state_name}",
                )


class _SequenceInputWrapper:
    """One sequence as tensors: its length, its key, its data and its context by name."""

    def __init__(
        self,
        length: tf.Tensor | int,
        key: tf.Tensor | str,
        sequences: dict[str, tf.Tensor],
        context: dict[str, tf.Tensor],
    ) -> None:
        self.length = tf.convert_to_tensor(length, name="length")
        self.key = tf.convert_to_tensor(key, name="key")
        self.sequences = _as_tensors("sequence", sequences, named="sequence key")
        self.context = _as_tensors("context", context, named="context key")
        if not sequences:
            raise ValueError("must have at least one sequence tensor")


class SequenceQueueingStateSaver:
    """Cuts sequences into segments, and keeps their states from one segment to the next.

    ``prefetch_op`` takes in the sequence that the inputs hold at that moment; ``next_batch`` are
    segments of several. At most `capacity` sequences are being worked on at a time.
    """

    def __init__(
        self,
        batch_size: int | tf.Tensor,
        num_unroll: int,
        input_length: tf.Tensor | int,
        input_key: tf.Tensor | str,
        input_sequences: dict[str, tf.Tensor],
        input_context: dict[str, tf.Tensor],
        initial_states: dict[str, tf.Tensor],
        capacity: int | None = None,
        allow_small_batch: bool = False,
        name: str | None = None,
    ) -> None:
        """Makes the barrier and checks the inputs.

        Args:
          batch_size: an int or scalar tensor.
          num_unroll: an int, the number of steps in a segment.
          input_length: a scalar int32 tensor, the sequence's length without padding.
          input_key: a scalar string tensor, different for each sequence.
          input_sequences: a dict of tensors [time, …] by name; the time is the same for all, and
            a multiple of `num_unroll`.
          input_context: a dict of tensors by name, which go along with every segment.
          initial_states: a dict of tensors by name, the states in which first segments begin.
          capacity: an int, at least `batch_size`; None for any number.
          allow_small_batch: whether batches may be smaller once the saver is closed.
          name: the name scope, ``InputQueueingStateSaver`` if None.

        Raises:
          TypeError: where an input is not of its type.
          ValueError: where there are no sequences or no states, a name has a colon, a shape is
            not known well enough, or the capacity is too small.
        """
        input_key = _with_room_for(batch_size, capacity, input_key)
        self._capacity_queue = tf.FIFOQueue(
            capacity=-1 if capacity is None else capacity, dtypes=[tf.int32], shapes=[[]]
        )
        self._batch_size = batch_size
        self._num_unroll = num_unroll
        self._allow_small_batch = allow_small_batch
        self._prefetch_op: tf.Operation | None = None
        self._next_batch: NextQueuedSequenceBatch | None = None
        with self._colocated():
            _check_states(initial_states)
            inputs = [input_length, input_key, *input_sequences.values(), *input_context.values()]
            with tf.name_scope(name, "InputQueueingStateSaver", inputs) as scope:
                self._name = scope
                self._take_inputs(
                    _SequenceInputWrapper(input_length, input_key, input_sequences, input_context),
                    initial_states,
                )
                self._create_barrier()

    def _colocated(self):
        return tf.get_default_graph().colocate_with(self._capacity_queue.queue_ref)

    def _take_inputs(self, inputs: _SequenceInputWrapper, states) -> None:
        self._states = _as_tensors("state", states, named="state name")
        _assert_known("state", self._states)
        _assert_known("context", inputs.context)
        _assert_known("sequence", inputs.sequences, but_first=True)
        length, self._key = check_rank(inputs.length, 0), check_rank(inputs.key, 0)
        if length.dtype != tf.int32:
            raise TypeError(f"length dtype must be int32, but received: {length.dtype}")
        if self._key.dtype != tf.string:
            raise TypeError(f"key dtype must be string, but received: {self._key.dtype}")

        first = next(iter(inputs.sequences.values()))
        padded_length = tf.identity(tf.shape(first)[0], name="padded_length")
        self._padded_length = check_multiple_of(padded_length, self._num_unroll)
        self._context = inputs.context
        self._sequences = {
            name: check_dimensions(value, [self._padded_length], f"sorted_sequences_{name}")
            for name, value in inputs.sequences.items()
        }
        message = "Input length should be <= than length from sequences:"
        fits = tf.Assert(
            length <= self._padded_length, [message, length, " vs. ", self._padded_length]
        )
        with tf.control_dependencies([fits]):
            self._length = tf.identity(length)

    def _create_barrier(self) -> None:
        fields = {name: (dtype, ()) for name, dtype in _SEGMENT_FIELDS.items()}
        for name, value in self._sequences.items():
            shape = [self._num_unroll, *value.shape.as_list()[1:]]
            fields[f"sequence/{name}"] = value.dtype, shape
        for kind, values in (("context", self._context), ("state", self._states)):
            for name, value in values.items():
                fields[f"{kind}/{name}"] = value.dtype, value.shape.as_list()
        types, shapes = zip(*fields.values(), strict=True)
        self._fields = list(fields)
        self._barrier = Barrier(types=types, shapes=shapes)

    def _insert(self, field: str, keys, values, name: str) -> tf.Operation:
        return self._barrier.insert_many(self._fields.index(field), keys, values, name=name)

    @property
    def name(self) -> str:
        """The name scope."""
        return self._name

    @property
    def barrier(self) -> Barrier:
        """The barrier that holds the segments."""
        return self._barrier

    @property
    def batch_size(self):
        """The batch size, as it was given."""
        return self._batch_size

    @property
    def num_unroll(self) -> int:
        """The number of steps in a segment."""
        return self._num_unroll

    @property
    def prefetch_op(self) -> tf.Operation:
        """The op that takes in one sequence, for the threads of a queue runner."""
        if self._prefetch_op is None:
            with self._in_own_scope():
                self._prefetch_op = self._create_prefetch_op()
        return self._prefetch_op

    @property
    def next_batch(self) -> NextQueuedSequenceBatch:
        """The batch of segments, the same object at every call."""
        self.prefetch_op  # noqa: B018 (made first, as its names are)
        if self._next_batch is None:
            with self._in_own_scope():
                self._received = self._take_many()
            self._next_batch = NextQueuedSequenceBatch(self)
        return self._next_batch

    def close(self, cancel_pending_enqueues=False, name=None) -> tf.Operation:
        """Returns an op that lets no more sequences in.

        Args:
          cancel_pending_enqueues: whether to give up those that are waiting to get in.
          name: the op's name, ``SQSSClose`` if None.
        """
        with tf.name_scope(name, "SQSSClose", [self._prefetch_op]) as scope:
            return tf.group(
                self._barrier.close(cancel_pending_enqueues, "BarrierClose"),
                self._capacity_queue.close(cancel_pending_enqueues, "FIFOClose"),
                name=scope,
            )

    def _in_own_scope(self):
        return tf.name_scope(self._name)  # which ends in a slash, so that it is entered again

    def _create_prefetch_op(self) -> tf.Operation:
        count, unroll = self._padded_length // self._num_unroll, self._num_unroll
        segment = tf.range(count)
        keys = tf.string_join(
            [
                tf.as_string(segment, width=5, fill="0"),
                "_of_",
                tf.as_string(count, width=5, fill="0"),
                ":",
                self._key,
            ],
            name="StringJoinCurrentKeys",
        )
        stop = tf.string_join(["STOP:", self._key], name="StringJoinStop")
        next_keys = tf.concat([keys[1:], [stop]], 0, name="concat_next_keys")

        insert_sequence = self._insert("sequence", keys, segment, "BarrierInsertSequence")
        # Its value does not matter: a token in the queue is a sequence in the barrier.
        insert_token = self._capacity_queue.enqueue((0,))
        inserts = [
            insert_token,
            insert_sequence,
            *(
                self._insert(field, keys, values, name)
                for field, values, name in (
                    ("sequence_count", tf.fill([count], count), "BarrierInsertSequenceCount"),
                    ("next_key", next_keys, "BarrierInsertNextKey"),
                    (
                        "length",
                        tf.clip_by_value(self._length - unroll * segment, 0, unroll),
                        "BarrierInsertLength",
                    ),
                    (
                        "total_length",
                        tf.fill([count], self._length),
                        "BarrierInsertTotalLength",
                    ),
                )
            ),
        ]
        # A state makes the first segment complete: not before there is room for its sequence.
        with tf.control_dependencies([insert_sequence, insert_token]):
            inserts += [
                self._insert(
                    f"state/{name}",
                    keys[:1],
                    tf.expand_dims(value, 0),
                    f"BarrierInitialInsertState_{name}",
                )
                for name, value in self._states.items()
            ]
        for name, value in self._context.items():
            copies = tf.tile(
                tf.expand_dims(value, 0), [count] + [1] * value.shape.rank, f"tile_context_{name}"
            )
            inserts.append(
                self._insert(f"context/{name}", keys, copies, f"BarrierInsertContext_{name}")
            )
        for name, value in self._sequences.items():
            segments = tf.reshape(
                value, [count, unroll, *value.shape.as_list()[1:]], f"reshape_sequences_{name}"
            )
            inserts.append(
                self._insert(f"sequence/{name}", keys, segments, f"BarrierInsertSequences_{name}")
            )
        return tf.group(*inserts, name="StateSaverPrefetchGroup")

    def _take_many(self) -> dict:
        """Returns what a batch has, by the names of its properties."""
        indices, keys, values = self._barrier.take_many(
            self._batch_size, self._allow_small_batch, name="BarrierTakeMany"
        )
        values = dict(zip(self._fields, values, strict=True))
        received = {field: values[field] for field in _SEGMENT_FIELDS}
        received.update(key=keys, insertion_index=indices)
        received["batch_size"] = tf.squeeze(tf.shape(received["length"]))
        received["context"] = {name: values[f"context/{name}"] for name in self._context}
        received["sequences"] = {name: values[f"sequence/{name}"] for name in self._sequences}

        self._sequence_is_done = received["sequence"] + 1 >= received["sequence_count"]
        finished = tf.reduce_sum(tf.cast(self._sequence_is_done, tf.int32))
        # Every batch has its states saved, so that they are where to make room for new sequences.
        with tf.control_dependencies([self._capacity_queue.dequeue_many(finished)]):
            received["states"] = {
                name: tf.identity(values[f"state/{name}"]) for name in self._states
            }
        return received


def _with_room_for(batch_size, capacity, input_key):
    """Returns the key, which cannot be had where the capacity does not do for one batch."""
    if capacity is None:
        return input_key
    if tf.is_tensor(batch_size):
        enough = tf.assert_greater_equal(
            tf.cast(capacity, tf.int64),
            tf.cast(batch_size, tf.int64),
            message="capacity needs to be >= batch_size.",
        )
        with tf.control_dependencies([enough]):
            return tf.identity(input_key)
    if capacity < batch_size:
        raise ValueError(f"capacity {capacity} needs to be >= batch_size {batch_size}")
    return input_key


def _check_states(states) -> None:
    if not isinstance(states, dict):
        raise TypeError("initial_states must be a dictionary")
    if not states:
        raise ValueError(
            "initial_states may not be empty: at least one state variable is required to "
            "properly enqueue split sequences to run in separate iterations"
        )


def _as_tensors(kind: str, values, named: str) -> dict:
    """Returns the tensors of a dict, sorted by name."""
    if not isinstance(values, dict):
        raise TypeError(f"{'sequences' if kind == 'sequence' else kind} must be a dict")
    for name in values:
        if not isinstance(name, str):
            raise TypeError(f"{named} must be {'a ' * (kind == 'state')}string: {name}")
        if ":" in name:
            raise ValueError(f"{named} may not have a colon: '{name}'")
    return {
        name: tf.convert_to_tensor(values[name], name=f"{kind}_{name}") for name in sorted(values)
    }


def _assert_known(kind: str, values, but_first=False) -> None:
    for name, value in values.items():
        if not value.shape[1 if but_first else 0 :].is_fully_defined():
            ignoring = "(ignoring first dimension)" if but_first else ""
            raise ValueError(
                f"Shape for {kind} {name} is not fully defined {ignoring}: {value.shape}"
            )
