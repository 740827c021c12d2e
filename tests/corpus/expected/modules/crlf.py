from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn


def f(x):
    """Windows line ends."""
    return learn.multi_class_head(3),   tf.contrib.layers.linear(x, 1)   
