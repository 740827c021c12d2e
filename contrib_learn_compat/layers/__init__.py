"""``tf.contrib.layers``: layers, feature columns, ``optimize_loss`` and what belongs to them."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.layers", globals())
del lazy
