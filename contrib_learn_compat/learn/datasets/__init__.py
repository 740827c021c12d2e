"""``tf.contrib.learn.datasets``: small data sets that come along, and readers of CSV files."""

from __future__ import annotations

from contrib_learn_compat.learn.datasets import base
from contrib_learn_compat.learn.datasets.base import load_boston, load_iris

DATASETS = {"iris": load_iris, "boston": load_boston}


def load_dataset(name: str, size: str = "small", test_with_fake_data: bool = False) -> base.Dataset:
    """Loads ``iris`` or ``boston``.

    Args:
      name: the data set's name.
      size: of those that come in several.
      test_with_fake_data: of those that have fake data.

    Raises:
      ValueError: there is no such data set.
    """
    if name not in DATASETS:
        raise ValueError(f"Name of dataset is not found: {name}")
    return DATASETS[name]()
