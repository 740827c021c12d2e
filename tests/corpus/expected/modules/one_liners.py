import os; from contrib_learn_compat import tf; from contrib_learn_compat.tf.contrib import learn; x = 1
if x: from contrib_learn_compat.tf.contrib import layers; y = layers.relu
from contrib_learn_compat.tf.contrib.learn \
    import Estimator, \
    RunConfig
from contrib_learn_compat.tf.contrib.learn import (  # what we need
    ModeKeys,  # the modes
    MetricSpec,   # and the metrics

    # and this
    Experiment,
)
for _ in (): import contrib_learn_compat.tf.contrib.metrics as m
z = tf \
    .contrib \
    .learn.ModeKeys
w = (tf.
     contrib.  # a comment in between
     layers.flatten)
