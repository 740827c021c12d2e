"""Examples from files, read, batched and parsed by the threads of queue runners.

The functions whose names have ``keyed`` in them give the keys of the examples too, such as
``file:12`` from a ``tf.TextLineReader``; those with ``shared_queue`` share the names of files with
all workers of a cluster, so that each file is read by one of them.

All need ``tf.train.start_queue_runners`` and, with `num_epochs`, initialized local variables; a
MonitoredSession takes care of both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.learn.io import file_turns

KEY_FEATURE_NAME = "__key__"


def read_batch_examples(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    num_threads: int = 1,
    read_batch_size: int | tf.Tensor = 1,
    parse_fn: Callable | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> Any:
    """Returns batches of examples; see :func:`read_keyed_batch_examples`, without the keys."""
    return read_keyed_batch_examples(
        file_pattern,
        batch_size,
        reader,
        randomize_input,
        num_epochs,
        queue_capacity,
        num_threads,
        read_batch_size,
        parse_fn,
        name,
        seed,
    )[1]


def read_keyed_batch_examples(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    num_threads: int = 1,
    read_batch_size: int | tf.Tensor = 1,
    parse_fn: Callable | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> tuple[tf.Tensor, Any]:
    """Returns batches of keys and of examples.

    Args:
      file_pattern: a glob pattern, or a list of patterns.
      batch_size: the number of examples in a batch, less than `queue_capacity`.
      reader: makes a reader, such as ``tf.TFRecordReader``.
      randomize_input: shuffle the files and the examples.
      num_epochs: passes over the files, the last batch of which may be smaller; endless where None.
      queue_capacity: how many examples may wait.
      num_threads: how many threads read; the order of examples is settled only with one.
      read_batch_size: how many examples a thread reads at once.
      parse_fn: maps what was read, one serialized example or a vector of them, to a tensor or a
        dict of tensors.
      name: the scope of the ops.
      seed: of the order, with `randomize_input`.

    Returns:
      A string tensor of shape [batch_size], the keys, and a tensor of the same length, or a dict of
      such tensors where `parse_fn` returns one.

    Raises:
      ValueError: no file matches, or a number is out of range.
    """
    return _read_keyed_batch_examples_helper(
        file_pattern,
        batch_size,
        reader,
        queue_capacity=queue_capacity,
        num_threads=num_threads,
        read_batch_size=read_batch_size,
        randomize_input=randomize_input,
        num_epochs=num_epochs,
        parse_fn=parse_fn,
        name=name,
        seed=seed,
    )


def read_keyed_batch_examples_shared_queue(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    num_threads: int = 1,
    read_batch_size: int | tf.Tensor = 1,
    parse_fn: Callable | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> tuple[tf.Tensor, Any]:
    """As :func:`read_keyed_batch_examples`, each file for one worker of the cluster.

    Whose turn it is, variables on the parameter servers say. When they are lost, reading begins
    again.
    """
    return _read_keyed_batch_examples_helper(
        file_pattern,
        batch_size,
        reader,
        queue_capacity=queue_capacity,
        num_threads=num_threads,
        read_batch_size=read_batch_size,
        randomize_input=randomize_input,
        num_epochs=num_epochs,
        parse_fn=parse_fn,
        setup_shared_queue=True,
        name=name,
        seed=seed,
    )


def read_batch_features(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    features: dict[str, Any],
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    feature_queue_capacity: int = 100,
    reader_num_threads: int = 1,
    num_enqueue_threads: int = 2,
    parse_fn: Callable | None = None,
    name: str | None = None,
    read_batch_size: int | tf.Tensor | None = None,
) -> dict[str, tf.Tensor | tf.SparseTensor]:
    """Returns batches of features; see :func:`read_keyed_batch_features`, without the keys."""
    return read_keyed_batch_features(
        file_pattern,
        batch_size,
        features,
        reader,
        randomize_input,
        num_epochs,
        queue_capacity,
        reader_num_threads,
        feature_queue_capacity,
        num_enqueue_threads,
        parse_fn,
        name,
        read_batch_size,
    )[1]


def read_keyed_batch_features(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    features: dict[str, Any],
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    reader_num_threads: int = 1,
    feature_queue_capacity: int = 100,
    num_enqueue_threads: int = 2,
    parse_fn: Callable | None = None,
    name: str | None = None,
    read_batch_size: int | tf.Tensor | None = None,
) -> tuple[tf.Tensor, dict[str, tf.Tensor | tf.SparseTensor]]:
    """Returns batches of keys and of parsed features.

    Args:
      file_pattern: see :func:`read_keyed_batch_examples`, as all that is not described here.
      batch_size: there.
      features: what to parse from the tf.Examples, as for ``tf.io.parse_example``.
      reader: there.
      randomize_input: there.
      num_epochs: there.
      queue_capacity: how many serialized examples may wait.
      reader_num_threads: how many threads read.
      feature_queue_capacity: how many parsed batches may wait.
      num_enqueue_threads: how many threads parse; batches keep their order only with one.
      parse_fn: makes serialized tf.Examples of what was read.
      name: there.
      read_batch_size: how many examples a thread reads at once; `batch_size` where None.

    Returns:
      A string tensor of shape [batch_size], the keys, and the features, tensors and SparseTensors
      whose first dimension is the batch, by name.

    Raises:
      ValueError: see there.
    """
    with tf.name_scope(name, "read_batch_features", [file_pattern]) as scope:
        keys, examples = read_keyed_batch_examples(
            file_pattern,
            batch_size,
            reader,
            num_threads=reader_num_threads,
            queue_capacity=queue_capacity,
            randomize_input=randomize_input,
            num_epochs=num_epochs,
            read_batch_size=batch_size if read_batch_size is None else read_batch_size,
            parse_fn=parse_fn,
            name=scope,
        )
        parsed = tf.parse_example(examples, features)
        return queue_parsed_features(
            parsed, keys, feature_queue_capacity, num_enqueue_threads, name=scope
        )


def read_keyed_batch_features_shared_queue(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    features: dict[str, Any],
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    reader_num_threads: int = 1,
    feature_queue_capacity: int = 100,
    num_queue_runners: int = 2,
    parse_fn: Callable | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, dict[str, tf.Tensor | tf.SparseTensor]]:
    """As :func:`read_keyed_batch_features`, each file for one worker of the cluster.

    `num_queue_runners` is that function's `num_enqueue_threads`; a thread reads `batch_size`
    examples at once.
    """
    with tf.name_scope(name, "read_batch_features", [file_pattern]) as scope:
        keys, examples = read_keyed_batch_examples_shared_queue(
            file_pattern,
            batch_size,
            reader,
            num_threads=reader_num_threads,
            queue_capacity=queue_capacity,
            randomize_input=randomize_input,
            num_epochs=num_epochs,
            read_batch_size=batch_size,
            parse_fn=parse_fn,
            name=scope,
        )
        parsed = tf.parse_example(examples, features)
        return queue_parsed_features(
            parsed, keys, feature_queue_capacity, num_queue_runners, name=scope
        )


def read_batch_record_features(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    features: dict[str, Any],
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    reader_num_threads: int = 1,
    name: str | None = "dequeue_record_examples",
) -> dict[str, tf.Tensor | tf.SparseTensor]:
    """Returns batches of features from TFRecord files; see :func:`read_keyed_batch_features`."""
    return read_batch_features(
        file_pattern,
        batch_size,
        features,
        tf.TFRecordReader,
        randomize_input=randomize_input,
        num_epochs=num_epochs,
        queue_capacity=queue_capacity,
        reader_num_threads=reader_num_threads,
        name=name,
    )


def queue_parsed_features(
    parsed_features: dict[str, tf.Tensor | tf.SparseTensor],
    keys: tf.Tensor | None = None,
    feature_queue_capacity: int = 100,
    num_enqueue_threads: int = 2,
    name: str | None = None,
) -> tuple[tf.Tensor | None, dict[str, tf.Tensor | tf.SparseTensor]]:
    """Puts a queue behind features, so that their parsing runs ahead of those who use them.

    Args:
      parsed_features: tensors and SparseTensors by name.
      keys: a tensor that goes along.
      feature_queue_capacity: how many batches may wait.
      num_enqueue_threads: how many threads fill the queue; it keeps the order only with one.
      name: the scope of the ops.

    Returns:
      What comes out of the queue: the keys, None where there were none, and the features.
    """
    with tf.name_scope(name, "queue_parsed_features", _listed(parsed_features, keys)):
        names = sorted(parsed_features)
        parts = [_parts(parsed_features[name]) for name in names]
        parts.append([] if keys is None else [keys])
        tensors = [tensor for group in parts for tensor in group]
        queue = tf.FIFOQueue(feature_queue_capacity, [tensor.dtype for tensor in tensors])
        tf.summary.scalar(
            f"queue/parsed_features/{queue.name}/fraction_of_{feature_queue_capacity}_full",
            tf.cast(queue.size(), tf.float32) * (1.0 / feature_queue_capacity),
        )
        # A thread that finds the queue closed has nothing more to bring: that is no error.
        tf.train.add_queue_runner(
            tf.train.QueueRunner(
                queue,
                [queue.enqueue(tensors) for _ in range(num_enqueue_threads)],
                queue_closed_exception_types=(tf.errors.OutOfRangeError, tf.errors.CancelledError),
            )
        )
        dequeued = queue.dequeue()
        # One tensor comes alone.
        dequeued = iter(dequeued if isinstance(dequeued, list) else [dequeued])
        for group in parts:
            for i, tensor in enumerate(group):
                group[i] = next(dequeued)
                group[i].set_shape(tensor.shape)
        *features, key = (_whole(group) for group in parts)
        return key, dict(zip(names, features, strict=True))


def _get_file_names(file_pattern: str | list[str], randomize_input: bool) -> list[str]:
    """Returns the files of one pattern or several; in order, where nothing shuffles them later."""
    if isinstance(file_pattern, list) and not file_pattern:
        raise ValueError("No files given to dequeue_examples.")
    patterns = file_pattern if isinstance(file_pattern, list) else [file_pattern]
    names = [name for pattern in patterns for name in _private.gfile.Glob(pattern)]
    if not names:
        raise ValueError(f"No files match {file_pattern}.")
    return names if randomize_input else sorted(names)


def _read_keyed_batch_examples_helper(
    file_pattern: str | list[str],
    batch_size: int | tf.Tensor,
    reader: Callable,
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    num_threads: int = 1,
    read_batch_size: int | tf.Tensor = 1,
    filter_fn: Callable | None = None,
    parse_fn: Callable | None = None,
    setup_shared_queue: bool = False,
    name: str | None = None,
    seed: int | None = None,
) -> tuple[tf.Tensor, Any]:
    """:func:`read_keyed_batch_examples`, both kinds of it.

    `filter_fn` is given keys and examples, vectors of what was read at once, and returns a bool
    vector: which to keep.
    """
    file_names = _get_file_names(file_pattern, randomize_input)
    _check_numbers(batch_size, queue_capacity, read_batch_size, num_threads, num_epochs)
    with tf.name_scope(name, "read_batch_examples", [file_pattern]) as scope:
        with tf.name_scope("file_name_queue") as queue_scope:
            if setup_shared_queue:
                file_name = file_turns.next_turn(file_names, randomize_input, seed, num_epochs)
                queue = tf.FIFOQueue(1, [tf.string], shapes=[[]])
                tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(file_name)]))
            else:
                queue = tf.train.string_input_producer(
                    tf.constant(file_names, name="input"),
                    num_epochs=num_epochs,
                    shuffle=randomize_input,
                    seed=seed,
                    name=queue_scope,
                )
        with tf.name_scope("read"):
            examples = [
                _read(queue, reader, read_batch_size, filter_fn, parse_fn)
                for _ in range(num_threads)
            ]
        options = {
            "capacity": queue_capacity,
            "enqueue_many": read_batch_size > 1,
            "allow_smaller_final_batch": num_epochs is not None,
            "name": scope,
        }
        if randomize_input:
            is_known = not tf.is_tensor(batch_size)
            waiting = max(queue_capacity - 3 * batch_size, batch_size) if is_known else None
            batch = tf.train.shuffle_batch_join(
                examples,
                batch_size,
                min_after_dequeue=waiting if is_known else int(queue_capacity * 0.4),
                seed=seed,
                **options,
            )
        else:
            batch = tf.train.batch_join(examples, batch_size, **options)
        return (batch.pop(KEY_FEATURE_NAME), batch) if isinstance(batch, dict) else batch


def _check_numbers(batch_size, queue_capacity, read_batch_size, num_threads, num_epochs):
    if not queue_capacity or queue_capacity <= 0:
        raise ValueError(f"Invalid queue_capacity {queue_capacity}.")
    if batch_size is None or (not tf.is_tensor(batch_size) and not 0 < batch_size < queue_capacity):
        raise ValueError(f"Invalid batch_size {batch_size}, with queue_capacity {queue_capacity}.")
    if read_batch_size is None or (not tf.is_tensor(read_batch_size) and read_batch_size <= 0):
        raise ValueError(f"Invalid read_batch_size {read_batch_size}.")
    if not num_threads or num_threads <= 0:
        raise ValueError(f"Invalid num_threads {num_threads}.")
    if num_epochs is not None and num_epochs <= 0:
        raise ValueError(f"Invalid num_epochs {num_epochs}.")


def _read(queue, reader, read_batch_size, filter_fn, parse_fn):
    """Returns what one thread reads: keys and examples, or a dict that has them all."""
    keys, examples = _private.smart_cond(
        read_batch_size > 1,
        lambda: reader().read_up_to(queue, read_batch_size),
        lambda: reader().read(queue),
    )
    if filter_fn:
        kept = filter_fn(keys, examples)
        keys, examples = tf.boolean_mask(keys, kept), tf.boolean_mask(examples, kept)
    if parse_fn:
        examples = parse_fn(examples)
    if isinstance(examples, dict):  # which batch_join takes only without a tuple around it
        return {**examples, KEY_FEATURE_NAME: keys}
    return keys, examples


def _listed(features: dict[str, Any], keys: Any) -> list:
    return [*features.values(), *([] if keys is None else [keys])]


def _parts(tensor: tf.Tensor | tf.SparseTensor) -> list[tf.Tensor]:
    """Returns the dense tensors that a queue can take."""
    if isinstance(tensor, tf.SparseTensor):
        return [tensor.indices, tensor.values, tensor.dense_shape]
    return [tensor]


def _whole(parts: list[tf.Tensor]) -> tf.Tensor | tf.SparseTensor | None:
    """Makes a tensor of its :func:`_parts`."""
    if len(parts) == 3:
        return tf.SparseTensor(*parts)
    return parts[0] if parts else None
