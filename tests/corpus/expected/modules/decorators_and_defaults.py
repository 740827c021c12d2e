import functools

from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.framework import add_arg_scope
from contrib_learn_compat.tf.contrib.learn import ModeKeys as MK


@add_arg_scope
def block(x, initializer=tf.contrib.layers.xavier_initializer(), mode=MK.TRAIN, scope=None):
    with tf.variable_scope(scope, 'block', [x]) as sc, tf.name_scope("n"):
        return tf.contrib.layers.conv2d(x, 3, 1, weights_initializer=initializer, scope=sc)


relu_block = functools.partial(block, initializer=tf.contrib.layers.variance_scaling_initializer())
table = {k: v for k, v in {'conv': tf.contrib.layers.conv2d}.items()}
del MK
