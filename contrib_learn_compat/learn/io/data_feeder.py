"""Feeders: arrays, dicts of them, dask frames and iterators, by batches, into placeholders."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.io import dask_io
from contrib_learn_compat.learn.io.pandas_io import (
    extract_pandas_data,
    extract_pandas_labels,
    extract_pandas_matrix,
    is_frame,
    is_series,
)


def setup_train_data_feeder(
    x: Any,
    y: Any,
    n_classes: Any,
    batch_size: int | None = None,
    shuffle: bool = True,
    epochs: int | None = None,
) -> DataFeeder:
    """Returns the feeder for what `x` and `y` are.

    Args:
      x: an array, a dict of arrays, a DataFrame of pandas or dask, or an iterator over single
        examples.
      y: the labels, likewise, or None.
      n_classes: 0 or 1 for labels as they are, more for one-hot labels; a dict where `y` is one.
      batch_size: all at once where None.
      shuffle: whether each epoch has its own order.
      epochs: passes over the data; endless where None.

    Raises:
      ValueError: `x` is of dask or an iterator and `y` is not, or a bad batch size.
    """
    if dask_io.is_dask(x):
        return DaskDataFeeder(x, y, n_classes, batch_size, shuffle=shuffle, epochs=epochs)
    x = extract_pandas_data(x)
    y = extract_pandas_labels(y)
    if not _is_iterator(x):
        return DataFeeder(x, y, n_classes, batch_size, shuffle=shuffle, epochs=epochs)
    if y is not None and not _is_iterator(y):
        raise ValueError("Both x and y should be iterators for streaming learning to work.")
    return StreamingDataFeeder(x, y, n_classes, batch_size)


def setup_predict_data_feeder(x: Any, batch_size: int | None = None) -> Any:
    """Returns an iterable over batches of `x`: one of all where `batch_size` is None.

    Raises:
      ValueError: a batch size that is not positive.
    """
    x = extract_pandas_data(x.compute() if dask_io.is_dask(x) else x)
    _check_batch_size(batch_size)
    if _is_iterator(x):
        return _batches(x, batch_size)
    if x.ndim == 1:
        x = x.reshape(-1, 1)
    if batch_size is None:
        return [x]
    count = math.ceil(len(x) / batch_size)
    return [x[i * batch_size : (i + 1) * batch_size] for i in range(count)]


def setup_processor_data_feeder(x: Any) -> Any:
    """Returns `x` for a preprocessor to iterate over: a DataFrame's rows, or `x` itself."""
    return extract_pandas_matrix(x)


def check_array(array: Any, dtype: Any) -> Any:
    """Returns an array or list as an array of `dtype`; anything else as it is."""
    if isinstance(array, (np.ndarray, list)):
        return np.asarray(array, dtype=dtype)
    return array


