"""Rewrites one program: asks the fixers, and does what they say."""

from __future__ import annotations

import ast
import gc
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from contrib_learn_migrate import edits, symbols
from contrib_learn_migrate.comments import Comments
from contrib_learn_migrate.file import File, Flag, Mend
from contrib_learn_migrate.findings import Change, Notice, Result
from contrib_learn_migrate.fixers import Fixer

_OURS = r"tensorflow|contrib_learn_compat|skflow|numpy|sklearn"
_IN_TEXT, _IN_BYTES = re.compile(_OURS), re.compile(_OURS.encode())


def mentions_ours(text: str | bytes) -> bool:
    """Tells, from the text alone, whether a program may have something for any fixer."""
    return bool(_IN_TEXT.search(text) if isinstance(text, str) else _IN_BYTES.search(text))


def rewrite(
    text: str, fixers: Sequence[Fixer], *, comments: bool = True, program: bool = False
) -> Result:
    """Returns a program as the fixers would have it, and what they found.

    Args:
      text: a program, with whatever line endings; what no fixer names stays to the character.
      fixers: those to ask, such as :func:`contrib_learn_migrate.fixers.target` returns.
      comments: whether to put ``# MIGRATE: …`` above what needs a person. Without, no line is
        added or taken away.
      program: whether the text is known to be part of a TF 1.x program, so that its TensorFlow
        becomes the drop-in even if it names nothing that TensorFlow 2 lacks.

    Raises:
      SyntaxError: the text does not parse.
    """
    if not mentions_ours(text):
        return Result(text, (), ())
    with _no_collections():
        return _rewrite(File(text, program), fixers, comments)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keeps Python from searching for garbage: half of the time to parse went to that."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _rewrite(file: File, fixers: Sequence[Fixer], comments: bool) -> Result:
    changes, notices, wanted = [], [], []
    remarks = Comments(file)
    for fixer, finding in _findings(file, fixers):
        place = file.source.place(file.source.span(finding.node)[0])
        if isinstance(finding, Mend):
            if finding.edits:
                changes.append(Change(fixer.name, *place, finding.message))
                wanted += finding.edits
        else:
            row = symbols.find(finding.symbol)
            successor = row.successor if row else ""
            page = symbols.page(finding.symbol)
            notices.append(
                Notice(fixer.name, *place, finding.symbol, finding.message, successor, page)
            )
            if comments and finding.comment:
                remarks.add(finding)
    wanted += remarks.edits()
    _check(file, wanted)
    return Result(
        edits.apply(file.source.text, wanted),
        tuple(sorted(changes, key=_place)),
        tuple(sorted(notices, key=_place)),
    )


def _place(finding: Change | Notice) -> tuple[int, int]:
    return finding.line, finding.column


def _check(file: File, wanted: Sequence[edits.Edit]) -> None:
    """Sees to it that what the edits leave parses; only what they touch can fail to.

    Raises:
      ValueError: it does not, which is a fault of a fixer.
    """
    pending = deque(sorted(wanted))
    for statement in file.tree.body:
        if not pending:
            break
        start, end = file.source.span(statement)
        inside = []
        while pending and pending[0].start < end:
            edit = pending.popleft()
            if edit.start >= start:
                inside.append(edits.Edit(edit.start - start, edit.end - start, edit.new))
        if inside:
            try:
                ast.parse(edits.apply(file.source.text[start:end], inside))
            except SyntaxError as error:
                raise ValueError(f"line {statement.lineno} would not parse: {error}") from error


def _findings(file: File, fixers: Sequence[Fixer]) -> Iterator[tuple[Fixer, Mend | Flag]]:
    for fixer in fixers:
        if fixer.imported:
            for statement, _ in file.names.imports:
                for finding in fixer.imported(statement, file):
                    yield fixer, finding
        if fixer.used:
            for reference in file.references:
                for finding in fixer.used(reference, file):
                    yield fixer, finding
        if fixer.whole:
            for finding in fixer.whole(file):
                yield fixer, finding
