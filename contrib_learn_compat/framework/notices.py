"""Decorators that tell users what they are using."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

import tensorflow.compat.v1 as tf

_NOTICE = "may change or be removed at any time"


def experimental(func: Callable) -> Callable:
    """Decorates a function so that each call warns that it may change or be removed."""
    summary, _, rest = inspect.getdoc(func).partition("\n") if func.__doc__ else ("", "", "")

    @functools.wraps(func)
    def with_warning(*args, **kwargs):
        tf.logging.warning(
            f"%s (from %s) is experimental and {_NOTICE}, and without warning.",
            func.__qualname__.rpartition("<locals>.")[2],
            func.__module__,
        )
        return func(*args, **kwargs)

    notice = f"THIS FUNCTION IS EXPERIMENTAL. It {_NOTICE}."
    with_warning.__doc__ = f"{summary} (experimental)\n\n{notice}\n{rest}"
    return with_warning
