"""``tf.contrib.losses.metric_learning``: losses of embeddings, which they draw near or apart."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.losses.metric_learning", globals())
del lazy
