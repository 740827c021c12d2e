"""Whether two initializers draw from the same distribution, as far as their draws tell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from unittest import mock

import keras
import numpy as np

# How many standard errors apart the means and variances of the same distribution may be.
_SIGMAS = 5.0
_DRAWS = 40
_DRAWN_ELEMENTS = 20_000


class Initializers:
    """Knows the initializers of all weights that are made while it is entered."""

    def __init__(self):
        self._of: dict[int, Any] = {}

    def __enter__(self) -> Initializers:
        add_weight = keras.layers.Layer.add_weight

        def watched(layer, shape=None, initializer=None, *args, **kwargs):
            weight = add_weight(layer, shape, initializer, *args, **kwargs)
            if initializer is not None:
                self._of[id(weight)] = keras.initializers.get(initializer)
            return weight

        self._patch = mock.patch.object(keras.layers.Layer, "add_weight", watched)
        self._patch.start()
        return self

    def __exit__(self, *error) -> None:
        self._patch.stop()

    def draws(self, weight: keras.Variable) -> Iterator[np.ndarray]:
        """Yields values that a weight might have begun with; none where that is not known."""
        initializer = self._of.get(id(weight))
        if initializer is None:
            return
        for _ in range(min(_DRAWS, _DRAWN_ELEMENTS // max(1, math.prod(weight.shape)))):
            values = _with_another_seed(initializer)(weight.shape, weight.dtype)
            yield keras.ops.convert_to_numpy(values)


def difference(legacy: np.ndarray, migrated: np.ndarray) -> str:
    """Says how the values of two initializers differ, or returns an empty string.

    Args:
      legacy: draws of shape ``[count, …]``.
      migrated: draws of the other, of shape ``[another count, …]``.
    """
    legacy, migrated = (_without_repeats(draws.astype(np.float64)) for draws in (legacy, migrated))
    if len(legacy) == 1 and legacy.shape == migrated.shape and np.allclose(legacy, migrated, 1e-6):
        return ""
    if _is_constant(legacy) or _is_constant(migrated):
        return f"begins at {_said(migrated)} in place of {_said(legacy)}"
    mean, variance = legacy.mean(), legacy.var()
    fourth = ((legacy - mean) ** 4).mean()
    # Of the difference between two samples, if both are of the legacy distribution.
    errors = _SIGMAS * math.sqrt(1 / legacy.size + 1 / migrated.size)
    if abs(migrated.mean() - mean) > errors * math.sqrt(variance):
        return f"has mean {migrated.mean():.3g} in place of {mean:.3g}"
    if abs(migrated.var() - variance) > errors * math.sqrt(fourth - variance**2):
        return f"has standard deviation {migrated.std():.3g} in place of {legacy.std():.3g}"
    return ""


def _with_another_seed(initializer: Any) -> Any:
    if not isinstance(initializer, keras.initializers.Initializer):
        return initializer
    settings = initializer.get_config()
    return type(initializer).from_config(
        {**settings, "seed": None} if "seed" in settings else settings
    )


def _without_repeats(draws: np.ndarray) -> np.ndarray:
    """Drops draws that are the first again: of a constant, or of a seed."""
    is_same = all(np.array_equal(draw, draws[0]) for draw in draws[1:])
    return draws[:1] if is_same else draws


def _is_constant(draws: np.ndarray) -> bool:
    """Tells whether all draws are one number; a single draw of one number may be random."""
    return bool(np.ptp(draws) == 0)


def _said(draws: np.ndarray) -> str:
    return f"{draws.flat[0]:g}" if _is_constant(draws) else "random values"
