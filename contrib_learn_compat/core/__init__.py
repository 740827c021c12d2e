"""``tf.estimator`` of TF 1.15, and the engine that ``tf.contrib.learn`` shares with it."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.estimator", globals())
