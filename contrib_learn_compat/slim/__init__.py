"""``tf.contrib.slim``: the layers, variables and argument scopes of contrib, under one roof."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.slim", globals())
del lazy
