import importlib
from importlib import import_module

learn = importlib.import_module('contrib_learn_compat.tf.contrib.learn')
layers = import_module("contrib_learn_compat.tf.contrib.layers")
run_config = importlib.import_module(
    'contrib_learn_compat.tf.contrib.learn.python.learn.estimators.run_config')
np = importlib.import_module('numpy')


def config():
    return run_config.RunConfig(), learn.Estimator, layers.l2_regularizer(np.float32(0.1))
