"""What is known of a program's values without running it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Unknown:
    """What only the running program knows.

    Attributes:
      node: the expression, or what binds it.
      argument: of a parameter, what a call gives for it.
    """

    node: ast.AST
    argument: ast.expr | None = None


@dataclass(frozen=True)
class Symbol:
    """Something of TensorFlow's, such as ``tf.int64``."""

    name: str


@dataclass(frozen=True, eq=False)
class Given:
    """An argument: what is written, and what it is, which may be Unknown."""

    node: ast.expr
    value: Any

    @property
    def is_known(self) -> bool:
        """Whether its value is one of Python's own that is known."""
        return is_known(self.value)


def is_known(value: Any) -> bool:
    """Tells whether a value is one of Python's own, or a symbol, and all in it is known."""
    if isinstance(value, list | tuple | set):
        return all(map(is_known, value))
    return value is None or isinstance(value, str | bytes | int | float | slice | Symbol)


def truth_of(value: Any) -> bool | None:
    """Tells whether a value counts as true; None if it is not known."""
    return None if isinstance(value, Unknown) else bool(value)


def copied(value: Any) -> Any:
    """Returns containers anew, with what they contain; all else as it is."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value
