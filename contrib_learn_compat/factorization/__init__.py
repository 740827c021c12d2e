"""``tf.contrib.factorization``: k-means clustering; its other models are gone."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.factorization", globals())
del lazy
