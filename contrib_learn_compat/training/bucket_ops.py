"""Batches of examples that go together, by a number or by length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import queue_inputs

_Value = tf.Tensor | tf.SparseTensor
_Example = Sequence[_Value] | dict[Any, _Value]
_QUEUE_CLOSED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def bucket(
    tensors: _Example,
    which_bucket: tf.Tensor | int,
    batch_size: int | tf.Tensor | list | tuple,
    num_buckets: int,
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Sequence[int] | None = None,
    shapes: Sequence[Any] | None = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: bool | tf.Tensor = True,
    shared_name: str | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, Any]:
    """Returns batches, each of examples from one bucket.

    A queue for each bucket gathers examples; one more takes the batches that are full.

    Args:
      tensors: a list or dict of tensors and SparseTensors, one example.
      which_bucket: a scalar int32 tensor, the example's bucket.
      batch_size: an int or scalar tensor; or a list of them, one for each bucket.
      num_buckets: an int.
      num_threads: the number of threads that take in examples.
      capacity: the greatest number of batches, and unless `bucket_capacities` says otherwise, of
        examples in a bucket.
      bucket_capacities: a list of ints.
      shapes: a list of the tensors' shapes; by default those that they are known to have.
      dynamic_pad: pad tensors to the greatest of their batch, in dimensions that are not known.
      allow_smaller_final_batch: whether batches may be smaller when the input has ended.
      keep_input: a scalar bool or boolean tensor, whether to take the example in at all.
      shared_name: the queues' name for sharing them among sessions.
      name: the name scope, ``bucket`` if None.

    Returns:
      A scalar int32 tensor, the batch's bucket, and the batch, as `tensors` are.

    Raises:
      ValueError: where there are no tensors, their shapes are not known, or a list is not
        `num_buckets` long.
    """
    size_per_bucket = isinstance(batch_size, (list, tuple))
    batch_sizes = list(batch_size) if size_per_bucket else [batch_size] * num_buckets
    if len(batch_sizes) != num_buckets:
        raise ValueError("If batch_size is a list it must have num_buckets elements")
    if bucket_capacities is None:
        bucket_capacities = [capacity] * num_buckets
    if len(bucket_capacities) != num_buckets:
        raise ValueError(
            f"The list bucket_capacities ({bucket_capacities}) must have exactly num_buckets "
            f"({num_buckets}) elements."
        )
    tensor_list = queue_inputs._as_tensor_list(tensors)
    with tf.name_scope(name, "bucket", tensor_list):
        tensor_list = _validate_bucket(tensor_list)
        keep_input = queue_inputs._validate_keep_input(keep_input, enqueue_many=False)
        tensor_list, sparse_info = queue_inputs._store_sparse_tensors(
            tensor_list, enqueue_many=False, keep_input=keep_input
        )
        batch_sizes = [_static_or_tensor(size) for size in batch_sizes]
        types = queue_inputs._dtypes([tensor_list])
        shapes = queue_inputs._shapes([tensor_list], shapes, enqueue_many=False)
        which_bucket = tf.convert_to_tensor(which_bucket, dtype=tf.int32, name="which_bucket")

        make_queue = queue_inputs._which_queue(dynamic_pad)
        queues = [
            make_queue(
                capacity=bucket_capacity,
                dtypes=types,
                shapes=shapes,
                shared_name=None if shared_name is None else f"{shared_name}_{number}",
                name=f"bucket_queue_{number}",
            )
            for number, bucket_capacity in enumerate(bucket_capacities)
        ]
        one_size = not (allow_smaller_final_batch or size_per_bucket)
        known_size = batch_sizes[-1] if one_size and not tf.is_tensor(batch_sizes[-1]) else None
        top_queue = tf.PaddingFIFOQueue(
            capacity=capacity,
            dtypes=[tf.int32, *types],
            shapes=[tf.TensorShape([])]
            + [tf.TensorShape([known_size]).concatenate(shape) for shape in queues[0].shapes],
            shared_name=shared_name,
            name="top_queue",
        )
        enqueue = _if_kept(keep_input, lambda: _enqueue_to(queues, which_bucket, tensor_list))
        enqueue_batches = [
            top_queue.enqueue(
                [tf.constant(number), *_dequeue(queue, size, number, allow_smaller_final_batch)],
                name=f"enqueue_from_bucket_{number}",
            )
            for number, (queue, size) in enumerate(zip(queues, batch_sizes, strict=True))
        ]
        _add_runner(queues[0], enqueue_batches, closes=[top_queue])
        _add_runner(top_queue, [enqueue] * num_threads, closes=queues)
        _summarize_sizes(queues, top_queue, capacity)

        which, *batch = top_queue.dequeue(name="dequeue_top")
        batch = queue_inputs._restore_sparse_tensors(
            batch[0] if len(batch) == 1 else batch, sparse_info
        )
        return which, queue_inputs._as_original_type(tensors, batch)


def bucket_by_sequence_length(
    input_length: tf.Tensor | int,
    tensors: _Example,
    batch_size: int | tf.Tensor | list | tuple,
    bucket_boundaries: list[int] | tuple[int, ...],
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Sequence[int] | None = None,
    shapes: Sequence[Any] | None = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: bool | tf.Tensor = True,
    shared_name: str | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, list | dict]:
    """Returns batches of examples of about the same length.

    Args:
      input_length: a scalar int32 tensor, the example's length.
      tensors: a list or dict of tensors and SparseTensors, the example.
      batch_size: an int or scalar tensor; or a list of them, one for each bucket.
      bucket_boundaries: a list or tuple of increasing ints; a bucket takes the lengths from one
        of them up to, but without, the next; there is one more bucket than boundaries.
      num_threads, capacity, bucket_capacities, shapes, dynamic_pad, allow_smaller_final_batch,
      keep_input, shared_name: as :func:`bucket` takes them.
      name: the name scope, ``bucket_by_sequence_length`` if None.

    Returns:
      An int32 tensor [batch], the lengths, and the batch, as `tensors` are.

    Raises:
      TypeError: where the boundaries are no list or tuple of ints.
      ValueError: where there are none, they do not increase, or as :func:`bucket` does.
    """
    tensor_list = queue_inputs._as_tensor_list(tensors)
    _check_boundaries(bucket_boundaries)
    with tf.name_scope(name, "bucket_by_sequence_length", [input_length, *tensor_list]):
        input_length = tf.convert_to_tensor(input_length, dtype=tf.int32, name="input_length")
        limits = np.iinfo(np.int32)
        at_least = tf.less_equal([limits.min, *bucket_boundaries], input_length)
        below = tf.less(input_length, [*bucket_boundaries, limits.max])
        which_bucket = tf.cast(tf.reduce_min(tf.where(at_least & below)), tf.int32)
        _, (length, *batch) = bucket(
            tensors=[input_length, *tensor_list],
            which_bucket=which_bucket,
            num_buckets=len(bucket_boundaries) + 1,
            shapes=None if shapes is None else [tf.TensorShape([]), *shapes],
            batch_size=batch_size,
            num_threads=num_threads,
            capacity=capacity,
            bucket_capacities=bucket_capacities,
            dynamic_pad=dynamic_pad,
            allow_smaller_final_batch=allow_smaller_final_batch,
            keep_input=keep_input,
            shared_name=shared_name,
        )
        return length, _like(tensors, batch)


def _validate_bucket(tensor_list) -> list:
    tensor_list = [
        tensor
        if isinstance(tensor, (tf.IndexedSlices, tf.SparseTensor))
        else tf.convert_to_tensor(tensor)
        for tensor in tensor_list
    ]
    if not tensor_list:
        raise ValueError("Expected at least one tensor in bucket().")
    return tensor_list


def _check_boundaries(boundaries) -> None:
    if not isinstance(boundaries, (list, tuple)):
        raise TypeError(f"bucket_boundaries must be a list or tuple, but received: {boundaries}")
    if not boundaries:
        raise ValueError("bucket_boundaries must not be empty")
    for low, high in zip(boundaries[:-1], boundaries[1:], strict=True):
        if not isinstance(low, int) or not isinstance(high, int):
            raise TypeError(f"bucket boundaries must be integers, but saw: {low} and {high}")
        if low >= high:
            raise ValueError(
                f"Buckets must contain sequential increasing lengths, but saw: {low} before {high}"
            )


def _like(tensors, batch):
    """Returns the list of a batch's tensors as a dict, where the tensors are one."""
    if not isinstance(tensors, dict):
        return batch
    return dict(zip(sorted(tensors, key=str), batch, strict=True))


