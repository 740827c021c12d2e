"""Crossed columns."""

import keras
import tensorflow as tf


class Cross(keras.layers.Layer):
    """Puts each combination of strings or ids into the bucket where TF 1 had it; -1 for none."""

    def __init__(self, buckets, **kwargs):
        super().__init__(**kwargs)
        self.buckets = buckets

    def call(self, columns):
        golden_ratio = tf.constant(0x9E3779B97F4A7800 - 2**64, tf.int64)
        mixed = tf.fill([tf.shape(columns[0])[0], 1], tf.constant(0xDECAFCAFFE, tf.int64))
        is_given = tf.ones_like(mixed, tf.bool)
        for column in columns:
            if column.dtype == "string":
                given = column != ""
                fingerprints = tf.fingerprint(tf.reshape(column, [-1]))
                column = tf.reshape(tf.bitcast(fingerprints, tf.int64), tf.shape(column))
            else:
                given = column >= 0
            mixed, is_given = mixed[:, :, None], is_given[:, :, None] & given[:, None, :]
            shifted = tf.bitwise.left_shift(mixed, 10) + tf.bitwise.right_shift(mixed, 4)
            shifted += tf.cast(column, tf.int64)[:, None, :] + golden_ratio
            mixed = tf.bitwise.bitwise_xor(mixed, shifted)
            rows = tf.shape(mixed)[0]
            mixed, is_given = tf.reshape(mixed, [rows, -1]), tf.reshape(is_given, [rows, -1])
        buckets = tf.cast(tf.bitcast(mixed, tf.uint64) % self.buckets, tf.int64)
        return tf.where(is_given, buckets, -1)
