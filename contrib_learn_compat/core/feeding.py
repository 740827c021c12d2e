"""A queue in the graph that threads fill with data from memory, batch by batch."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private


class BatchQueueRunner(tf.train.QueueRunner):
    """Runs each enqueue op with what a function of its own gives, until that has no more."""

    def __init__(
        self,
        queue: tf.QueueBase,
        enqueue_ops: Sequence[tf.Operation],
        placeholders: Sequence[list[tf.Tensor]],
        next_batches: Sequence[Callable[[], list[np.ndarray]]],
    ):
        """Takes, for each op, its placeholders and the function that gives their values.

        At the end of its data such a function raises OutOfRangeError.
        """
        closing = (tf.errors.OutOfRangeError, tf.errors.CancelledError)
        super().__init__(queue, enqueue_ops, queue_closed_exception_types=closing)
        self._inputs = {
            op: inputs for op, *inputs in zip(enqueue_ops, placeholders, next_batches, strict=True)
        }

    def _run(self, sess, enqueue_op, coord=None):
        placeholders, next_batch = self._inputs[enqueue_op]
        stopping = coord.should_stop if coord else bool
        with coord.stop_on_exception() if coord else contextlib.nullcontext():
            enqueue = _private.prepared_run(sess, feeds=placeholders, targets=[enqueue_op])
            try:
                while not stopping():
                    enqueue(*next_batch())
            except self._queue_closed_exception_types:
                pass
            finally:
                with self._lock:
                    self._runs_per_session[sess] -= 1
                    is_last = self._runs_per_session[sess] == 0
            if is_last and not stopping():
                sess.run(self.close_op)


class ArrayBatches:
    """Gives batches of columns of equal length, in order, over and over; rows' numbers first."""

    def __init__(
        self,
        columns: Sequence[np.ndarray],
        index: np.ndarray,
        batch_size: int,
        random_start: bool,
        num_epochs: int | None,
    ):
        self._columns = [index, *columns]
        self._length = len(index)
        self._batch_size = batch_size
        self._next = random.Random().randrange(self._length) if random_start else 0
        self._left = None if num_epochs is None else num_epochs * self._length
        self._num_epochs = num_epochs

    def __call__(self) -> list[np.ndarray]:
        size = self._batch_size
        if self._left is not None:
            if self._left <= 0:
                raise tf.errors.OutOfRangeError(
                    None, None, f"Already emitted {self._num_epochs} epochs."
                )
            size = min(size, self._left)
            self._left -= size
        start, self._next = self._next, (self._next + size) % self._length
        if start + size <= self._length:
            rows = slice(start, start + size)
        else:
            rows = np.arange(start, start + size) % self._length
        return [column[rows] for column in self._columns]


class WholeBatchQueue(tf.FIFOQueue):
    """Passes batches on as they come, where a queue of examples would part and join them again.

    For one thread that puts in, in order, batches as large as those that are taken out. Its ops are
    named as those of the queue of examples that it stands for.
    """

    def __init__(self, capacity: int, dtypes: Sequence[Any], shapes: Sequence[Iterable[int]]):
        """Takes how many batches it holds, and the types and shapes of an example's parts."""
        super().__init__(capacity, dtypes)
        self._parts = [tf.TensorShape(shape) for shape in shapes]

    def enqueue_many(self, vals):
        return self.enqueue(vals, f"{self._name}_EnqueueMany")

    def dequeue_many(self, n):
        return self._dequeue("Many", n, n)

    def dequeue_up_to(self, n):
        return self._dequeue("UpTo", n, None)

    def _dequeue(self, name: str, n: int, length: int | None) -> Any:
        with tf.name_scope(f"{self._name}_Dequeue{name}") as scope:
            tf.constant(n, name="n")  # Unused; the seeds of random ops count it.
            batch = self.dequeue(scope)
        for part, shape in zip(tf.nest.flatten(batch), self._parts, strict=True):
            part.set_shape([length, *shape])
        return batch


