"""Batches out of files of tf.Examples."""

import tensorflow as tf

from contrib_learn_migrate.keras.helpers.dense import dense


def read_batches(file_pattern, batch_size, features, num_epochs=None, shuffle=True):
    """Returns a dataset of batches of the features in TFRecord files."""
    files = tf.data.Dataset.list_files(file_pattern, shuffle=shuffle)
    dataset = tf.data.TFRecordDataset(files).repeat(num_epochs)
    if shuffle:
        dataset = dataset.shuffle(1000)

    def parsed(examples):
        tensors = tf.io.parse_example(examples, features)
        return {
            name: dense(tensor) if isinstance(tensor, tf.SparseTensor) else tensor
            for name, tensor in tensors.items()
        }

    return dataset.batch(batch_size).map(parsed)
