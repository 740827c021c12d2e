"""Data sets as named tuples, from CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow.compat.v1 as tf

_DATA = Path(__file__).parent / "data"


class Dataset(NamedTuple):
    """Features of shape [n, k] and targets of shape [n]."""

    data: Any
    target: Any


class Datasets(NamedTuple):
    """The parts of a data set."""

    train: Any
    validation: Any
    test: Any


def load_csv_with_header(
    filename: str, target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """Reads a CSV file whose first row begins with the numbers of examples and of features.

    Args:
      filename: the file's path.
      target_dtype: the dtype of the target.
      features_dtype: the dtype of the features.
      target_column: the target's column.

    Returns:
      A Dataset.
    """
    rows = _rows(filename)
    n_samples, n_features = (int(number) for number in next(rows)[:2])
    data = np.zeros((n_samples, n_features), dtype=features_dtype)
    target = np.zeros((n_samples,), dtype=target_dtype)
    for i, row in enumerate(rows):
        target[i] = np.asarray(row.pop(target_column), dtype=target_dtype)
        data[i] = np.asarray(row, dtype=features_dtype)
    return Dataset(data=data, target=target)


def load_csv_without_header(
    filename: str, target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """Reads a CSV file of examples alone; see :func:`load_csv_with_header`."""
    rows = list(_rows(filename))
    target = np.array([row.pop(target_column) for row in rows], dtype=target_dtype)
    data = np.array([np.asarray(row, dtype=features_dtype) for row in rows])
    return Dataset(data=data, target=target)


def shrink_csv(filename: str, ratio: int) -> None:
    """Writes every `ratio`-th row of a CSV file to one beside it, named ``…_small.csv``."""
    with tf.gfile.GFile(filename.replace(".", "_small."), "w") as small:
        csv.writer(small).writerows(row for i, row in enumerate(_rows(filename)) if i % ratio == 0)


def load_iris(data_path: str | None = None) -> Dataset:
    """Loads the iris data: 150 flowers, 4 features in centimetres, 3 classes.

    Args:
      data_path: another CSV file of the same form.

    Returns:
      A Dataset of float64 features and int64 targets.
    """
    path = data_path or str(_DATA / "iris.csv")
    return load_csv_with_header(path, target_dtype=np.int64, features_dtype=np.float64)


def load_boston(data_path: str | None = None) -> Dataset:
    """Loads the Boston housing data: 506 tracts, 13 features, median prices in thousands.

    Args:
      data_path: another CSV file of the same form.

    Returns:
      A Dataset of float64 features and float64 targets.
    """
    path = data_path or str(_DATA / "boston_house_prices.csv")
    return load_csv_with_header(path, target_dtype=np.float64, features_dtype=np.float64)


def _rows(filename: str) -> Iterator[list[str]]:
    with tf.gfile.GFile(filename) as file:
        yield from csv.reader(file)
