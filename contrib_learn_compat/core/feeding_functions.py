"""The queue over data in memory that programs took from TensorFlow's feeding_functions."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import feeding


def _enqueue_data(
    data: Any,
    capacity: int,
    shuffle: bool = False,
    min_after_dequeue: int | None = None,
    num_threads: int = 1,
    enqueue_size: int = 1,
    num_epochs: int | None = None,
) -> tf.QueueBase:
    """Adds a queue of the rows of `data`, each after its number or label in the index.

    Args:
      data: an array, an OrderedDict of arrays of equal length, or a pandas DataFrame.
      enqueue_size: how many rows are put into the queue at a time.
      capacity, shuffle, min_after_dequeue, num_threads, num_epochs: as :func:`.feeding.enqueue`
        takes them.

    Raises:
      TypeError: where `data` is none of these.
    """
    index, columns = _columns(data)
    return feeding.enqueue(
        lambda: feeding.ArrayBatches(columns, index, enqueue_size, shuffle, num_epochs),
        [tf.as_dtype(column.dtype) for column in (index, *columns)],
        [column.shape[1:] for column in (index, *columns)],
        capacity,
        shuffle=shuffle,
        min_after_dequeue=min_after_dequeue,
        num_threads=num_threads,
        num_epochs=num_epochs,
    )


def _columns(data: Any) -> tuple[np.ndarray, list[np.ndarray]]:
    if hasattr(data, "iloc"):
        return data.index.to_numpy(), [data[column].to_numpy() for column in data]
    if isinstance(data, np.ndarray):
        data = {None: data}
    elif not isinstance(data, OrderedDict):
        raise TypeError(
            "data must be either a numpy array or pandas DataFrame if pandas is installed; "
            f"got {type(data).__name__}"
        )
    columns = list(data.values())
    return np.arange(len(columns[0])), columns
