"""Differences between an old and a new text, as a patch has them and as a page shows them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from difflib import unified_diff

from contrib_learn_migrate.outcomes import Outcome


def unified(outcome: Outcome) -> Iterator[str]:
    """Yields the lines of a unified diff of all that changes in a file.

    What is between two files can be applied with ``patch -p0``; for a notebook there is one a cell,
    for people.
    """
    for part in outcome.parts:
        name = f"{outcome.path}:cell {part.cell}" if part.cell else outcome.path
        for line in unified_diff(_lines(part.old), _lines(part.new), name, name):
            yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Returns the lines with their ends, as patch counts them: only a newline ends one."""
    return list(io.StringIO(text, newline="\n"))
