"""Which parameter server a variable goes to: strategies for ``tf.train.replica_device_setter``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import tensorflow.compat.v1 as tf


class RandomStrategy:
    """Chooses a server by a hash of the op's name, the same one in every process."""

    def __init__(self, num_ps_tasks, seed=0) -> None:
        """Makes the strategy.

        Args:
          num_ps_tasks: the number of parameter servers.
          seed: an int; another one gives another choice.
        """
        self._num_tasks = num_ps_tasks
        self._seed = seed

    def __call__(self, op) -> int:
        """Returns the index of the server for `op`."""
        digest = hashlib.md5(f"{op.name}_{self._seed}".encode()).hexdigest()
        return int(digest, 16) % self._num_tasks


class GreedyLoadBalancingStrategy:
    """Chooses the server that has the least to carry so far, and of those the first."""

    def __init__(self, num_tasks, load_fn: Callable) -> None:
        """Makes the strategy.

        Args:
          num_tasks: the number of parameter servers.
          load_fn: a function of an op that returns its load, such as :func:`byte_size_load_fn`.
        """
        self._load_fn = load_fn
        self._ps_loads = np.zeros(num_tasks)

    def __call__(self, op) -> int:
        """Returns the index of the server for `op`, and counts its load there."""
        task = np.argmin(self._ps_loads)
        self._ps_loads[task] += self._load_fn(op)
        return task


def byte_size_load_fn(op) -> int:
    """Returns the size of an op's output in bytes.

    Raises:
      ValueError: where the op has not just one output, or its shape is not fully known.
    """
    if len(op.outputs) != 1:
        raise ValueError(f"Op {op} must have a single output")
    (output,) = op.outputs
    shape, dtype = output.shape, output.dtype
    if dtype == tf.resource:  # the handle of a variable, which says what it holds
        shape, dtype = tf.TensorShape(op.get_attr("shape")), op.get_attr("dtype")
    elif not shape.is_fully_defined():
        shape = tf.TensorShape(op.get_attr("shape"))
    shape.assert_is_fully_defined()
    return shape.num_elements() * dtype.size
