"""From what an input_fn returns to features, labels and the hooks that start the input."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf
from tensorflow.data import Dataset


class IteratorInitializerHook(tf.train.SessionRunHook):
    """Starts a dataset's iterator as soon as there is a session."""

    def __init__(self, iterator: Any):
        self._iterator = iterator

    def begin(self):
        self._initializer = self._iterator.initializer

    def after_create_session(self, session, coord):
        session.run(self._initializer)


def read(result: Any) -> tuple[Any, Any, list[tf.train.SessionRunHook]]:
    """Unpacks an input_fn's result.

    Args:
      result: ``(features, labels)``, features alone, or a tf.data Dataset of either.

    Returns:
      Features, labels (None where there are none), and hooks for the session that reads them.

    Raises:
      ValueError: a list or tuple that is no pair.
    """
    hooks = []
    if isinstance(result, Dataset):
        iterator = tf.data.make_initializable_iterator(result)
        hooks.append(IteratorInitializerHook(iterator))
        result = iterator.get_next()
    if not isinstance(result, (list, tuple)):
        return result, None, hooks
    if len(result) != 2:
        raise ValueError("input_fn should return (features, labels) as a len 2 tuple.")
    features, labels = result
    return features, labels, hooks


def ends(features: Any) -> bool:
    """Tells whether reading `features` can come to an end, as a dataset or a queue does."""
    tensors = (part for part in tf.nest.flatten(features) if isinstance(part, tf.Tensor))
    return any(tensor.op.type == "IteratorGetNext" for tensor in tensors) or bool(
        tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    )
