"""``tf.contrib.linear_optimizer``: linear models by stochastic dual coordinate ascent (SDCA)."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.linear_optimizer", globals())
del lazy
