"""Decorators that tell users what they are using."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

import tensorflow.compat.v1 as tf


def experimental(func: Callable) -> Callable:
    """Decorates a function so that each call warns that it may change or be removed."""
    summary, _, rest = inspect.getdoc(func).partition("\n") if func.__doc__ else ("", "", "")

    @functools.wraps(func)
    def with_warning(*args, **kwargs):
        tf.logging.warning(
            "%s (from %s) is experimental and may change or be removed at any time, and without "
            "warning.",
            func.__qualname__.rpartition("<locals>.")[2],
            func.__module__,
        )
        return func(*args, **kwargs)

    notice = "THIS FUNCTION IS EXPERIMENTAL. It may change or be removed at any time."
    with_warning.__doc__ = f"{summary} (experimental)\n\n{notice}\n{rest}"
    return with_warning
