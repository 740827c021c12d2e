from contrib_learn_compat.tf.contrib import learn, layers as L, framework
import contrib_learn_compat.tf.contrib.learn as tflearn
import contrib_learn_compat.tf as tensorflow, os
import contrib_learn_compat.tf as tf, numpy as np

N = 3


def f(x):
    net = L.fully_connected(x, N)
    with framework.arg_scope([L.conv2d], padding="SAME"):
        net = tensorflow.contrib.layers.flatten(net)
    return tflearn.multi_class_head(N), learn.ModeKeys.TRAIN, tf.shape(net), np.zeros(N), os.sep
