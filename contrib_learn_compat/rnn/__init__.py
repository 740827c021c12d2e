"""``tf.contrib.rnn``: the names that the symbol table gives it."""

from contrib_learn_compat.namespace import lazy

__getattr__, __dir__ = lazy("tf.contrib.rnn", globals())
del lazy
