"""The optimizers of the ready-made models, and what they take for one."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

_BY_NAME = {
    "Adagrad": tf.train.AdagradOptimizer,
    "Adam": tf.train.AdamOptimizer,
    "Ftrl": tf.train.FtrlOptimizer,
    "RMSProp": tf.train.RMSPropOptimizer,
    "SGD": tf.train.GradientDescentOptimizer,
}


def made(optimizer: Any, learning_rate: float) -> tf.train.Optimizer:
    """Returns an optimizer.

    Args:
      optimizer: one, its name, or a function that makes one.
      learning_rate: of an optimizer that is made by its name.

    Raises:
      ValueError: an unknown name, or no optimizer.
    """
    if isinstance(optimizer, str):
        if optimizer not in _BY_NAME:
            raise ValueError(
                f"Unsupported optimizer name: {optimizer}. "
                f"Supported names are: {tuple(sorted(_BY_NAME))}"
            )
        return _BY_NAME[optimizer](learning_rate=learning_rate)
    if callable(optimizer):
        optimizer = optimizer()
    if not isinstance(optimizer, tf.train.Optimizer):
        raise ValueError(f"The given object is not an Optimizer instance. Given: {optimizer}")
    return optimizer
