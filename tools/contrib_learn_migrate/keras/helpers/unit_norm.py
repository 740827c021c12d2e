"""Vectors of length 1."""

import keras


def unit_norm(x, axis, epsilon=1e-7):
    """Divides by the length along an axis."""
    return x / keras.ops.sqrt(epsilon + keras.ops.sum(x**2, axis=axis, keepdims=True))