def enqueue(
    make_batches: Callable[[], Callable[[], list[np.ndarray]]],
    dtypes: Sequence[Any],
    shapes: Sequence[Iterable[int | None]],
    capacity: int,
    *,
    shuffle: bool = False,
    pad: bool = False,
    min_after_dequeue: float | None = None,
    num_threads: int = 1,
    num_epochs: int | None = None,
    whole_batches: int | None = None,
) -> tf.QueueBase:
    """Adds a queue, the threads that fill it and a summary of how full it is to the graph.

    Args:
      make_batches: called once a thread; returns the function that gives its batches.
      dtypes: of the parts of an element.
      shapes: of the parts of an element.
      capacity: how many elements the queue holds.
      shuffle: whether elements leave it in random order.
      pad: whether elements may differ in their last dimension, and are padded in a batch.
      min_after_dequeue: how many elements stay for the sake of mixing; a quarter by default.
      num_threads: how many threads fill the queue, each with all of the data.
      num_epochs: passes over the data, which only the warnings need to know.
      whole_batches: the size of the batches, where those are also what is taken out of the queue.

    Returns:
      The queue.
    """
    if num_threads > 1:
        _warn_of_threads(shuffle, num_epochs)
    kept, room = 0, capacity
    with tf.name_scope("enqueue_input"):
        if shuffle:
            kept = int(capacity / 4 if min_after_dequeue is None else min_after_dequeue)
            room = capacity - kept
            queue = tf.RandomShuffleQueue(capacity, kept, dtypes=dtypes, shapes=shapes)
        elif pad:
            shapes = [(*shape[:-1], None) if len(shape) else shape for shape in shapes]
            queue = tf.PaddingFIFOQueue(capacity, dtypes=dtypes, shapes=shapes)
        elif whole_batches and num_threads == 1:
            room = max(1, capacity // whole_batches)
            queue = WholeBatchQueue(room, dtypes, shapes)
        else:
            queue = tf.FIFOQueue(capacity, dtypes=dtypes, shapes=shapes)
        placeholders, ops, batches = [], [], []
        for _ in range(num_threads):
            placeholders.append([tf.placeholder(dtype) for dtype in dtypes])
            ops.append(queue.enqueue_many(placeholders[-1]))
            batches.append(make_batches())
        tf.train.add_queue_runner(BatchQueueRunner(queue, ops, placeholders, batches))
        full = tf.cast(tf.maximum(0, queue.size() - kept), tf.float32) * (1.0 / room)
        tf.summary.scalar(f"queue/{queue.name}fraction_over_{kept}_of_{capacity - kept}_full", full)
    return queue


def dequeue(queue: tf.QueueBase, batch_size: int, num_epochs: int | None) -> list[tf.Tensor]:
    """Returns a batch's tensors; where the data ends, the last batch may be smaller."""
    if num_epochs is None:
        return queue.dequeue_many(batch_size)
    return queue.dequeue_up_to(batch_size)


def _warn_of_threads(shuffle: bool, num_epochs: int | None) -> None:
    if num_epochs is not None:
        tf.logging.warning(
            "enqueue_data was called with num_epochs and num_threads > 1. num_epochs is applied "
            "per thread, so this will produce more epochs than you probably intend. If you want "
            "to limit epochs, use one thread."
        )
        if shuffle:
            tf.logging.warning(
                "enqueue_data was called with shuffle=True, num_threads > 1, and num_epochs. This "
                "will create multiple threads, all reading the array/dataframe in order adding to "
                "the same shuffling queue; the results will likely not be sufficiently shuffled."
            )
    if not shuffle:
        tf.logging.warning(
            "enqueue_data was called with shuffle=False and num_threads > 1. This will create "
            "multiple threads, all reading the array/dataframe in order. If you want examples "
            "read in order, use one thread; if you want multiple threads, enable shuffling."
        )
