"""Points in the plane, in two or more classes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from contrib_learn_compat.learn.datasets.base import Dataset


def circles(
    n_samples: int = 100,
    noise: float | None = None,
    seed: int | None = None,
    factor: float = 0.8,
    n_classes: int = 2,
    *args,
    **kwargs,
) -> Dataset:
    """Returns points on concentric circles, one a class.

    Args:
      n_samples: the number of points.
      noise: the standard deviation of what is added to them.
      seed: of NumPy's global generator.
      factor: the ratio of a circle's radius to the one before.
      n_classes: the number of circles.

    Returns:
      A Dataset of float64 features of shape [n_samples, 2] and targets.
    """
    if seed is not None:
        np.random.seed(seed)
    angles = np.linspace(0, 2 * np.pi, n_samples // n_classes)
    unit = np.stack([np.cos(angles), np.sin(angles)], 1)
    parts = []
    for _ in range(n_classes):
        parts.append(unit.copy())
        unit *= factor
    extras = n_samples % n_classes
    x_extra = np.cos(np.random.rand(extras) * 2 * np.pi)
    y_extra = np.sin(np.random.rand(extras) * 2 * np.pi)
    return _shuffled([*parts, np.stack([x_extra, y_extra], 1)], n_samples, noise)


def spirals(
    n_samples: int = 100,
    noise: float | None = None,
    seed: int | None = None,
    mode: str = "archimedes",
    n_loops: int = 2,
    *args,
    **kwargs,
) -> Dataset:
    """Returns points on two spirals, one a class.

    Args:
      n_samples: the number of points.
      noise: the standard deviation of what is added to them.
      seed: of NumPy's global generator.
      mode: ``archimedes``, ``bernoulli`` (with ``exp_scale``, 0.1 by default) or ``fermat``.
      n_loops: how often a spiral turns.

    Returns:
      A Dataset of float64 features of shape [n_samples, 2] and targets.

    Raises:
      ValueError: an unknown mode.
    """
    radius = _radius(mode, **kwargs)
    if seed is not None:
        np.random.seed(seed)
    angles = np.linspace(0, 2 * n_loops * np.pi, n_samples // 2)
    parts = [_spiral(radius, angles, label * np.pi) for label in range(2)]
    extras = n_samples % 2
    if extras:
        parts.append(_spiral(radius, np.random.rand(extras) * 2 * np.pi, 0.0))
    return _shuffled(parts, n_samples, noise)


def _radius(mode: str, exp_scale: float = 0.1, **unused) -> Callable[[np.ndarray], np.ndarray]:
    radii = {
        "archimedes": lambda angle: angle,
        "bernoulli": lambda angle: np.exp(exp_scale * angle),
        "fermat": np.sqrt,
    }
    if mode not in radii:
        raise ValueError(f"Cannot generate spiral with mode {mode}")
    return radii[mode]


def _spiral(radius: Callable, angles: np.ndarray, offset: float) -> np.ndarray:
    x = radius(angles) * np.cos(angles + offset)
    y = radius(angles) * np.sin(angles + offset)
    return np.stack([x / np.max(np.abs(x)), y / np.max(np.abs(y))], 1)


def _shuffled(parts: list[np.ndarray], n_samples: int, noise: float | None) -> Dataset:
    """Joins the classes' points; those that are left over are of class 0."""
    data = np.concatenate(parts)
    each = len(parts[0])
    target = np.concatenate(
        [np.full(len(p), n if len(p) == each else 0, np.int32) for n, p in enumerate(parts)]
    )
    order = np.random.permutation(range(n_samples))
    if noise is not None:
        data = data + np.random.normal(scale=noise, size=data.shape)
    return Dataset(data=data[order], target=target[order])
