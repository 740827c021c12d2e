"""Decorators that tell users what they are using."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

import tensorflow.compat.v1 as tf

_NOTICE = "may change or be removed at any time, and without warning."


def experimental(func: Callable) -> Callable:
    """Decorates a function so that each call warns that it may change or be removed."""
    summary, _, rest = (inspect.getdoc(func) or "").partition("\n")

    @functools.wraps(func)
    def with_warning(*args, **kwargs):
        tf.logging.warning(
            f"%s (from %s) is experimental and {_NOTICE}",
            func.__qualname__.rpartition("<locals>.")[2],
            func.__module__,
        )
        return func(*args, **kwargs)

    title = f"{summary} (experimental)" if summary else "EXPERIMENTAL FUNCTION"
    notice = f"Warning: THIS FUNCTION IS EXPERIMENTAL. It {_NOTICE}"
    with_warning.__doc__ = f"{title}\n\n{notice}\n{rest}".rstrip()
    return with_warning
