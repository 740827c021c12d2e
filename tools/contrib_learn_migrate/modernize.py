"""Python 2 in a run: reported, or brought to Python 3, with all that is found at its old place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from contrib_learn_migrate import python2
from contrib_learn_migrate.findings import Change, Notice, Result
from contrib_learn_migrate.python2.divisions import divisions
from contrib_learn_migrate.python2.symptoms import Symptom, symptoms

_NAME = "python2"
_BY_HAND = "only Python 2 has it, and fissix cannot parse the file"
_ADVICE = "this looks like Python 2: --python2 fix brings it to Python 3"

Finding = TypeVar("Finding", Change, Notice)


def modernize(text: str, *, fix: bool) -> Result:
    """Returns the text in Python 3, or, without `fix`, as it is with what only Python 2 has in it.

    Raises:
      SyntaxError: where neither Python can parse the text.
    """
    if not fix:
        return _told(text, symptoms(text), _ADVICE)
    try:
        ast.parse(text)
        found = symptoms(text)
    except SyntaxError:
        new = python2.to_python3(text)
    else:
        if not found:
            return Result(text, (), ())
        try:
            new = python2.to_python3(text)
        except SyntaxError:  # What is too new for fissix is in it, too.
            return _told(text, found, _BY_HAND)
    return Result(new, tuple(_changed_lines(text, new)), tuple(_divided(text, new)))


def advise(error: SyntaxError, text: str) -> None:
    """Adds to an error, where the text that does not parse is Python 2, what helps."""
    if python2.looks_like_python2(text):
        error.msg += f"; {_ADVICE}"


def at_old_places(findings: tuple[Finding, ...], old: str, new: str) -> tuple[Finding, ...]:
    """Returns what was found in the new text with the lines of the old one."""
    if old == new:
        return findings
    lines = _old_lines(old, new)
    return tuple(replace(finding, line=lines[finding.line - 1]) for finding in findings)


def _told(text: str, found: list[Symptom], advice: str) -> Result:
    notices = (Notice(_NAME, *place, what, f"{what}: {advice}", "", "") for *place, what in found)
    return Result(text, (), tuple(notices))


def _divided(old: str, new: str) -> Iterator[Notice]:
    """Yields one notice for all divisions that Python 2 may have rounded, at the first."""
    found = divisions(new)
    if found:
        old_lines = _old_lines(old, new)
        lines = [old_lines[node.lineno - 1] for node in found]
        message = (
            f"/ in line {', '.join(map(str, dict.fromkeys(lines)))}: between two integers, "
            "Python 2 rounded down; write // where that was meant"
        )
        yield Notice(_NAME, lines[0], found[0].col_offset + 1, "/", message, "//", "")


def _changed_lines(old: str, new: str) -> Iterator[Change]:
    """Yields one change for each line of `old` that `new` has otherwise."""
    for kind, start, end, _, _ in _opcodes(old, new):
        for number in range(start, end) if kind != "equal" else ():
            line = _lines(old)[number]
            column = len(line) - len(line.lstrip()) + 1
            yield Change(_NAME, number + 1, column, "Python 2 brought to Python 3")


def _old_lines(old: str, new: str) -> list[int]:
    """Returns the number of the line in `old` that each line of `new` comes from."""
    numbers = []
    for _, start, end, new_start, new_end in _opcodes(old, new):
        last = max(start, end - 1)
        numbers += [min(start + n, last) + 1 for n in range(new_end - new_start)]
    return numbers


@lru_cache(2)
def _opcodes(old: str, new: str) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, _lines(old), _lines(new)).get_opcodes()


@lru_cache(2)
def _lines(text: str) -> list[str]:
    """Returns the lines as Python counts them, with their ends; a form feed ends none."""
    return re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", text)
