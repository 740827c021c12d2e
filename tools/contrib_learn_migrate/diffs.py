"""Differences between an old and a new text, as a patch has them and as a page shows them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest
from typing import NamedTuple

from contrib_learn_migrate.outcomes import Outcome, Part

_WORD = re.compile(r"\w+|\s+|.")


class Side(NamedTuple):
    """A line in one of two columns: its number, from 1, and its text, in pieces.

    Each piece has whether it differs from the other column's. Where there is no line, the number
    is 0.
    """

    number: int
    pieces: list[tuple[str, bool]]


def unified(outcome: Outcome) -> Iterator[str]:
    """Yields the lines of a unified diff of all that changes in a file.

    That of a module can be applied with ``patch -p0``; of a notebook there is one a cell, for
    people.
    """
    for part in outcome.parts:
        name = f"{outcome.path}:cell {part.cell}" if part.cell else outcome.path
        for line in unified_diff(_lines(part.old), _lines(part.new), name, name):
            yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def side_by_side(part: Part, context: int = 3) -> Iterator[list[tuple[Side, Side]]]:
    """Yields what changes in a part, in hunks with some lines around, each a list of rows."""
    if part.old == part.new:
        return
    old, new = _lines(part.old), _lines(part.new)
    for opcodes in SequenceMatcher(None, old, new).get_grouped_opcodes(context):
        rows = []
        for _, start, end, new_start, new_end in opcodes:
            for (number, left), (new_number, right) in zip_longest(
                enumerate(old[start:end], start + 1),
                enumerate(new[new_start:new_end], new_start + 1),
                fillvalue=(0, ""),
            ):
                sides = _pieces(left.rstrip("\r\n"), right.rstrip("\r\n"))
                rows.append((Side(number, sides[0]), Side(new_number, sides[1])))
        yield rows


def _pieces(left: str, right: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Returns two lines in pieces: runs of words that are the same, or are not."""
    if not left or not right:
        return [(left, False)], [(right, False)]
    words, new_words = _WORD.findall(left), _WORD.findall(right)
    pieces, new_pieces = [], []
    opcodes = SequenceMatcher(None, words, new_words, autojunk=False).get_opcodes()
    for kind, start, end, new_start, new_end in opcodes:
        pieces.append(("".join(words[start:end]), kind != "equal"))
        new_pieces.append(("".join(new_words[new_start:new_end]), kind != "equal"))
    return pieces, new_pieces


def _lines(text: str) -> list[str]:
    """Returns the lines with their ends, as patch counts them: only a newline ends one."""
    return list(io.StringIO(text, newline="\n"))
