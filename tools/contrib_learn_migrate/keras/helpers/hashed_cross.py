"""Crossed columns of tf.feature_column."""

import keras
import tensorflow as tf


class HashedCross(keras.layers.Layer):
    """Puts each combination of strings or integers into the bucket where TF 1 had it.

    Columns at the places `ids` have -1 for none, as has what is returned; the others have it all.
    """

    def __init__(self, buckets, ids=(), hash_key=None, **kwargs):
        super().__init__(**kwargs)
        self.buckets, self.ids, self.hash_key = buckets, ids, hash_key
        self.supports_jit = False

    def call(self, columns):
        columns = [
            column if column.dtype == "string" else tf.cast(column, tf.int64) for column in columns
        ]
        for i in self.ids:
            given = tf.where(columns[i] >= 0)
            shape = tf.shape(columns[i], tf.int64)
            columns[i] = tf.SparseTensor(given, tf.gather_nd(columns[i], given), shape)
        crossed = tf.sparse.cross_hashed(columns, self.buckets, self.hash_key)
        return tf.ensure_shape(tf.sparse.to_dense(crossed, -1), [None, None])
