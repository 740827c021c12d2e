"""``tf.contrib.metrics``: streaming metrics, and sets, confusion matrices and histograms."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.metrics", globals())
del lazy
