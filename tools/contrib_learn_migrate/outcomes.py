"""What became of one file. Plain data, which travels between processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contrib_learn_migrate.findings import Change, Notice


@dataclass(frozen=True)
class Part:
    """A module, or one code cell of a notebook: the text as it was and as it becomes.

    `cell` is the number of the cell among all the notebook's cells, from 1, or 0 for a module. The
    lines and columns of what was found are those of `old`.
    """

    old: str
    new: str
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()
    cell: int = 0


@dataclass(frozen=True)
class Failure:
    """Why a file, or one cell of it, is left alone; without a place, `line` and `column` are 0."""

    message: str
    line: int = 0
    column: int = 0
    cell: int = 0

    @classmethod
    def of_syntax(cls, error: SyntaxError, cell: int = 0) -> Failure:
        """Returns the failure to parse that `error` tells of."""
        return cls(f"does not parse: {error.msg}", error.lineno or 0, error.offset or 0, cell)


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
      path: the file, as it was named or found.
      parts: what was looked at; nothing, where the file mentions nothing of ours.
      failures: what could not be done. Where there are any, `written` may still be true of a
        notebook whose other cells were done.
      changed: whether the file's new bytes differ.
      written: whether the new bytes are in the file.
    """

    path: str
    parts: tuple[Part, ...] = ()
    failures: tuple[Failure, ...] = ()
    changed: bool = False
    written: bool = False

    @property
    def changes(self) -> list[tuple[Part, Change]]:
        """Everything that fixers changed, each with the part that it is in."""
        return [(part, change) for part in self.parts for change in part.changes]

    @property
    def notices(self) -> list[tuple[Part, Notice]]:
        """Everything that needs a person, each with the part that it is in."""
        return [(part, notice) for part in self.parts for notice in part.notices]


@dataclass(frozen=True)
class Totals:
    """What a run came to: files, and what was found in them."""

    files: int
    relevant: int
    changed: int
    written: int
    changes: int
    notices: int
    need_person: int
    failed: int

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Totals:
        """Counts."""
        return cls(
            files=len(outcomes),
            relevant=sum(bool(outcome.parts or outcome.failures) for outcome in outcomes),
            changed=sum(outcome.changed for outcome in outcomes),
            written=sum(outcome.written for outcome in outcomes),
            changes=sum(len(outcome.changes) for outcome in outcomes),
            notices=sum(len(outcome.notices) for outcome in outcomes),
            need_person=sum(bool(outcome.notices) for outcome in outcomes),
            failed=sum(bool(outcome.failures) for outcome in outcomes),
        )
