"""Data sets as named tuples, from CSV files, and how their files are had."""

from __future__ import annotations

import csv
import errno
import functools
import os
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
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


def retry(
    initial_delay: float,
    max_delay: float,
    factor: float = 2.0,
    jitter: float = 0.25,
    is_retriable: Callable[[Exception], bool] | None = None,
) -> Callable[[Callable], Callable]:
    """Returns a decorator: the function is called again when it fails, and in the end once more.

    Args:
      initial_delay: seconds before the second call; each later delay is `factor` times as long.
      max_delay: no delay is longer, but for the jitter.
      factor: at least 1.
      jitter: delays are that much shorter or longer, by chance; less than 1.
      is_retriable: tells of an exception whether to go on. Without it, all are, at once.

    Raises:
      ValueError: `factor` or `jitter` is out of range.
    """
    if factor < 1:
        raise ValueError(f"factor must be >= 1; was {factor:f}")
    if jitter >= 1:
        raise ValueError(f"jitter must be < 1; was {jitter:f}")

    def decorate(function):
        @functools.wraps(function)
        def persistent(*args, **kwargs):
            delay = initial_delay
            while delay <= max_delay:
                try:
                    return function(*args, **kwargs)
                except Exception as error:
                    if is_retriable is not None:
                        if not is_retriable(error):
                            raise
                        time.sleep(delay * random.uniform(1 - jitter, 1 + jitter))
                delay *= factor
            return function(*args, **kwargs)

        return persistent

    return decorate


_RETRIABLE_ERRNOS = {errno.ETIMEDOUT}


def _is_retriable(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in _RETRIABLE_ERRNOS


@retry(initial_delay=1.0, max_delay=16.0, is_retriable=_is_retriable)
def urlretrieve_with_retry(url: str, filename: str | None = None) -> tuple[str, Any]:
    """As ``urllib.request.urlretrieve``, again when the connection times out."""
    return urllib.request.urlretrieve(url, filename)


def maybe_download(filename: str, work_directory: str, source_url: str) -> str:
    """Returns the path of a file in a directory; it is downloaded if it is not there.

    Args:
      filename: the file's name.
      work_directory: the directory, which is made if need be.
      source_url: where the file is from.

    Raises:
      FileNotFoundError: it is not there and cannot be had; the text says where it belongs.
    """
    tf.gfile.MakeDirs(work_directory)
    path = os.path.join(work_directory, filename)
    if not tf.gfile.Exists(path):
        try:
            downloaded, _ = urlretrieve_with_retry(source_url)
        except urllib.error.URLError as error:
            raise FileNotFoundError(
                f"{path} is missing, and {source_url} cannot be reached ({error.reason}): download "
                "it elsewhere and put it there."
            ) from error
        tf.gfile.Copy(downloaded, path)
        print("Successfully downloaded", filename, tf.gfile.Stat(path).length, "bytes.")
    return path


def _rows(filename: str) -> Iterator[list[str]]:
    with tf.gfile.GFile(filename) as file:
        yield from csv.reader(file)
