"""``tf.contrib.learn.datasets``: small data sets that come along, and readers of CSV files."""

from __future__ import annotations

from typing import Any

from contrib_learn_compat.learn.datasets import base, mnist, synthetic, text_datasets
from contrib_learn_compat.learn.datasets.base import load_boston, load_iris

DATASETS = {
    "iris": load_iris,
    "boston": load_boston,
    "mnist": mnist.load_mnist,
    "dbpedia": text_datasets.load_dbpedia,
}
SYNTHETIC = {"circles": synthetic.circles, "spirals": synthetic.spirals}


def load_dataset(name: str, size: str = "small", test_with_fake_data: bool = False) -> Any:
    """Loads ``iris``, ``boston`` or, from files in their directories, ``mnist`` or ``dbpedia``.

    Args:
      name: the data set's name.
      size: of ``dbpedia``, see :func:`text_datasets.load_dbpedia`.
      test_with_fake_data: of ``dbpedia``, see there.

    Raises:
      ValueError: there is no such data set.
    """
    if name not in DATASETS:
        raise ValueError(f"Name of dataset is not found: {name}")
    if name == "dbpedia":
        return DATASETS[name](size, test_with_fake_data)
    return DATASETS[name]()


def make_dataset(
    name: str,
    n_samples: int = 100,
    noise: float | None = None,
    seed: int | None = 42,
    *args,
    **kwargs,
) -> base.Dataset:
    """Makes ``circles`` or ``spirals``, see :mod:`synthetic`.

    Raises:
      ValueError: there is no such data set.
    """
    if name not in SYNTHETIC:
        raise ValueError(f"Synthetic dataset not found or not implemeted: {name}")
    return SYNTHETIC[name](n_samples, noise, seed, *args, **kwargs)
