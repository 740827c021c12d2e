"""Batches out of files of tf.Examples."""

import tensorflow as tf

from contrib_learn_migrate.keras.helpers.parse_examples import parse_examples


def read_batches(file_pattern, batch_size, features, num_epochs=None, shuffle=True):
    """Returns a dataset of batches of the features in TFRecord files."""
    files = tf.data.Dataset.list_files(file_pattern, shuffle=shuffle)
    dataset = tf.data.TFRecordDataset(files).repeat(num_epochs)
    if shuffle:
        dataset = dataset.shuffle(1000)
    return dataset.batch(batch_size).map(lambda examples: parse_examples(examples, features))
