"""Functions of modules that only define a model, and the features that they are called with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from contrib_learn_compat.keras.verification import NotComparableError


class Features(dict):
    """Features by name, which tell what there is where a model_fn wants another."""

    def __missing__(self, name: Any) -> NoReturn:
        raise NotComparableError(
            f"the model takes the feature {name!r}; --data has {', '.join(map(str, self))}"
        )


def built(build: Callable, features: dict[str, Any], **arguments: Any) -> Any:
    """Returns the Keras model that a function makes of features, for which Keras wants a dict.

    Raises:
      NotComparableError: it takes a feature that there is not.
    """
    try:
        return build(features, **arguments)
    except KeyError as error:
        named = [*features, *(arguments.get("params") or ())]
        if error.args[0] not in named:
            raise NotComparableError(
                f"{build.__name__} takes {error.args[0]!r}, which neither --data nor --params has: "
                + ", ".join(map(str, named))
            ) from error
        raise


def named(module: Mapping[str, Any], name: str, file: str) -> Callable:
    """Returns a function of a module.

    Raises:
      NotComparableError: there is none of that name.
    """
    function = module.get(name)
    if callable(function):
        return function
    own = [
        key
        for key, value in module.items()
        if getattr(value, "__module__", None) == module.get("__name__") and callable(value)
    ]
    raise NotComparableError(f"{file} has no function {name}; it has {', '.join(own) or 'none'}")
