"""One text through it all: Python 2 brought to Python 3, where that is wanted, then the fixers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from contrib_learn_migrate import magics, notebooks
from contrib_learn_migrate.findings import Change, Notice, Result
from contrib_learn_migrate.fixers import Fixer, named
from contrib_learn_migrate.modernize import advise, at_old_places, modernize
from contrib_learn_migrate.outcomes import Failure, Part
from contrib_learn_migrate.rewrite import rewrite

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
        modern = modernize(text, fix=options.python2)
        result = _rewrite(modern.text, options)
    except SyntaxError as error:
        if not options.python2:
            advise(error, text)
        raise
    return _part(text, modern, result)


@dataclass(frozen=True)
class _Cell:
    """A Python cell on its way: as the notebook has it, without its magics, and in Python 3."""

    original: notebooks.Cell
    source: str
    magics: list[str]
    modern: Result

    def part(self, result: Result) -> Part:
        part = _part(self.source, self.modern, result)
        new = magics.show(part.new, self.magics)
        return replace(part, old=self.original.source, new=new, cell=self.original.number)


def notebook(text: str, options: Options) -> tuple[str, tuple[Part, ...], tuple[Failure, ...]]:
    """Returns a notebook's new JSON, its Python cells, and those that do not parse.

    Its cells are one program: what one imports is known in those that follow.

    Raises:
      SyntaxError: where `text` is no notebook.
    """
    cells, failures = [], []
    for original in notebooks.code_cells(text):
        if not magics.is_python(original.source):
            continue
        source, hidden = magics.hide(original.source)
        try:
            modern = modernize(source, fix=options.python2)
            ast.parse(modern.text)
            cells.append(_Cell(original, source, hidden, modern))
        except SyntaxError as error:
            if not options.python2:
                advise(error, source)
            failures.append(Failure.of_syntax(error, original.number))
    if not cells:
        return text, (), tuple(failures)
    results = _rewrite_together([cell.modern.text for cell in cells], options)
    parts = tuple(cell.part(result) for cell, result in zip(cells, results, strict=True))
    sources = {cell.original: part.new for cell, part in zip(cells, parts, strict=True)}
    return notebooks.with_sources(text, sources), parts, tuple(failures)


def _rewrite(text: str, options: Options) -> Result:
    return rewrite(text, _fixers(options.fixers), comments=options.comments)


def _rewrite_together(texts: Sequence[str], options: Options) -> Iterator[Result]:
    """Rewrites the cells of a notebook as one program, and takes them apart again."""
    result = _rewrite(_BETWEEN_CELLS.join(texts), options)
    news = result.text.split(_BETWEEN_CELLS)
    if len(news) != len(texts):
        raise Fault("the rewritten notebook has lost the borders of its cells")
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
        yield Result(new, changes, notices)
        first = last + 2


def _part(old: str, modern: Result, result: Result) -> Part:
    """Joins what both steps found, each at its place in `old`."""
    changes = modern.changes + at_old_places(result.changes, old, modern.text)
    notices = modern.notices + at_old_places(result.notices, old, modern.text)
    return Part(
        old, result.text, tuple(sorted(changes, key=_place)), tuple(sorted(notices, key=_place))
    )


def _place(finding: Change | Notice) -> tuple[int, int]:
    return finding.line, finding.column


@cache
def _fixers(names: tuple[str, ...]) -> tuple[Fixer, ...]:
    """Returns the fixers by their names; names travel between processes, and fixers do not."""
    return tuple(map(named, names))
