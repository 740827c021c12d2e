"""What ``tf.contrib.data`` had that ``tf.data`` has under no name of its own.

Each transformation is a function for ``tf.data.Dataset.apply``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow.compat.v1 as tf


def batch_and_drop_remainder(batch_size) -> Callable:
    """Makes batches, all of the same size: what is left at the end is dropped."""
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(batch_size, padded_shapes, padding_values=None) -> Callable:
    """Makes batches, padded as ``tf.data.Dataset.padded_batch`` does, all of the same size."""
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )


def sliding_window_batch(window_size, stride=None, window_shift=None, window_stride=1) -> Callable:
    """Makes a batch of each window that slides over the elements; what is left is dropped.

    Args:
      window_size: an int, the number of elements in a window.
      stride: the old name of `window_shift`.
      window_shift: an int, by how many elements a window begins after the one before it; 1 by
        default.
      window_stride: an int, by how many elements those of a window are apart.

    Raises:
      ValueError: where there are both a stride and a shift.
    """
    if stride is not None and window_shift is not None:
        raise ValueError("Cannot specify both `stride` and `window_shift`")
    shift = next((given for given in (window_shift, stride) if given is not None), 1)

    def slide(dataset):
        # Packed into one, lest the parts of an element become windows each for itself.
        windows = dataset.map(lambda *element: (element,)).window(
            window_size, shift, window_stride, drop_remainder=True
        )
        return windows.flat_map(lambda window: _batched(window, window_size, dataset))

    return slide


def _batched(window, size, dataset):
    """Returns a dataset of one batch, of a window's parts, each of which is a dataset."""
    parts = tf.data.Dataset.zip(window)
    is_tuple = isinstance(tf.data.get_output_types(dataset), tuple)
    return parts.batch(size).map(lambda *parts: parts if is_tuple else parts[0])


def sloppy_interleave(map_func, cycle_length, block_length=1) -> Callable:
    """Takes elements of several datasets in turn, passing over those that are not ready.

    Args:
      map_func: a function from an element to a dataset.
      cycle_length: an int, how many datasets there are at a time.
      block_length: an int, how many elements of each to take at once.
    """
    return tf.data.experimental.parallel_interleave(
        map_func, cycle_length, block_length, sloppy=True
    )


def assert_element_shape(expected_shapes) -> Callable:
    """Checks the elements' shapes, and has them known.

    Args:
      expected_shapes: a nest of ``tf.TensorShape`` like the elements.

    Raises:
      ValueError: where a shape is known to be another. Reading an element of another shape raises
        InvalidArgumentError.
    """
    flat_shapes = tf.nest.flatten(expected_shapes)

    def check(*elements):
        tensors = tf.nest.flatten(elements)
        checked = [
            tf.ensure_shape(tensor, shape)
            for tensor, shape in zip(tensors, flat_shapes, strict=True)
        ]
        return tf.nest.pack_sequence_as(elements, checked)

    def apply(dataset):
        for known, shape in zip(
            tf.nest.flatten(tf.data.get_output_shapes(dataset)), flat_shapes, strict=True
        ):
            known.assert_is_compatible_with(shape)
        is_tuple = isinstance(tf.data.get_output_types(dataset), tuple)
        return dataset.map(lambda *elements: check(*elements) if is_tuple else check(*elements)[0])

    return apply


def reduce_dataset(dataset, reducer):
    """Returns what a ``tf.data.experimental.Reducer`` makes of a dataset; it is not finalized.

    Raises:
      TypeError: where `dataset` is none.
    """
    if not isinstance(dataset, tf.data.Dataset):
        raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
    return dataset.reduce(reducer.init_func(np.int64(0)), reducer.reduce_func)


def read_batch_features(
    file_pattern,
    batch_size,
    features,
    reader=tf.data.TFRecordDataset,
    reader_args=None,
    randomize_input=True,
    num_epochs=None,
    capacity=10000,
):
    """Returns batches of parsed ``tf.Example`` messages from files.

    Args:
      file_pattern: a glob pattern of files, or a list of them.
      batch_size: an int.
      features: a dict of feature specs by name, as ``tf.parse_example`` takes it.
      reader: a dataset class of file names.
      reader_args: more arguments for it.
      randomize_input: whether to shuffle.
      num_epochs: how often to read the files; None for ever.
      capacity: an int, among how many examples to shuffle.

    Returns:
      A dict of tensors and SparseTensors by name.
    """
    reading = {"reader": reader, "reader_args": reader_args, "num_epochs": num_epochs}
    shuffling = {"shuffle": randomize_input, "shuffle_buffer_size": capacity}
    dataset = tf.data.experimental.make_batched_features_dataset(
        file_pattern, batch_size, features, **reading, **shuffling
    )
    return tf.data.make_one_shot_iterator(dataset).get_next()
