"""MNIST from its four files."""

from __future__ import annotations

import gzip
import os
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.datasets.base import Datasets

DEFAULT_SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"

_IMAGES, _LABELS = 2051, 2049  # what the files begin with
_FAKE_EXAMPLES = 10000


def extract_images(f: Any) -> np.ndarray:
    """Reads an open, gzipped file of images, into a uint8 array of shape [n, rows, columns, 1].

    Raises:
      ValueError: it is no such file.
    """
    print("Extracting", f.name)
    with gzip.GzipFile(fileobj=f) as stream:
        _check_magic(stream, _IMAGES, "image", f.name)
        count, rows, columns = (_read_number(stream) for _ in range(3))
        pixels = np.frombuffer(stream.read(rows * columns * count), dtype=np.uint8)
    return pixels.reshape(count, rows, columns, 1)


def extract_labels(f: Any, one_hot: bool = False, num_classes: int = 10) -> np.ndarray:
    """Reads an open, gzipped file of labels, into a uint8 array of shape [n], or one-hot.

    Raises:
      ValueError: it is no such file.
    """
    print("Extracting", f.name)
    with gzip.GzipFile(fileobj=f) as stream:
        _check_magic(stream, _LABELS, "label", f.name)
        labels = np.frombuffer(stream.read(_read_number(stream)), dtype=np.uint8)
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


def dense_to_one_hot(labels_dense: np.ndarray, num_classes: int) -> np.ndarray:
    """Returns class ids as float64 rows with a one, of shape [n, num_classes]."""
    return np.eye(num_classes)[labels_dense.ravel()]


class DataSet:
    """Images and labels, in batches."""

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = tf.float32,
        reshape: bool = True,
        seed: int | None = None,
    ):
        """Takes the data.

        Args:
          images: a uint8 array of shape [n, rows, columns, 1].
          labels: an array of n labels.
          fake_data: whether batches are made up, and `images` and `labels` not used.
          one_hot: whether made-up labels are one-hot.
          dtype: tf.uint8, or tf.float32 for pixels in [0, 1].
          reshape: whether an image becomes a row of pixels.
          seed: seeds NumPy's global generator, which shuffles; the graph's seed by default.

        Raises:
          TypeError: another `dtype`.
          AssertionError: not as many labels as images, or images of another shape.
        """
        graph_seed, op_seed = tf.get_seed(seed)
        np.random.seed(graph_seed if seed is None else op_seed)
        dtype = tf.as_dtype(dtype).base_dtype
        if dtype not in (tf.uint8, tf.float32):
            raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
        self.one_hot = one_hot
        self._num_examples = _FAKE_EXAMPLES
        if not fake_data:
            shapes = f"images.shape: {images.shape} labels.shape: {labels.shape}"
            assert images.shape[0] == labels.shape[0], shapes
            self._num_examples = images.shape[0]
            if reshape:
                assert images.shape[3] == 1
                images = images.reshape(len(images), -1)
            if dtype == tf.float32:
                images = np.multiply(images.astype(np.float32), np.float32(1.0 / 255.0))
        self._images, self._labels = images, labels
        self._epochs_completed = self._index_in_epoch = 0

    @property
    def images(self) -> Any:
        return self._images

    @property
    def labels(self) -> Any:
        return self._labels

    @property
    def num_examples(self) -> int:
        return self._num_examples

    @property
    def epochs_completed(self) -> int:
        return self._epochs_completed

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> tuple[Any, Any]:
        """Returns the next images and labels; a batch may go on into the next epoch.

        Args:
          batch_size: the number of examples.
          fake_data: whether the batch is made up.
          shuffle: whether each epoch has an order of its own.
        """
        if fake_data:
            label = [1] + [0] * 9 if self.one_hot else 0
            return [[1] * 784 for _ in range(batch_size)], [label for _ in range(batch_size)]
        start, end = self._index_in_epoch, self._index_in_epoch + batch_size
        if self._epochs_completed == 0 and start == 0 and shuffle:
            self._shuffle()
        if end <= self._num_examples:
            self._index_in_epoch = end
            return self._images[start:end], self._labels[start:end]
        self._epochs_completed += 1
        rest = self._images[start:], self._labels[start:]
        if shuffle:
            self._shuffle()
        self._index_in_epoch = end = end - self._num_examples
        new = self._images[:end], self._labels[:end]
        images, labels = (np.concatenate(pair, axis=0) for pair in zip(rest, new, strict=True))
        return images, labels

    def _shuffle(self) -> None:
        order = np.arange(self._num_examples)
        np.random.shuffle(order)
        self._images = self._images[order]
        self._labels = self._labels[order]


def read_data_sets(
    train_dir: str,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = tf.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str = DEFAULT_SOURCE_URL,
) -> Datasets:
    """Reads MNIST from a directory that has its four files.

    Args:
      train_dir: the directory.
      fake_data: whether batches are made up, and nothing is read.
      one_hot: whether labels are one-hot.
      dtype: see :class:`DataSet`.
      reshape: see there.
      validation_size: how many of the training examples are for validation.
      seed: see there.
      source_url: where the files are from, for the error that says so; nothing is downloaded.

    Returns:
      Datasets of a :class:`DataSet` each.

    Raises:
      ValueError: `validation_size` is not between 0 and the number of training examples.
      FileNotFoundError: a file is missing; its text says where it belongs.
    """
    if fake_data:
        fakes = (DataSet([], [], True, one_hot, dtype=dtype, seed=seed) for _ in range(3))
        return Datasets(*fakes)

    def read(name, extract, **options):
        path = os.path.join(train_dir, name)
        if not tf.gfile.Exists(path):
            url = (source_url or DEFAULT_SOURCE_URL) + name
            raise FileNotFoundError(f"{path} is missing: download it from {url} and put it there.")
        with tf.gfile.GFile(path, "rb") as file:
            return extract(file, **options)

    images = read("train-images-idx3-ubyte.gz", extract_images)
    labels = read("train-labels-idx1-ubyte.gz", extract_labels, one_hot=one_hot)
    test_images = read("t10k-images-idx3-ubyte.gz", extract_images)
    test_labels = read("t10k-labels-idx1-ubyte.gz", extract_labels, one_hot=one_hot)
    if not 0 <= validation_size <= len(images):
        raise ValueError(
            f"Validation size should be between 0 and {len(images)}. Received: {validation_size}."
        )
    cut, options = validation_size, {"dtype": dtype, "reshape": reshape, "seed": seed}
    return Datasets(
        train=DataSet(images[cut:], labels[cut:], **options),
        validation=DataSet(images[:cut], labels[:cut], **options),
        test=DataSet(test_images, test_labels, **options),
    )


def load_mnist(train_dir: str = "MNIST-data") -> Datasets:
    """As :func:`read_data_sets`."""
    return read_data_sets(train_dir)


def _read_number(stream: Any) -> int:
    return int.from_bytes(stream.read(4), "big")


def _check_magic(stream: Any, expected: int, kind: str, name: str) -> None:
    magic = _read_number(stream)
    if magic != expected:
        raise ValueError(f"Invalid magic number {magic} in MNIST {kind} file: {name}")
