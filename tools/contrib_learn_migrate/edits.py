"""Changes to a text, of which every character that they do not name stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\r|\n")


class Edit(NamedTuple):
    """Puts `new` in the place of the characters from `start` up to `end`."""

    start: int
    end: int
    new: str


class Source:
    """A program's text, and the places in it as ``ast`` counts them: lines, and bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._is_ascii = text.isascii()

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's first character; the last line is the one past the end."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.text)), len(self.text)]

    def offset(self, line: int, column: int) -> int:
        """Returns the offset of a place that ``ast`` gave."""
        start = self.starts[line - 1]
        if self._is_ascii:
            return start + column
        return start + len(self.line(line).encode()[:column].decode())

    def line(self, number: int) -> str:
        """Returns a line, counted from 1, with its end."""
        return self.text[self.starts[number - 1] : self.starts[number]]

    def place(self, offset: int) -> tuple[int, int]:
        """Returns line and column, both counted from 1 and in characters."""
        from bisect import bisect_right

        line = bisect_right(self.starts, offset, hi=len(self.starts) - 1)
        return line, offset - self.starts[line - 1] + 1

    def span(self, node) -> tuple[int, int]:
        """Returns where the text of a node starts and ends."""
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Returns the text with all edits done.

    Raises:
      ValueError: two edits want the same characters.
    """
    parts, done = [], 0
    for edit in sorted(set(edits)):
        if edit.start < done:
            raise ValueError(f"edits overlap at {edit}")
        parts += text[done : edit.start], edit.new
        done = edit.end
    return "".join([*parts, text[done:]])