def _static_or_tensor(size):
    size = tf.convert_to_tensor(size, dtype=tf.int32, name="batch_size")
    static = tf.get_static_value(size)
    return size if static is None else static


def _if_kept(keep_input, enqueue):
    """Returns the op of `enqueue`, or one that does nothing where `keep_input` is false."""
    kept = tf.get_static_value(keep_input)
    if kept is None:
        return tf.cond(keep_input, enqueue, tf.no_op)
    return enqueue() if kept else tf.no_op()


def _enqueue_to(queues, which_bucket, tensors) -> tf.Operation:
    return tf.group(
        *(
            tf.cond(
                tf.equal(which_bucket, number),
                lambda queue=queue: queue.enqueue(tensors),
                tf.no_op,
            )
            for number, queue in enumerate(queues)
        ),
        name="group_enqueues",
    )


def _dequeue(queue, size, number, allow_smaller) -> list:
    dequeue = queue.dequeue_up_to if allow_smaller else queue.dequeue_many
    batch = dequeue(size, name=f"read_bucket_{number}")
    return batch if isinstance(batch, (list, tuple)) else [batch]


def _add_runner(queue, enqueue_ops, closes) -> None:
    """Has threads run `enqueue_ops`, and close queues when `queue` is closed."""
    tf.train.add_queue_runner(
        tf.train.QueueRunner(
            queue,
            enqueue_ops,
            close_op=tf.group(*(closed.close() for closed in closes)),
            cancel_op=tf.group(*(closed.close(cancel_pending_enqueues=True) for closed in closes)),
            queue_closed_exception_types=_QUEUE_CLOSED,
        )
    )


def _summarize_sizes(queues, top_queue, capacity) -> None:
    for queue in queues:  # the size is the top queue's: dashboards have it so
        tf.summary.scalar(f"bucket/{queue.name}/size", tf.cast(top_queue.size(), tf.float32))
    tf.summary.scalar(
        f"bucket/{top_queue.name}/fraction_of_{capacity}_full",
        tf.cast(top_queue.size(), tf.float32) * (1.0 / capacity),
    )
