"""One text through it all: Python 2 brought to Python 3, where that is wanted, then the fixers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

from contrib_learn_migrate import magics, notebooks, python2
from contrib_learn_migrate.findings import Change, Notice, Result
from contrib_learn_migrate.fixers import Fixer, all_fixers
from contrib_learn_migrate.outcomes import Failure, Part
from contrib_learn_migrate.python2.divisions import divisions
from contrib_learn_migrate.python2.symptoms import symptoms
from contrib_learn_migrate.rewrite import rewrite

_ADVICE = "this looks like Python 2: --python2 fix brings it to Python 3"
_BETWEEN_CELLS = "\n# contrib_learn_migrate: the next cell of the notebook\n"


class Fault(Exception):
    """The rewriter itself went wrong, and the text is left as it was."""


@dataclass(frozen=True)
class Options:
    """What to do with each text.

    Attributes:
      fixers: names of the fixers to ask, in their order.
      comments: whether to put a comment above what needs a person.
      python2: whether to bring Python 2 to Python 3, or only to report it.
    """

    fixers: tuple[str, ...]
    comments: bool = True
    python2: bool = False


def module(text: str, options: Options) -> Part:
    """Returns a module as it was and as it becomes.

    Raises:
      SyntaxError: where the text does not parse; the message has advice where it is Python 2.
    """
    try:
        ready = _to_python3(text, options)
        result = _rewrite(ready.text, options)
    except SyntaxError as error:
        _advise(error, text, options)
        raise
    return _part(text, ready, result)


def notebook(text: str, options: Options) -> tuple[str, tuple[Part, ...], tuple[Failure, ...]]:
    """Returns a notebook's new JSON, its Python cells, and those that do not parse.

    Its cells are one program: what one imports is known in those that follow.

    Raises:
      SyntaxError: where `text` is no notebook.
    """
    cells, hidden, ready, failures = [], [], [], []
    for cell in notebooks.code_cells(text):
        if not magics.is_python(cell.source):
            continue
        source, cell_magics = magics.hide(cell.source)
        try:
            brought = _to_python3(source, options)
            ast.parse(brought.text)
        except SyntaxError as error:
            _advise(error, source, options)
            failures.append(Failure.of_syntax(error, cell.number))
            continue
        cells.append(cell)
        hidden.append((source, cell_magics))
        ready.append(brought)
    results = _rewrite_together([brought.text for brought in ready], options)
    parts = []
    for cell, (source, cell_magics), brought, result in zip(
        cells, hidden, ready, results, strict=True
    ):
        part = _part(source, brought, result)
        new = magics.show(part.new, cell_magics)
        parts.append(replace(part, old=cell.source, new=new, cell=cell.number))
    changed = {
        cell: part.new for cell, part in zip(cells, parts, strict=True) if part.new != part.old
    }
    return notebooks.with_sources(text, changed), tuple(parts), tuple(failures)


def _rewrite(text: str, options: Options) -> Result:
    return rewrite(text, _fixers(options.fixers), comments=options.comments)


def _rewrite_together(texts: Sequence[str], options: Options) -> list[Result]:
    """Rewrites the cells of a notebook as one program, and takes them apart again."""
    result = _rewrite(_BETWEEN_CELLS.join(texts), options)
    news = result.text.split(_BETWEEN_CELLS)
    if len(news) != len(texts):
        raise Fault("the rewritten notebook has lost the borders of its cells")
    results = []
    first = 1
    for text, new in zip(texts, news, strict=True):
        last = first + text.count("\n")
        changes, notices = (
            tuple(
                replace(finding, line=finding.line - first + 1)
                for finding in findings
                if first <= finding.line <= last
            )
            for findings in (result.changes, result.notices)
        )
        results.append(Result(new, changes, notices))
        first = last + 2
    return results


def _to_python3(text: str, options: Options) -> Result:
    """Returns the text in Python 3, as far as that is wanted, or what shows that it is Python 2."""
    if not options.python2:
        return Result(text, (), tuple(_notice(*symptom) for symptom in symptoms(text)))
    try:
        ast.parse(text)
        is_python2 = bool(symptoms(text))
    except SyntaxError:
        is_python2 = True
    if not is_python2:
        return Result(text, (), ())
    new = python2.to_python3(text)
    return Result(new, tuple(_changed_lines(text, new)), tuple(_divided(text, new)))


def _divided(old: str, new: str) -> Iterator[Notice]:
    """Yields one notice for all divisions that Python 2 may have rounded, at the first."""
    found = divisions(new)
    if found:
        lines = _old_lines(old, new)
        numbers = [str(lines[node.lineno - 1]) for node in found]
        numbers = ", ".join(dict.fromkeys(numbers))
        message = (
            f"/ in line {numbers}: between two integers, Python 2 rounded down; "
            "write // where that was meant"
        )
        column = found[0].col_offset + 1
        yield Notice("python2", lines[found[0].lineno - 1], column, "/", message, "//", "")


def _notice(line: int, column: int, what: str) -> Notice:
    return Notice("python2", line, column, what, f"{what}: {_ADVICE}", "", "")


def _advise(error: SyntaxError, text: str, options: Options) -> None:
    if not options.python2 and python2.looks_like_python2(text):
        error.msg += f"; {_ADVICE}"


def _changed_lines(old: str, new: str) -> Iterator[Change]:
    """Yields one change for each line of `old` that `new` has otherwise."""
    for kind, start, end, _, _ in _opcodes(old, new):
        for number in range(start, end) if kind != "equal" else ():
            line = _lines(old)[number]
            column = len(line) - len(line.lstrip()) + 1
            yield Change("python2", number + 1, column, "Python 2 brought to Python 3")


def _part(old: str, ready: Result, result: Result) -> Part:
    """Joins what both steps found, each at its place in `old`."""
    changes, notices = result.changes, result.notices
    if ready.text != old:
        lines = _old_lines(old, ready.text)
        changes, notices = (
            tuple(replace(finding, line=lines[finding.line - 1]) for finding in findings)
            for findings in (changes, notices)
        )
    return Part(
        old,
        result.text,
        tuple(sorted(ready.changes + changes, key=_place)),
        tuple(sorted(ready.notices + notices, key=_place)),
    )


def _place(finding: Change | Notice) -> tuple[int, int]:
    return finding.line, finding.column


def _old_lines(old: str, new: str) -> list[int]:
    """Returns the number of the line in `old` that each line of `new` comes from."""
    lines = []
    for _, start, end, new_start, new_end in _opcodes(old, new):
        last = max(start, end - 1)
        lines += [min(start + n, last) + 1 for n in range(new_end - new_start)]
    return [*lines, len(lines) + 1]


@lru_cache(2)
def _opcodes(old: str, new: str) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, _lines(old), _lines(new)).get_opcodes()


@lru_cache(2)
def _lines(text: str) -> list[str]:
    """Returns the lines as Python counts them, with their ends; a form feed ends none."""
    return re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", text)


@cache
def _fixers(names: tuple[str, ...]) -> tuple[Fixer, ...]:
    """Returns the fixers by their names; names travel between processes, and fixers do not."""
    by_name = {fixer.name: fixer for fixer in all_fixers()}
    return tuple(by_name[name] for name in names)
