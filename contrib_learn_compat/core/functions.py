"""What a user's function takes: model_fns and input_fns are called with what they ask for."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any


def argument_names(function: Callable) -> tuple[str, ...]:
    """Returns the names of the arguments that a caller may still give to `function`.

    Bound methods and callable objects are seen without ``self``, a functools.partial without what
    it has bound already, and ``*args`` and ``**kwargs`` not at all.
    """
    if isinstance(function, functools.partial):
        names = argument_names(function.func)[len(function.args) :]
        return tuple(name for name in names if name not in function.keywords)
    parameters = inspect.signature(function).parameters.values()
    return tuple(p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD))


def taken_by(function: Callable, **offered: Any) -> dict[str, Any]:
    """Returns those of the `offered` keyword arguments that `function` has parameters for."""
    names = argument_names(function)
    return {name: value for name, value in offered.items() if name in names}
