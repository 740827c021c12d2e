"""The TensorFlow 1.x that a model_fn was written in, while it is called and no longer."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import tensorflow as tf

tf1 = tf.compat.v1

_DROP_IN = "contrib_learn_compat.tf"


def check_eager() -> None:
    """Raises RuntimeError where a Keras model cannot run, for eager execution is off."""
    if not tf.executing_eagerly():
        raise RuntimeError(
            "A Keras model needs eager execution, which is off: make it outside of graphs, and "
            "where the program imports contrib_learn_compat.tf, or calls disable_v2_behavior(), "
            "call tf.compat.v1.enable_v2_behavior() after its imports."
        )


@contextlib.contextmanager
def of_drop_in() -> Iterator[None]:
    """Has shapes be of Dimensions and tensors equal by identity, if the drop-in `tf` is in use."""
    with contextlib.ExitStack() as stack:
        if _DROP_IN in sys.modules:
            if isinstance(tf.TensorShape([1])[0], int):
                tf1.disable_v2_tensorshape()
                stack.callback(tf1.enable_v2_tensorshape)
            if not isinstance(tf.constant(1) == tf.constant(1), bool):
                tf1.disable_tensor_equality()
                stack.callback(tf1.enable_tensor_equality)
        yield
