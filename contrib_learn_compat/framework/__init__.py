"""``tf.contrib.framework``: argument scopes, variables, the global step, tensors, checkpoints."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.framework", globals())
del lazy
