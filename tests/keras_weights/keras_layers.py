"""The small layers that migrated programs have, where Keras has none."""

import tensorflow as tf
from keras import layers, ops


class EmbeddingBag(layers.Layer):
    """Embeds ids, of which -1 is none, and combines them."""

    def __init__(self, buckets, dimension, combiner="mean", **kwargs):
        super().__init__(**kwargs)
        self.combiner = combiner
        self.embeddings = self.add_weight(name="embeddings", shape=[buckets, dimension])

    def call(self, ids, weights=None):
        counts = ops.cast(ids >= 0, "float32")
        counts = counts if weights is None else counts * weights
        rows = ops.take(self.embeddings, ops.maximum(ids, 0), axis=0)
        total = ops.sum(rows * counts[..., None], axis=1)
        if self.combiner == "sum":
            return total
        return ops.divide_no_nan(total, ops.sum(counts, axis=1, keepdims=True))


class Bias(layers.Layer):
    """Adds a bias, as a sum of columns has."""

    def build(self, shape):
        self.bias = self.add_weight(name="bias", shape=[shape[-1]], initializer="zeros")

    def call(self, inputs):
        return inputs + self.bias


class Cross(layers.Layer):
    """Puts each cross of two columns of strings into the bucket where crossed_column put it.

    An empty string is a value there, though it is none to the columns by themselves.
    """

    def __init__(self, buckets, **kwargs):
        super().__init__(**kwargs)
        self.buckets = buckets

    def call(self, one, other):
        mixed = tf.constant(0xDECAFCAFFE, tf.int64)
        for column in (one[:, :, None], other[:, None, :]):
            shifted = tf.bitwise.left_shift(mixed, 10) + tf.bitwise.right_shift(mixed, 4)
            shifted += self.fingerprint(column) + tf.constant(0x9E3779B97F4A7800 - 2**64, tf.int64)
            mixed = tf.bitwise.bitwise_xor(mixed, shifted)
        ids = tf.cast(tf.bitcast(mixed, tf.uint64) % self.buckets, tf.int32)
        return tf.reshape(ids, [-1, one.shape[1] * other.shape[1]])

    @staticmethod
    def fingerprint(column):
        flat = tf.fingerprint(tf.reshape(column, [-1]))
        return tf.reshape(tf.bitcast(flat, tf.int64), tf.shape(column))


def ids_of_keys(strings):
    """Returns the ids of a, b and c; none for what else there is."""
    return layers.StringLookup(vocabulary=["a", "b", "c"], num_oov_indices=1)(strings) - 1


class HashBuckets(layers.Layer):
    """Puts strings into the buckets of sparse_column_with_hash_bucket; empty ones are none."""

    def __init__(self, buckets, **kwargs):
        super().__init__(**kwargs)
        self.buckets = buckets

    def call(self, strings):
        ids = tf.strings.to_hash_bucket_fast(strings, self.buckets)
        return tf.where(strings == "", -1, tf.cast(ids, tf.int32))
