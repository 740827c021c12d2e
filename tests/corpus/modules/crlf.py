import tensorflow as tf
from tensorflow.contrib import learn


def f(x):
    """Windows line ends."""
    return learn.multi_class_head(3),   tf.contrib.layers.linear(x, 1)   
