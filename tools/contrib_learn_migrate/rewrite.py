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
        result = _rewrite(File(text, program), fixers, comments)
    for fixer in fixers:
        if fixer.converted:
            result = _convert(text, result, fixer, comments)
    return result


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


def _convert(old: str, result: Result, fixer: Fixer, comments: bool) -> Result:
    """Converts a program as a whole, or notes what stands in the way."""
    from contrib_learn_migrate.keras.rules import Obstacles
    from contrib_learn_migrate.modernize import at_old_places

    try:
        new = fixer.converted(result.text)
    except Obstacles as found:
        file = File(result.text, program=True)
        remarks, notices = Comments(file), []
        for obstacle in found.obstacles:
            message = f"not moved to Keras, {obstacle.construct}: {obstacle.reason}"
            place = file.source.place(file.source.span(obstacle.node)[0])
            page = symbols.page(obstacle.construct) or fixer.page
            notices.append(Notice(fixer.name, *place, obstacle.construct, message, "", page))
            if comments:
                remarks.add(Flag(obstacle.node, obstacle.construct, message))
        notices = at_old_places(tuple(notices), old, result.text)
        new = edits.apply(result.text, remarks.edits())
        return Result(new, result.changes, tuple(sorted(result.notices + notices, key=_place)))
    if new is None:
        return result
    source = File(result.text, program=True).source
    changes = [Change(fixer.name, 1, 1, "the program is Keras 3 now")]
    for node, message in new.left_out:
        changes.append(Change(fixer.name, *source.place(source.span(node)[0]), message))
    changes = result.changes + at_old_places(tuple(changes), old, result.text)
    return Result(new.text, tuple(sorted(changes, key=_place)), result.notices)


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
