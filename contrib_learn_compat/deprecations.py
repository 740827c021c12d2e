"""Keeps from the log what TensorFlow deprecates in this package, and in itself.

A program's own calls are still told of. Nobody who runs it can do anything about the others.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

import tensorflow.compat.v1 as tf

_TENSORFLOW = Path(sys.modules["tensorflow"].__file__)
_NOT_THE_PROGRAMS = tuple(f"{path.parent}{os.sep}" for path in (Path(__file__), _TENSORFLOW))


def hush() -> None:
    """Leaves out of the log which deprecated functions are called from here and TensorFlow.

    It also leaves out tf-keras's advice against ``tf.layers`` and ``tf.nn.rnn_cell``, which is
    repeated at every call. Calling this function again changes nothing.
    """
    tf.get_logger().addFilter(_is_the_programs)
    for names in ("layers", "nn.rnn_cell"):
        warnings.filterwarnings("ignore", rf"`tf\.{names}\.\w+` is deprecated", UserWarning)


def _is_the_programs(record: logging.LogRecord) -> bool:
    is_deprecation = str(record.msg).startswith("From %s: ")
    return not (is_deprecation and str(record.args[0]).startswith(_NOT_THE_PROGRAMS))
