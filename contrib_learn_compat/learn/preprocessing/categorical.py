"""Rows of categories as rows of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from contrib_learn_compat.learn.io.data_feeder import setup_processor_data_feeder
from contrib_learn_compat.learn.preprocessing import categorical_vocabulary


class CategoricalProcessor:
    """Maps each column's categories to numbers; NaN, and what it does not know, to 0."""

    def __init__(
        self,
        min_frequency: int = 0,
        share: bool = False,
        vocabularies: list[categorical_vocabulary.CategoricalVocabulary] | None = None,
    ):
        """Takes how columns are read.

        Args:
          min_frequency: categories that occur so often or less are unknown.
          share: whether all columns have one vocabulary.
          vocabularies: one for each column, to begin with.
        """
        self.min_frequency = min_frequency
        self.share = share
        self.vocabularies_ = vocabularies

    def freeze(self, freeze: bool = True) -> None:
        """Stops taking in new categories, or takes them in again."""
        for vocabulary in self.vocabularies_:
            vocabulary.freeze(freeze)

    def fit(self, x: Any, unused_y: Any = None) -> CategoricalProcessor:
        """Learns the categories of all rows; returns the processor itself."""
        for row in setup_processor_data_feeder(x):
            if self.vocabularies_ is None:
                self.vocabularies_ = self._new_vocabularies(len(row))
            for vocabulary, value in zip(self.vocabularies_, row, strict=False):
                if not _is_nan(value):
                    vocabulary.add(value)
        if self.min_frequency > 0:
            for vocabulary in self.vocabularies_:
                vocabulary.trim(self.min_frequency)
        self.freeze()
        return self

    def fit_transform(self, x: Any, unused_y: Any = None) -> Iterator[np.ndarray]:
        """As :meth:`fit`, then :meth:`transform`."""
        self.fit(x)
        return self.transform(x)

    def transform(self, x: Any) -> Iterator[np.ndarray]:
        """Yields an int64 array, of a number a column, for each row."""
        self.freeze()
        for row in setup_processor_data_feeder(x):
            pairs = zip(self.vocabularies_, row, strict=False)
            yield np.array([0 if _is_nan(v) else words.get(v) for words, v in pairs], np.int64)

    def _new_vocabularies(self, count: int) -> list[categorical_vocabulary.CategoricalVocabulary]:
        if self.share:
            return [categorical_vocabulary.CategoricalVocabulary()] * count
        return [categorical_vocabulary.CategoricalVocabulary() for _ in range(count)]


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value
