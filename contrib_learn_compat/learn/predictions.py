"""Predictions that come one by one, and stand for the array that they make up."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np


class Predictions(Generator):
    """What ``predict`` returns: a generator of examples, or of batches.

    Before TensorFlow 0.12 it returned an array, and programs give that to NumPy and scikit-learn.
    These get it here, too; examples that were taken before are not in it.
    """

    def __init__(self, rows: Generator):
        self._rows = rows
        self._array: np.ndarray | None = None

    def send(self, value: Any) -> Any:
        return self._rows.send(value)

    def throw(self, *error: Any) -> Any:
        return self._rows.throw(*error)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if self._array is None:  # scikit-learn asks several times
            self._array = np.array([*self._rows])
            self._rows = (row for row in self._array)
        return np.array(self._array, dtype) if copy else np.asarray(self._array, dtype)
