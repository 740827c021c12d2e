"""``sklearn.cross_validation``: its functions, which moved, and its folds, which were iterables.

Where ``sklearn.model_selection`` asks for the data in ``split()``, these were told of it at once
and gave pairs of index arrays, (train, test), to whoever iterated over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn import model_selection
from sklearn.model_selection import (  # noqa: F401
    check_cv,
    cross_val_predict,
    cross_val_score,
    permutation_test_score,
    train_test_split,
)


class _Folds:
    """Pairs of training and test indices, made anew at each iteration."""

    def __init__(self, splitter: Any, n: int, y: Any = None, groups: Any = None) -> None:
        self._splitter = splitter
        self._data = (np.zeros(n), y, groups)

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        return self._splitter.split(*self._data)

    def __len__(self) -> int:
        return self._splitter.get_n_splits(*self._data)


class KFold(_Folds):
    """Each of `n_folds` parts of `n` examples is the test set once."""

    def __init__(self, n, n_folds=3, shuffle=False, random_state=None):
        splitter = model_selection.KFold(n_folds, shuffle=shuffle, random_state=random_state)
        super().__init__(splitter, n)


class StratifiedKFold(_Folds):
    """Folds that have the classes of `y` in equal parts."""

    def __init__(self, y, n_folds=3, shuffle=False, random_state=None):
        kind = model_selection.StratifiedKFold
        super().__init__(kind(n_folds, shuffle=shuffle, random_state=random_state), len(y), y)


class LabelKFold(_Folds):
    """Folds that never part examples of the same label."""

    def __init__(self, labels, n_folds=3):
        super().__init__(model_selection.GroupKFold(n_folds), len(labels), groups=labels)


class LeaveOneOut(_Folds):
    """Each of `n` examples is the test set once."""

    def __init__(self, n):
        super().__init__(model_selection.LeaveOneOut(), n)


class LeavePOut(_Folds):
    """Each choice of `p` of `n` examples is the test set once."""

    def __init__(self, n, p):
        super().__init__(model_selection.LeavePOut(p), n)


class LeaveOneLabelOut(_Folds):
    """The examples of each label are the test set once."""

    def __init__(self, labels):
        super().__init__(model_selection.LeaveOneGroupOut(), len(labels), groups=labels)


class LeavePLabelOut(_Folds):
    """The examples of each choice of `p` labels are the test set once."""

    def __init__(self, labels, p):
        super().__init__(model_selection.LeavePGroupsOut(p), len(labels), groups=labels)


class ShuffleSplit(_Folds):
    """`n_iter` random choices of a test set among `n` examples."""

    def __init__(self, n, n_iter=10, test_size=0.1, train_size=None, random_state=None):
        splitter = model_selection.ShuffleSplit(
            n_iter, test_size=test_size, train_size=train_size, random_state=random_state
        )
        super().__init__(splitter, n)


class StratifiedShuffleSplit(_Folds):
    """Random choices of a test set that has the classes of `y` in equal parts."""

    def __init__(self, y, n_iter=10, test_size=0.1, train_size=None, random_state=None):
        splitter = model_selection.StratifiedShuffleSplit(
            n_iter, test_size=test_size, train_size=train_size, random_state=random_state
        )
        super().__init__(splitter, len(y), y)


class PredefinedSplit(_Folds):
    """`test_fold` says of each example in which fold it is tested, or -1 for none."""

    def __init__(self, test_fold):
        super().__init__(model_selection.PredefinedSplit(test_fold), len(test_fold))