class DataFeeder:
    """Feeds arrays that are in memory."""

    def __init__(
        self,
        x: Any,
        y: Any,
        n_classes: Any,
        batch_size: int | None = None,
        shuffle: bool = True,
        random_state: np.random.RandomState | None = None,
        epochs: int | None = None,
    ):
        """Takes the data; see :func:`setup_train_data_feeder`.

        `random_state` decides the order, which is the same every run without one.
        """
        self._x = _map(lambda array: check_array(array, array.dtype), x)
        if isinstance(y, list):
            y = np.array(y)
        if n_classes is not None and not isinstance(y, dict):
            y = check_array(y, np.int64 if n_classes > 1 else np.float32)
        self._y = y
        self.n_classes = n_classes
        self.max_epochs = epochs
        self.input_shape, self.output_shape, self._batch_size = _batch_shapes(
            _map(np.shape, self._x), _map(np.shape, self._y), n_classes, batch_size
        )
        self._input_dtype = _map(lambda array: _checked_dtype(array.dtype), self._x)
        self._output_dtype = (
            np.float32 if y is None else _map(lambda array: _checked_dtype(array.dtype), y)
        )
        if n_classes is not None and isinstance(y, dict):
            for key in n_classes.keys() & self._output_dtype.keys():
                self._output_dtype[key] = np.float32
        self._shuffle = shuffle
        self.random_state = np.random.RandomState(42) if random_state is None else random_state
        self._size = len(_first(self._x))
        self.indices = self._order()
        self.offset = 0
        self.epoch = 0
        self._epoch_placeholder = None

    @property
    def x(self) -> Any:
        return self._x

    @property
    def y(self) -> Any:
        return self._y

    @property
    def shuffle(self) -> bool:
        return self._shuffle

    @property
    def input_dtype(self) -> Any:
        return self._input_dtype

    @property
    def output_dtype(self) -> Any:
        return self._output_dtype

    @property
    def batch_size(self) -> int:
        return self._batch_size

    def make_epoch_variable(self) -> tf.Tensor:
        """Adds a placeholder, an int32 of shape [1], that is fed the number of the epoch."""
        self._epoch_placeholder = tf.placeholder(tf.int32, [1], name="epoch")
        return self._epoch_placeholder

    def input_builder(self) -> tuple[Any, Any]:
        """Makes the placeholders of features and labels, which is what an input_fn does."""
        self._input_placeholder = _placeholders(self.input_shape, self._input_dtype, "input")
        self._output_placeholder = _placeholders(self.output_shape, self._output_dtype, "output")
        return self._input_placeholder, self._output_placeholder

    def set_placeholders(self, input_placeholder: Any, output_placeholder: Any) -> None:
        """Feeds these placeholders in place of those of :meth:`input_builder`."""
        self._input_placeholder = input_placeholder
        self._output_placeholder = output_placeholder

    def get_feed_params(self) -> dict[str, Any]:
        """Returns where the feeder is."""
        return {"epoch": self.epoch, "offset": self.offset, "batch_size": self._batch_size}

    def get_feed_dict_fn(self) -> Callable[[], dict[str, Any]]:
        """Returns a function that gives the next feed dict, or raises StopIteration at the end."""

        def next_feed():
            if self.max_epochs is not None and self.epoch >= self.max_epochs:
                raise StopIteration
            feed = {}
            if self._epoch_placeholder is not None:
                feed[self._epoch_placeholder.name] = [self.epoch]
            rows = self.indices[self.offset : self.offset + self._batch_size]
            _feed(feed, self._input_placeholder, _map(lambda array: _rows(array, rows), self._x))
            self._advance()
            if self._output_placeholder is not None:
                _feed(feed, self._output_placeholder, self._labels(rows))
            return feed

        return next_feed

    def _order(self) -> np.ndarray:
        return self.random_state.permutation(self._size) if self._shuffle else np.arange(self._size)

    def _advance(self) -> None:
        self.offset += self._batch_size
        if self.offset >= self._size:
            self.indices = self._order()
            self.offset = 0
            self.epoch += 1

    def _labels(self, rows: np.ndarray) -> Any:
        if not isinstance(self._y, dict):
            return _label_rows(self._y, rows, self.output_shape, self._output_dtype, self.n_classes)
        return {
            key: _label_rows(
                labels,
                rows,
                self.output_shape[key],
                self._output_dtype[key],
                (self.n_classes or {}).get(key),
            )
            for key, labels in self._y.items()
        }


class StreamingDataFeeder(DataFeeder):
    """Feeds what iterators give, one example at a time; the last batch may be smaller."""

    def __init__(self, x: Iterator, y: Iterator | None, n_classes: Any, batch_size: int | None):
        """Takes iterators over single examples; the first of each tells shapes and dtypes."""
        first_x, self._x = _peek(x)
        first_y, self._y = (None, None) if y is None else _peek(y)
        self.n_classes = n_classes
        self.input_shape, self.output_shape, self._batch_size = _batch_shapes(
            _map(lambda example: (1, *example.shape), first_x),
            _map(_streamed_label_shape, first_y),
            n_classes,
            batch_size,
        )
        self._input_dtype = _map(lambda example: _checked_dtype(example.dtype), first_x)
        if not isinstance(first_y, dict) and n_classes is not None and n_classes > 0:
            self._output_dtype = np.float32
        else:
            self._output_dtype = _map(_label_dtype, first_y)

    def get_feed_params(self):
        return {"batch_size": self._batch_size}

    def get_feed_dict_fn(self):
        self.stopped = False

        def next_feed():
            if self.stopped:
                raise StopIteration
            examples = list(itertools.islice(self._x, self._batch_size))
            self.stopped = len(examples) < self._batch_size
            if not examples:
                raise StopIteration
            feed = {}
            inputs = _stacked(examples, self.input_shape, self._input_dtype, None)
            _feed(feed, self._input_placeholder, inputs)
            if self._y is not None:
                labels = list(itertools.islice(self._y, len(examples)))
                labels = _stacked(labels, self.output_shape, self._output_dtype, self.n_classes)
                _feed(feed, self._output_placeholder, labels)
            return feed

        return next_feed


