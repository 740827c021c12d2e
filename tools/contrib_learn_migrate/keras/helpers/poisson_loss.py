"""The loss of the Poisson head; Keras's leaves a term out."""

import keras
import numpy as np


def poisson_loss(counts, log_rate):
    """Returns the Poisson loss of a log rate, with Stirling's term for counts above one."""
    counts = keras.ops.reshape(keras.ops.cast(counts, log_rate.dtype), keras.ops.shape(log_rate))
    n = keras.ops.maximum(counts, 1.0)
    stirling = n * keras.ops.log(n) - n + 0.5 * keras.ops.log(2 * np.pi * n)
    stirling = keras.ops.where(counts > 1.0, stirling, 0.0)
    return keras.ops.exp(log_rate) - counts * log_rate + stirling
