"""What TF 1.15 has of scikit-learn's: an estimator's parameters, scores and a way to split data."""

from __future__ import annotations

from typing import Any

import numpy as np


class NotFittedError(ValueError, AttributeError):
    """An estimator was used before it was trained."""


class BaseEstimator:
    """An object whose public attributes are its parameters."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Returns the parameters by name; a nested object's as ``outer__inner`` where `deep`."""
        params = {}
        for name, value in vars(self).items():
            if name.startswith("_") or callable(value):
                continue
            if deep and hasattr(value, "get_params"):
                nested = value.get_params()
                params.update({f"{name}__{inner}": nested[inner] for inner in nested})
            params[name] = value
        return params

    def set_params(self, **params) -> BaseEstimator:
        """Sets parameters, nested ones as ``outer__inner``; returns the object.

        Raises:
          ValueError: there is no such parameter.
        """
        valid = self.get_params(deep=True)
        for key, value in params.items():
            name, separator, inner = key.partition("__")
            if name not in valid:
                shown = self if separator else type(self).__name__
                raise ValueError(
                    f"Invalid parameter {name} for estimator {shown}. Check the list of "
                    "available parameters with `estimator.get_params().keys()`."
                )
            if separator:
                valid[name].set_params(**{inner: value})
            else:
                setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:
        """Returns what pipelines of scikit-learn 1.6 ask of a step.

        Nothing has to be fitted: a model directory may hold a trained model.
        """
        from sklearn.utils import Tags, TargetTags

        target = TargetTags(required=False)
        return Tags(estimator_type=None, target_tags=target, requires_fit=False)

    def __repr__(self) -> str:
        params = ", ".join(f"{k}={v}" for k, v in self.get_params(deep=False).items())
        return f"{type(self).__name__}({params})"


class ClassifierMixin:
    """Marks a class as a classifier."""


class RegressorMixin:
    """Marks a class as a regressor."""


class TransformerMixin:
    """Marks a class as a transformer."""


def accuracy_score(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """Returns which part of the predictions is right."""
    return np.average(y_true == y_pred)


def mean_squared_error(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """Returns the mean of the squared errors; dimensions of size 1 do not count."""
    flat_true, flat_pred = (y if y.ndim < 2 else np.squeeze(y) for y in (y_true, y_pred))
    return np.average((flat_true - flat_pred) ** 2)


def train_test_split(
    *arrays: np.ndarray,
    test_size: float | None = None,
    train_size: float | None = None,
    random_state: int | None = None,
) -> tuple[np.ndarray, ...]:
    """Splits arrays by examples, at random, all in the same way.

    Args:
      *arrays: arrays of equal length.
      test_size: the part that becomes the test set, where `train_size` is not given.
      train_size: the part that becomes the training set, 0.75 by default.
      random_state: seeds NumPy's global random numbers.

    Returns:
      The training and the test part of the first array, then those of the next.
    """
    if train_size is None:
        train_size = 0.75 if test_size is None else 1 - test_size
    n_examples = arrays[0].shape[0]
    np.random.seed(random_state)
    parts = np.split(np.random.permutation(n_examples), [int(train_size * n_examples)])
    return tuple(array.take(part, axis=0) for array in arrays for part in parts)
