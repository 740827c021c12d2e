"""Initializers that keep the scale of activations and gradients from layer to layer."""

from __future__ import annotations

import functools
import math

import tensorflow.compat.v1 as tf

_MODES = ("FAN_IN", "FAN_OUT", "FAN_AVG")


def xavier_initializer(uniform=True, seed=None, dtype=tf.float32):
    """Returns the initializer of Glorot and Bengio (2010): variance 2 / (fan in + fan out).

    Args:
      uniform: draw from a uniform distribution; else from a truncated normal one.
      seed: an int, or None for the graph's choice.
      dtype: a floating-point type.
    """
    return variance_scaling_initializer(
        factor=1.0, mode="FAN_AVG", uniform=uniform, seed=seed, dtype=dtype
    )


xavier_initializer_conv2d = xavier_initializer


def variance_scaling_initializer(
    factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype=tf.float32
):
    """Returns an initializer whose variance is `factor` over the number of a unit's connections.

    The default is that of He et al. (2015) for rectifiers.

    Args:
      factor: a float.
      mode: which connections count: ``"FAN_IN"``, ``"FAN_OUT"`` or their average, ``"FAN_AVG"``.
      uniform: draw from a uniform distribution; else from a truncated normal one.
      seed: an int, or None for the graph's choice.
      dtype: a floating-point type.

    Raises:
      TypeError: where `dtype` is not floating or `mode` is unknown.
    """
    _check_floating(dtype)
    if mode not in _MODES:
        raise TypeError("Unknown mode %s [FAN_IN, FAN_OUT, FAN_AVG]", mode)

    def _initializer(shape, dtype=dtype, partition_info=None):
        _check_floating(dtype)
        dims = [float(dim) for dim in shape]
        receptive_field = math.prod(dims[:-2])
        fan_out = receptive_field * dims[-1] if dims else 1.0
        fan_in = receptive_field * dims[-2] if len(dims) > 1 else fan_out
        connections = dict(zip(_MODES, (fan_in, fan_out, (fan_in + fan_out) / 2.0), strict=True))
        variance = factor / connections[mode]
        if uniform:
            limit = math.sqrt(3.0 * variance)
            return tf.random_uniform(shape, -limit, limit, dtype, seed=seed)
        # Cutting the tails off at two deviations takes 23 % of the variance away.
        return tf.truncated_normal(shape, 0.0, math.sqrt(1.3 * variance), dtype, seed=seed)

    return _initializer


def _check_floating(dtype) -> None:
    if not dtype.is_floating:
        raise TypeError("Cannot create initializer for non-floating point type.")


def by_name(initializer):
    """Returns the initializer of a name, as Keras called it in TF 1.15; others as they are.

    Raises:
      ValueError: there is none of that name.
    """
    if not isinstance(initializer, str):
        return initializer
    if initializer not in _MAKERS:
        raise ValueError(f"Unknown initializer:{initializer}")
    return _MAKERS[initializer]()


_MAKERS = {
    "zeros": tf.zeros_initializer,
    "ones": tf.ones_initializer,
    "constant": tf.constant_initializer,
    "random_uniform": functools.partial(tf.random_uniform_initializer, -0.05, 0.05),
    "random_normal": functools.partial(tf.random_normal_initializer, 0.0, 0.05),
    "truncated_normal": functools.partial(tf.truncated_normal_initializer, 0.0, 0.05),
    "orthogonal": tf.orthogonal_initializer,
    "identity": tf.initializers.identity,
    "glorot_uniform": tf.glorot_uniform_initializer,
    "glorot_normal": tf.glorot_normal_initializer,
    "he_normal": tf.initializers.he_normal,
    "he_uniform": tf.initializers.he_uniform,
    "lecun_normal": tf.initializers.lecun_normal,
    "lecun_uniform": tf.initializers.lecun_uniform,
    "VarianceScaling": tf.variance_scaling_initializer,
}
# Classes by their names, and what they were called before.
_MAKERS |= {
    "".join(part.title() for part in name.split("_")): maker
    for name, maker in _MAKERS.items()
    if name.islower() and not name.startswith(("he_", "lecun_"))
}
_MAKERS |= {
    old: _MAKERS[name]
    for old, name in {
        "zero": "zeros",
        "one": "ones",
        "uniform": "random_uniform",
        "normal": "random_normal",
    }.items()
}
