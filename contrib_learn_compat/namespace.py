"""Lazy namespaces: a module that serves the names that the symbol table gives it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from contrib_learn_migrate import symbols


def load(home: str) -> Any:
    """Imports what a table row's `home` names: ``module`` or ``module:attribute``."""
    module, _, attribute = home.partition(":")
    value = importlib.import_module(module)
    for part in attribute.split(".") if attribute else ():
        value = getattr(value, part)
    return value


def lazy(prefix: str, namespace: dict[str, Any]) -> tuple[Callable, Callable]:
    """Returns the ``__getattr__`` and ``__dir__`` of a module that serves `prefix`.

    Args:
      prefix: the legacy namespace, such as ``"tf.contrib.layers"``.
      namespace: the module's globals; a resolved name is kept there, so that it is looked up once.

    Returns:
      Two functions. The first raises AttributeError with the symbol's fate for what is not served.
    """

    def served() -> list[str]:
        return sorted(n for n, s in symbols.children(prefix).items() if s.fate == "served")

    def __getattr__(name: str) -> Any:
        if name == "__all__":
            return served()
        if name.startswith("__"):
            raise AttributeError(f"module {namespace['__name__']!r} has no attribute {name!r}")
        symbol = symbols.find(f"{prefix}.{name}")
        if symbol is None or symbol.fate != "served":
            raise AttributeError(symbols.explain_missing(f"{prefix}.{name}"))
        value = namespace[name] = load(symbol.home)
        return value

    def __dir__() -> list[str]:
        return sorted({*namespace, *served()})

    return __getattr__, __dir__
