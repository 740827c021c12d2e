"""Argument scopes: defaults that hold for every call of a function inside a ``with`` block.

```
with arg_scope([fully_connected], weights_regularizer=l2_regularizer(0.1)) as scope:
    net = fully_connected(net, 64)                            # regularized
    net = fully_connected(net, 10, weights_regularizer=None)  # what a call says wins
with arg_scope(scope):                                        # the same defaults again
    ...
```
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

Scope = dict[str, dict[str, Any]]

_scopes: list[Scope] = [{}]
_arguments: dict[str, tuple[str, ...]] = {}


def arg_scope_func_key(op: Callable) -> str:
    """Returns the key under which `op` keeps its defaults in a scope."""
    return getattr(op, "_key_op", str(op))


def current_arg_scope() -> Scope:
    """Returns the defaults in force: a dict of function key to a dict of arguments."""
    return _scopes[-1]


def has_arg_scope(func: Callable) -> bool:
    """Whether `func` was decorated with :func:`add_arg_scope`."""
    return arg_scope_func_key(func) in _arguments


def arg_scoped_arguments(func: Callable) -> tuple[str, ...]:
    """Returns the names of the arguments of `func` that a scope can set.

    Raises:
      AssertionError: where `func` is not decorated with :func:`add_arg_scope`.
    """
    assert has_arg_scope(func), f"{func} is not decorated with @add_arg_scope"
    return _arguments[arg_scope_func_key(func)]


def add_arg_scope(func: Callable) -> Callable:
    """Decorates `func` so that :func:`arg_scope` can give it defaults."""
    key = arg_scope_func_key(func)
    _arguments[key] = tuple(
        p.name for p in inspect.signature(func).parameters.values() if p.default is not p.empty
    )

    @functools.wraps(func)
    def with_scoped_defaults(*args, **kwargs):
        return func(*args, **{**current_arg_scope().get(key, {}), **kwargs})

    with_scoped_defaults._key_op = key
    return with_scoped_defaults


@contextlib.contextmanager
def arg_scope(list_ops_or_scope, **kwargs) -> Iterator[Scope]:
    """Sets default arguments for functions, or brings back an earlier scope.

    Args:
      list_ops_or_scope: a list or tuple of functions decorated with :func:`add_arg_scope`, or a
        dict that an earlier ``with arg_scope(…) as scope`` gave.
      **kwargs: the defaults; none where a dict is given.

    Yields:
      The defaults in force inside the block.

    Raises:
      TypeError: where `list_ops_or_scope` is neither list, tuple nor dict.
      ValueError: where a function is not decorated, or defaults come along with a dict.
    """
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ValueError(
                "When attempting to re-use a scope by suppling adictionary, kwargs must be empty."
            )
        scope = list_ops_or_scope.copy()
    elif isinstance(list_ops_or_scope, (list, tuple)):
        scope = current_arg_scope().copy()
        for op in list_ops_or_scope:
            if not has_arg_scope(op):
                name = (op.__module__, op.__name__)
                raise ValueError("%s is not decorated with @add_arg_scope", name)
            key = arg_scope_func_key(op)
            scope[key] = {**scope.get(key, {}), **kwargs}
    else:
        raise TypeError("list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)")
    _scopes.append(scope)
    try:
        yield scope
    finally:
        _scopes.pop()
