"""What TF 1.15's estimators have in common with scikit-learn's: parameters and errors."""

from __future__ import annotations

from typing import Any


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

    def __repr__(self) -> str:
        params = ", ".join(f"{k}={v}" for k, v in self.get_params(deep=False).items())
        return f"{type(self).__name__}({params})"
