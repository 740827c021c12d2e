"""The drop-in for ``tf.contrib.learn``: its 59 public names, on TensorFlow 2.16 and newer.

``import contrib_learn_compat as learn`` stands for ``from tensorflow.contrib import learn``;
``from contrib_learn_compat import tf`` stands for ``import tensorflow as tf`` of TF 1.15;
:func:`install` serves the ``tensorflow.contrib…`` import paths themselves, and
``python -m contrib_learn_compat program.py`` runs a program that was not changed at all.
"""

from contrib_learn_compat._requirements import check

check()

from contrib_learn_compat.legacy_imports import install as install  # noqa: E402
from contrib_learn_compat.legacy_imports import uninstall as uninstall  # noqa: E402
from contrib_learn_compat.namespace import lazy  # noqa: E402

__version__ = "0.1.0"
__getattr__, __dir__ = lazy("tf.contrib.learn", globals())
del check, lazy
