from tensorflow.contrib import learn, layers as L, framework
import tensorflow.contrib.learn as tflearn
import tensorflow.contrib.layers, os
import tensorflow as tf, numpy as np

N = 3


def f(x):
    net = L.fully_connected(x, N)
    with framework.arg_scope([L.conv2d], padding="SAME"):
        net = tensorflow.contrib.layers.flatten(net)
    return tflearn.multi_class_head(N), learn.ModeKeys.TRAIN, tf.shape(net), np.zeros(N), os.sep
