import os; import tensorflow as tf; from tensorflow.contrib import learn; x = 1
if x: from tensorflow.contrib import layers; y = layers.relu
from tensorflow.contrib.learn \
    import Estimator, \
    RunConfig
from tensorflow.contrib.learn import (  # what we need
    ModeKeys,  # the modes
    MetricSpec,   # and the metrics

    # and this
    Experiment,
)
for _ in (): import tensorflow.contrib.metrics as m
z = tf \
    .contrib \
    .learn.ModeKeys
w = (tf.
     contrib.  # a comment in between
     layers.flatten)
