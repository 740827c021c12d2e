"""Optimizers alone: how far they move a weight for small and large gradients.

A training of some steps hardly tells an epsilon of 1e-8 from one of 1e-7: only the smallest
gradients do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow.compat.v1 as tf

# A weight for each magnitude; in three steps, so that momentum and slots come into play.
MAGNITUDES = (1e-8, 1e-6, 1e-4, 1e-2, 1.0, 100.0)
GRADIENTS = np.array(MAGNITUDES, np.float32) * np.array([[1.0], [0.5], [-2.0]], np.float32)


def probe(optimizer_and_step: tuple[Any, Any] | None) -> Callable[[Any], np.ndarray] | None:
    """Has a TF 1.x optimizer train a weight of the default graph, beside the model's.

    Args:
      optimizer_and_step: the optimizer, and the step counter that it increments or None; or None,
        where there is not one optimizer.

    Returns:
      A function of an initialized session, which returns the weight's values after each step.
    """
    if optimizer_and_step is None:
        return None
    optimizer, global_step = optimizer_and_step
    gradient = tf.placeholder(tf.float32, [len(MAGNITUDES)])
    weight = tf.Variable(np.zeros(len(MAGNITUDES), np.float32), trainable=False)
    train_op = optimizer.apply_gradients([(gradient, weight)], global_step)

    def run(session):
        values = []
        for gradients in GRADIENTS:
            session.run(train_op, {gradient: gradients})
            values.append(session.run(weight))
        return np.stack(values)

    return run


def moved(optimizer: Any) -> np.ndarray:
    """Returns the same of a Keras optimizer: of a fresh one like it that clips nothing.

    Raises:
      TypeError: it cannot be made from what it tells of itself; NotImplementedError as well.
    """
    settings = optimizer.get_config()
    if isinstance(settings["learning_rate"], dict):
        settings["learning_rate"] = optimizer._learning_rate  # A schedule, as it is.
    settings.update(dict.fromkeys(("clipnorm", "clipvalue", "global_clipnorm")))
    optimizer = type(optimizer).from_config(settings)
    weight = keras.Variable(np.zeros(len(MAGNITUDES), np.float32))
    values = []
    for gradients in GRADIENTS:
        optimizer.apply([keras.ops.convert_to_tensor(gradients)], [weight])
        values.append(keras.ops.convert_to_numpy(weight))
    return np.stack(values)
