"""Features of tf.Examples."""

import tensorflow as tf

from contrib_learn_migrate.keras.helpers.dense import dense


def parse_examples(examples, features):
    """Returns the features of serialized tf.Examples, words and ids as dense tensors."""
    tensors = tf.io.parse_example(examples, features)
    return {
        name: dense(tensor) if isinstance(tensor, tf.SparseTensor) else tensor
        for name, tensor in tensors.items()
    }
