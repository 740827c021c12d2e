"""The fixers: one a file, its docstring the fact it rests on. A target is a set of them.

A fixer's module has ``BEFORE`` and ``AFTER``, an example that the tests run, the guide's ``PAGE``,
and one or more of

- ``imported(statement, file)``, asked about each import statement,
- ``used(reference, file)``, asked about each use of a name of a watched module, and
- ``whole(file)``, asked once;

each yields what it finds: a :class:`~contrib_learn_migrate.file.Mend` or a
:class:`~contrib_learn_migrate.file.Flag`. Fixers are asked in the order in which a target names
them, about the program as it was: none sees what another has done. Only ``converted(text)``, asked
last, is given the text that all others have left, and returns another with what was left out, or
raises the obstacles.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

_COMPAT = (
    "imports",
    "skflow",
    "private_paths",
    "renamed_names",
    "argument_names",
    "argument_order",
    "reverse_dims",
    "app_run",
    "numpy_aliases",
    "numpy_functions",
    "sklearn_modules",
    "unittest_names",
    "gone_names",
    "doubtful_names",
)
_TARGETS = {"compat": _COMPAT, "keras": (*_COMPAT, "to_keras")}


@dataclass(frozen=True)
class Fixer:
    """One rewrite: what it is called, what it rests on, and what it does."""

    name: str
    explanation: str
    before: str
    after: str
    page: str
    imported: Callable[..., Iterator[Any]] | None
    used: Callable[..., Iterator[Any]] | None
    whole: Callable[..., Iterator[Any]] | None
    converted: Callable[[str], Any] | None

    @property
    def summary(self) -> str:
        """The first line of the explanation."""
        return self.explanation.partition("\n")[0]


def target(name: str = "compat") -> tuple[Fixer, ...]:
    """Returns the fixers of a target, in their order.

    Raises:
      KeyError: there is no such target.
    """
    return tuple(_fixer(fixer) for fixer in _TARGETS[name])


def all_fixers() -> tuple[Fixer, ...]:
    """Returns the fixers of all targets, each once."""
    return tuple(_fixer(name) for name in dict.fromkeys(sum(_TARGETS.values(), ())))


def named(name: str) -> Fixer:
    """Returns a fixer by its name, and imports no other."""
    return _fixer(name.replace("-", "_"))


@cache
def _fixer(name: str) -> Fixer:
    module = importlib.import_module(f"{__name__}.{name}")
    return Fixer(
        name=name.replace("_", "-"),
        explanation=module.__doc__.strip(),
        before=module.BEFORE,
        after=module.AFTER,
        page=module.PAGE,
        imported=getattr(module, "imported", None),
        used=getattr(module, "used", None),
        whole=getattr(module, "whole", None),
        converted=getattr(module, "converted", None),
    )
