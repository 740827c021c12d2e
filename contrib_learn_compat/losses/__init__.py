"""``tf.contrib.losses``: losses that take predictions first and collect themselves."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.losses", globals())
del lazy
