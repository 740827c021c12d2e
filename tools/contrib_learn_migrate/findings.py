"""What the rewriter found in one text: what it changed, and what it leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One thing that a fixer changed, at its place in the old text, counted from 1."""

    fixer: str
    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Notice:
    """One use of a legacy name that needs a person, at its place in the old text.

    `symbol` is the full legacy name, `successor` what to use instead (or empty), and `page` the
    page of the migration guide that says more (or empty).
    """

    fixer: str
    line: int
    column: int
    symbol: str
    message: str
    successor: str
    page: str


@dataclass(frozen=True)
class Result:
    """The new text, and what was found in the old one, in its order."""

    text: str
    changes: tuple[Change, ...]
    notices: tuple[Notice, ...]