class DaskDataFeeder:
    """Feeds dask frames, of which only one partition at a time is in memory."""

    def __init__(
        self,
        x: Any,
        y: Any,
        n_classes: Any,
        batch_size: int | None,
        shuffle: bool = True,
        random_state: Any = None,
        epochs: int | None = None,
    ):
        """Takes the data; see :func:`setup_train_data_feeder`.

        `random_state`, a seed or a ``np.random.RandomState``, decides the order of the partitions
        and of the rows in each, which is the same every run without one. No batch goes over the
        end of a partition.

        Raises:
          ValueError: dicts, or labels that are not of dask or have other partitions.
        """
        if isinstance(x, dict) or isinstance(y, dict):
            raise ValueError("DaskDataFeeder does not support dictionaries at the moment.")
        if y is not None and not dask_io.is_dask(y):
            raise ValueError("Labels of dask features have to be a dask DataFrame or Series.")
        sizes = dask_io.lengths(x)
        if y is not None and dask_io.lengths(y) != sizes:
            raise ValueError("Features and labels have to have the same partitions: repartition.")
        self._x, self._y, self.n_classes = x, y, n_classes
        self._shuffle, self.max_epochs = shuffle, epochs
        if not isinstance(random_state, np.random.RandomState):
            random_state = np.random.RandomState(42 if random_state is None else random_state)
        self.random_state = random_state
        first = self._feeder(0, batch_size)
        self.input_dtype, self.output_dtype = first.input_dtype, first.output_dtype
        self.input_shape, self.output_shape = first.input_shape, first.output_shape
        self._batch_size = sum(sizes) if batch_size is None else batch_size

    def input_builder(self) -> tuple[Any, Any]:
        """Makes the placeholders of features and labels, which is what an input_fn does."""
        self._placeholders = (
            _placeholders(self.input_shape, self.input_dtype, "input"),
            _placeholders(self.output_shape, self.output_dtype, "output"),
        )
        return self._placeholders

    def get_feed_params(self) -> dict[str, Any]:
        return {"batch_size": self._batch_size}

    def get_feed_dict_fn(
        self, input_placeholder: Any = None, output_placeholder: Any = None
    ) -> Callable[[], dict[str, Any]]:
        """Returns a function that gives the next feed dict, or raises StopIteration at the end.

        It feeds these placeholders, or those of :meth:`input_builder`.
        """
        if input_placeholder is not None:
            self._placeholders = input_placeholder, output_placeholder
        return self._feeds().__next__

    def _feeds(self) -> Iterator[dict[str, Any]]:
        count = self._x.npartitions
        for _ in itertools.count() if self.max_epochs is None else range(self.max_epochs):
            for i in self.random_state.permutation(count) if self._shuffle else range(count):
                feeder = self._feeder(i, self._batch_size)
                feeder.set_placeholders(*self._placeholders)
                next_feed = feeder.get_feed_dict_fn()
                while feeder.epoch == 0:
                    yield next_feed()

    def _feeder(self, partition: int, batch_size: int | None) -> DataFeeder:
        """Returns the feeder of one partition, for one epoch."""

        def values(frame):
            return None if frame is None else frame.get_partition(int(partition)).compute()

        return DataFeeder(
            extract_pandas_data(values(self._x)),
            extract_pandas_labels(values(self._y)),
            self.n_classes,
            batch_size,
            self._shuffle,
            self.random_state,
            epochs=1,
        )


def _is_iterator(x: Any) -> bool:
    return hasattr(x, "__next__") or hasattr(x, "next")


def _map(function: Callable, data: Any) -> Any:
    """Applies `function` to an array or to every value of a dict of them; None stays None."""
    if isinstance(data, dict):
        return {key: function(value) for key, value in data.items()}
    return None if data is None else function(data)


def _first(data: Any) -> Any:
    return next(iter(data.values())) if isinstance(data, dict) else data


def _check_batch_size(batch_size: int | None) -> None:
    if batch_size is not None and batch_size <= 0:
        raise ValueError(f"Invalid batch_size {batch_size}.")


