"""An input_fn over a generator function."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from types import FunctionType, GeneratorType
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import feeding


def generator_input_fn(
    x: Callable[[], Iterator[dict[str, np.ndarray]]],
    target_key: str | Container[str] | None = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool = True,
    queue_capacity: int = 1000,
    num_threads: int = 1,
    pad_value: Any = None,
) -> Callable:
    """Returns an input_fn that gives batches of what a generator yields.

    Args:
      x: a generator function that yields one example at a time, as a dict of arrays.
      target_key: the key of the labels, or several; None for features alone.
      batch_size: examples in a batch.
      num_epochs: passes over the generator; endless where None.
      shuffle: whether examples come in random order.
      queue_capacity: examples in the queue that feeds the model.
      num_threads: threads that fill the queue, each from a generator of its own.
      pad_value: what arrays of different last dimensions are padded with; not with `shuffle`.

    Returns:
      A function that returns a dict of features, and labels where there are any: a tensor, or a
      dict where there are several keys.

    Raises:
      TypeError: something is not of its type.
      KeyError: a key of the labels that the generator does not yield.
    """
    if not isinstance(x, FunctionType):
        raise TypeError(f"x must be generator function; got {type(x).__name__}")
    generator = x()
    if not isinstance(generator, GeneratorType):
        raise TypeError(f"x() must be generator; got {type(generator).__name__}")
    first = next(generator)
    if not isinstance(first, dict):
        raise TypeError(f"x() must yield dict; got {type(first).__name__}")
    keys = sorted(first)
    target_keys = _target_keys(target_key, keys)

    def input_fn():
        pad = pad_value is not None
        if shuffle and pad:
            raise NotImplementedError(
                "padding and shuffling data at the same time is not implemented"
            )
        queue = feeding.enqueue(
            lambda: _GeneratorBatches(x, keys, batch_size, num_epochs, pad_value),
            [tf.as_dtype(first[key].dtype) for key in keys],
            [first[key].shape for key in keys],
            queue_capacity,
            shuffle=shuffle,
            pad=pad,
            num_threads=num_threads,
            num_epochs=num_epochs,
        )
        tensors = feeding.dequeue(queue, batch_size, num_epochs)
        # A queue of one component gives no list.
        tensors = tensors if isinstance(tensors, list) else [tensors]
        features = dict(zip(keys, tensors, strict=True))
        if target_keys is None:
            return features
        targets = {key: features.pop(key) for key in target_keys}
        if len(targets) > 1:
            return features, targets
        (target,) = targets.values()
        return features, target

    return input_fn


def _target_keys(target_key: Any, keys: list[str]) -> Any:
    if target_key is None or isinstance(target_key, str):
        return None if target_key is None else [target_key]
    if not isinstance(target_key, Container):
        raise TypeError(
            f"target_key must be str or Container of str; got {type(target_key).__name__}"
        )
    for key in target_key:
        if not isinstance(key, str):
            raise TypeError(f"target_key must be str or Container of str; got {type(key).__name__}")
        if key not in keys:
            raise KeyError(f"target_key not in yielded dict. Expected {keys} keys; got {key}")
    return target_key


class _GeneratorBatches:
    """Gives batches of examples, for `batch_size` arrays of any key, over and over."""

    def __init__(
        self,
        generate: Callable[[], Iterator[dict[str, np.ndarray]]],
        keys: list[str],
        batch_size: int,
        num_epochs: int | None,
        pad_value: Any,
    ):
        self._generate = generate
        self._examples = generate()
        self._keys = keys
        # TF 1.15 counts an example once for each of its keys.
        self._count = -(-batch_size // len(keys))
        self._num_epochs = num_epochs
        self._epoch = 0
        self._pad_value = pad_value

    def __call__(self) -> list[np.ndarray]:
        if self._num_epochs and self._epoch >= self._num_epochs:
            raise tf.errors.OutOfRangeError(None, None, f"Already emitted {self._epoch} epochs.")
        examples = [self._next() for _ in range(self._count)]
        columns = ([example[key] for example in examples] for key in self._keys)
        if self._pad_value is None:
            return [np.asarray(column) for column in columns]
        return [_padded(column, self._pad_value) for column in columns]

    def _next(self) -> dict[str, np.ndarray]:
        try:
            example = next(self._examples)
        except StopIteration:
            self._epoch += 1
            self._examples = self._generate()
            example = next(self._examples)
        for key in self._keys:
            if key not in example:
                raise KeyError(
                    "key mismatch between dicts emitted by GenFun "
                    f"Expected {self._keys} keys; got {example.keys()}"
                )
        return example


def _padded(arrays: list[np.ndarray], value: Any) -> np.ndarray:
    """Stacks arrays that differ in their last dimension, with `value` at their ends."""
    if len({array.shape[:-1] for array in arrays}) > 1:
        raise ValueError("Array shapes must match.")
    length = max(array.shape[-1] if array.ndim else 0 for array in arrays)
    if all(array.ndim == 0 for array in arrays):
        return np.asarray(arrays)
    widths = ([(0, 0)] * (a.ndim - 1) + [(0, length - a.shape[-1])] for a in arrays)
    return np.stack(
        [np.pad(a, width, constant_values=value) for a, width in zip(arrays, widths, strict=True)]
    )
