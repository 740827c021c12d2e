# tf.contrib.learn.Estimator in a comment
from contrib_learn_compat import tf  # needs tf.contrib.learn

USAGE = """
import tensorflow as tf
from tensorflow.contrib import learn
tf.contrib.learn.DNNClassifier(...)
"""
NAME = 'tf.contrib.learn.Estimator'
MESSAGE = f"{tf.contrib.learn.ModeKeys.TRAIN} of tf.contrib.learn {NAME!r:>{10}}"


def build():  # tf.contrib.layers below
    """Builds a tf.contrib.layers.fully_connected."""
    return tf.contrib.layers.fully_connected(tf.zeros([1, 2]), 3)  # not tf.layers.dense