def _checked_dtype(dtype: Any) -> Any:
    if dtype == np.float64:
        tf.logging.warning("float64 is not supported by many models, consider casting to float32.")
    return dtype


def _batch_shapes(
    x_shape: Any, y_shape: Any, n_classes: Any, batch_size: int | None
) -> tuple[Any, Any, int]:
    """Returns the shapes of a batch of features and of labels, and the batch size."""
    _check_batch_size(batch_size)
    if batch_size is None:
        batch_size = _first(x_shape)[0]
    input_shape = _map(lambda shape: [batch_size, *(shape[1:] or [1])], x_shape)

    def label_shape(shape, classes):
        inner = list(shape[1:])
        if inner[:1] == [1]:
            inner = inner[1:]
        one_hot = [classes] if classes is not None and classes > 1 else []
        return [batch_size, *inner, *one_hot]

    if not isinstance(y_shape, dict):
        output_shape = None if y_shape is None else label_shape(y_shape, n_classes)
    else:
        output_shape = {k: label_shape(s, (n_classes or {}).get(k)) for k, s in y_shape.items()}
    return input_shape, output_shape, batch_size


def _placeholders(shapes: Any, dtypes: Any, name: str) -> Any:
    if shapes is None:
        return None
    if not isinstance(shapes, dict):
        return tf.placeholder(tf.as_dtype(dtypes), [None, *shapes[1:]], name=name)
    return {key: _placeholders(shapes[key], dtypes[key], f"{name}_{key}") for key in shapes}


def _feed(feed: dict[str, Any], placeholders: Any, values: Any) -> None:
    if isinstance(values, dict):
        feed.update({placeholders[key].name: value for key, value in values.items()})
    else:
        feed[placeholders.name] = values


def _rows(array: Any, rows: np.ndarray) -> Any:
    chosen = array.iloc[rows] if is_frame(array) or is_series(array) else array[rows]
    return np.array(chosen).reshape(-1, 1) if len(array.shape) == 1 else chosen


def _one_hot(out: np.ndarray, row: int, label: Any) -> None:
    if out.ndim == 2:
        out[row, int(np.squeeze(label))] = 1
    else:
        for position, value in enumerate(label):
            out[row, position, value] = 1


def _label_rows(
    labels: Any, rows: np.ndarray, shape: list[int], dtype: Any, n_classes: int | None
) -> np.ndarray:
    labels = labels.iloc if is_frame(labels) or is_series(labels) else labels
    out = np.zeros([len(rows), *shape[1:]], dtype)
    for i, row in enumerate(rows):
        if n_classes is not None and n_classes > 1:
            _one_hot(out, i, labels[row])
        else:
            out[i] = np.reshape(labels[row], out.shape[1:])
    return out


def _peek(iterator: Iterator) -> tuple[Any, Iterator]:
    first = next(iterator)
    return first, itertools.chain([first], iterator)


def _streamed_label_shape(label: Any) -> tuple[int, ...]:
    return (1, *(label[0] if isinstance(label, list) else label).shape)


def _label_dtype(label: Any) -> Any:
    if isinstance(label, list):
        return _label_dtype(label[0])
    return label.dtype if isinstance(label, np.ndarray) else _checked_dtype(np.dtype(type(label)))


def _stacked(examples: list, shape: Any, dtype: Any, n_classes: Any) -> Any:
    if isinstance(shape, dict):
        return {
            key: _stacked([e[key] for e in examples], shape[key], dtype[key],
                          (n_classes or {}).get(key))
            for key in shape
        }  # fmt: skip
    out = np.zeros([len(examples), *shape[1:]], dtype)
    for i, example in enumerate(examples):
        if n_classes is not None and n_classes > 1:
            _one_hot(out, i, example)
        elif out.ndim > 1:
            out[i, :] = example
        else:
            out[i] = example[0] if isinstance(example, list) else example
    return out


def _batches(x: Iterator, batch_size: int | None) -> Iterator[Any]:
    """Yields matrices of `batch_size` examples each, dicts of them where an example is a dict."""
    first, x = _peek(x)
    while chunk := list(itertools.islice(x, batch_size)):
        if isinstance(first, dict):
            yield {key: np.asmatrix([example[key] for example in chunk]) for key in first}
        else:
            yield np.asmatrix(chunk)
