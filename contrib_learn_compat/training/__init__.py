"""``tf.contrib.training``: hyperparameters, loops for training and evaluation, input queues."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.training", globals())
del lazy
