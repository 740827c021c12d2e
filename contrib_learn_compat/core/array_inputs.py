"""``tf.estimator.inputs``: input_fns over NumPy arrays and pandas frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import feeding


def numpy_input_fn(
    x: np.ndarray | dict[str, np.ndarray],
    y: np.ndarray | dict[str, np.ndarray] | None = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Callable:
    """Returns an input_fn that gives batches of arrays.

    Args:
      x: features: an array of shape [n, …], or a dict of them.
      y: labels: an array of shape [n, …], a dict of them, or None.
      batch_size: examples in a batch; the last may have fewer.
      num_epochs: passes over the data; endless where None.
      shuffle: whether examples come in random order; must be given.
      queue_capacity: examples in the queue that feeds the model.
      num_threads: threads that fill the queue; with one and without `shuffle`, the order is that
        of the arrays.

    Returns:
      A function that returns features, and labels where there are any, in the structures of `x`
      and `y`.

    Raises:
      ValueError: `shuffle` is missing. The input_fn raises it for empty `x` or `y`, for a key that
        is in both, and for arrays of different lengths.
      TypeError: from the input_fn, for an `x` that is neither an array nor a dict.
    """
    _check_shuffle(shuffle)

    def input_fn():
        features = _sorted_arrays(x)
        labels = {} if y is None else _sorted_labels(y, features)
        _check_lengths(features, labels, y)
        columns = [*features.values(), *labels.values()]
        index = np.arange(len(columns[0]))
        queue = feeding.enqueue(
            lambda: feeding.ArrayBatches(columns, index, batch_size, shuffle, num_epochs),
            [tf.int64, *(tf.as_dtype(column.dtype) for column in columns)],
            [(), *(column.shape[1:] for column in columns)],
            queue_capacity,
            shuffle=shuffle,
            num_threads=num_threads,
            num_epochs=num_epochs,
            whole_batches=batch_size,
        )
        batch, targets = _split(feeding.dequeue(queue, batch_size, num_epochs), features, labels)
        if not isinstance(x, dict):
            (batch,) = batch.values()
        if y is None:
            return batch
        return batch, targets if isinstance(y, dict) else targets[None]

    return input_fn


def pandas_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int | None = 1000,
    num_threads: int = 1,
    target_column: str = "target",
) -> Callable:
    """Returns an input_fn that gives batches of a DataFrame's columns, each of shape [batch].

    Args:
      x: features, a DataFrame.
      y: labels, a Series or DataFrame with the index of `x`, or None.
      batch_size: examples in a batch; the last may have fewer.
      num_epochs: passes over the data; endless where None.
      shuffle: whether examples come in random order; must be given.
      queue_capacity: examples in the queue that feeds the model; None for all, or four times as
        many where they are shuffled.
      num_threads: threads that fill the queue.
      target_column: a name for the labels that is no column of `x`.

    Returns:
      A function that returns a dict of features, and labels where there are any: a tensor, or a
      dict where `y` is a DataFrame.

    Raises:
      ValueError: `shuffle` is missing, `target_column` is a column of `x`, or the indices differ.
      TypeError: `target_column` is no string.
    """
    _check_shuffle(shuffle)
    if not isinstance(target_column, str):
        raise TypeError("target_column must be a string type")
    features = {column: x[column].to_numpy() for column in x}
    labels = {}
    if y is not None:
        if target_column in x:
            raise ValueError(
                f"Cannot use name {target_column} for target column: DataFrame already has a "
                f"column with that name: {x.columns}"
            )
        if not np.array_equal(x.index, y.index):
            raise ValueError(
                "Index for x and y are mismatched.\n"
                f"Index for x: {x.index}\nIndex for y: {y.index}\n"
            )
        has_columns = y.ndim == 2
        labels = {c: y[c].to_numpy() for c in y} if has_columns else {None: y.to_numpy()}
    columns = [*features.values(), *labels.values()]
    index = x.index.to_numpy()
    if queue_capacity is None:
        queue_capacity = 4 * len(x) if shuffle else len(x)

    def input_fn():
        queue = feeding.enqueue(
            lambda: feeding.ArrayBatches(columns, index, batch_size, shuffle, num_epochs),
            [tf.as_dtype(column.dtype) for column in (index, *columns)],
            [()] * (1 + len(columns)),
            queue_capacity,
            shuffle=shuffle,
            min_after_dequeue=max(queue_capacity / 4, 1),
            num_threads=num_threads,
            num_epochs=num_epochs,
            whole_batches=batch_size,
        )
        batch, targets = _split(feeding.dequeue(queue, batch_size, num_epochs), features, labels)
        if y is None:
            return batch
        return batch, targets if has_columns else targets[None]

    return input_fn


def _check_shuffle(shuffle: Any) -> None:
    if not isinstance(shuffle, bool):
        raise ValueError(
            "shuffle must be provided and explicitly set as boolean "
            f"(it is recommended to set it as True for training); got {shuffle}"
        )


def _sorted_arrays(x: Any) -> dict[Any, np.ndarray]:
    if isinstance(x, dict):
        if not x:
            raise ValueError("x cannot be an empty dict")
        return dict(sorted(x.items()))
    if not isinstance(x, np.ndarray):
        raise TypeError(f"x must be a dict or array; got {type(x).__name__}")
    if x.size == 0:
        raise ValueError("x cannot be an empty array")
    return {"__direct_np_input__": x}


def _sorted_labels(y: Any, features: dict[Any, np.ndarray]) -> dict[Any, np.ndarray]:
    if not isinstance(y, dict):
        return {None: y}
    if not y:
        raise ValueError("y cannot be empty dict, use None instead.")
    both = features.keys() & y.keys()
    if both:
        raise ValueError(f"{len(both)} duplicate keys are found in both x and y: {both}")
    return dict(sorted(y.items()))


def _split(
    tensors: list[tf.Tensor], features: dict[Any, Any], labels: dict[Any, Any]
) -> tuple[dict[Any, tf.Tensor], dict[Any, tf.Tensor]]:
    """Names an element's parts: the row's number, which is dropped, features and labels."""
    tensors = iter(tensors[1:])
    return {key: next(tensors) for key in features}, {key: next(tensors) for key in labels}


def _check_lengths(features: dict[Any, np.ndarray], labels: dict[Any, np.ndarray], y: Any) -> None:
    if len({column.shape[0] for column in (*features.values(), *labels.values())}) == 1:
        return
    of_x = {key: column.shape for key, column in features.items()}
    of_y = {key: column.shape for key, column in labels.items()}
    if not isinstance(y, dict):
        of_y = None if y is None else y.shape
    raise ValueError(
        "Length of tensors in x and y is mismatched. All elements in x and y must have the same "
        f"length.\nShapes in x: {of_x}\nShapes in y: {of_y}\n"
    )
