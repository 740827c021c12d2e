"""The drop-in ``tf``, for TF 1.15's ``import tensorflow as tf``: what that had, under its names.

It is ``tf.compat.v1`` of the installed TensorFlow, with what has left it since: ``tf.contrib``,
``tf.estimator``, ``tf.layers``, ``tf.nn.rnn_cell``, the Keras of its time, and names that programs
still use although TensorFlow dropped them before 1.15. Imports reach into it by the same paths:
``from contrib_learn_compat.tf.contrib import learn`` for ``from tensorflow.contrib import learn``.

Importing this module begins a TF 1.x program: like ``tf.compat.v1.disable_v2_behavior()``, it
switches the whole process to graph mode, reference variables and the rest of 1.15's defaults, and
derives the seeds of random ops as 1.15 did.

``tf.__version__`` is ``"1.15.0"``: programs choose between dialects by it, and this is the dialect
spoken here. The installed release is ``tf.compat.v2.__version__``.
"""

import logging as _logging

import tensorflow.compat.v1 as _v1

from contrib_learn_compat import absl_flags as _absl_flags
from contrib_learn_compat import deprecations as _deprecations
from contrib_learn_compat import legacy_imports as _legacy_imports
from contrib_learn_compat import moved_names as _moved_names
from contrib_learn_compat import seeds as _seeds
from contrib_learn_compat.namespace import lazy as _lazy

__version__ = VERSION = "1.15.0"


def _begin() -> None:
    """Gives TensorFlow the behavior of 1.x, without its advice against it."""
    logger = _v1.get_logger()
    level = logger.level
    logger.setLevel(_logging.ERROR)
    try:
        _v1.disable_v2_behavior()
    finally:
        logger.setLevel(level)
    _seeds.seed_ops_by_position()
    _deprecations.hush()


_begin()
_moved_names.give_back()
_absl_flags.let_programs_have_their_own()
_legacy_imports.serve_drop_in()
__path__ = []  # so that the import system looks for modules beneath it
__getattr__, __dir__ = _lazy("tf", globals(), ("tensorflow:compat.v1",))
