"""Tracebacks as the program's own: without the frames of what runs it."""

from __future__ import annotations

import os
import runpy
import sys
from types import TracebackType

from contrib_learn_compat import legacy_imports, namespace

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_HIDDEN_FILES = {
    os.path.join(_PACKAGE, "__main__.py"),
    legacy_imports.__file__,
    namespace.__file__,
    # Python hides the import system's frames itself, but not where ours stand among them.
    "<frozen importlib._bootstrap>",
    "<frozen importlib._bootstrap_external>",
}
_HIDDEN_DIRECTORY = os.path.dirname(__file__)
_BEFORE_THE_PROGRAM = {runpy.__file__, "<frozen runpy>"}


def show(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Prints an uncaught exception: a ``sys.excepthook``."""
    _trim(error, set())
    sys.__excepthook__(kind, error, error.__traceback__)


def _trim(error: BaseException | None, seen: set[int]) -> None:
    """Trims an exception's traceback, and those of the exceptions it came from."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    error.__traceback__ = _without_ours(error.__traceback__)
    _trim(error.__cause__, seen)
    _trim(error.__context__, seen)


def _without_ours(traceback: TracebackType | None) -> TracebackType | None:
    entries = []
    while traceback:
        file = traceback.tb_frame.f_code.co_filename
        before = not entries and file in _BEFORE_THE_PROGRAM
        if not before and not _is_hidden(file):
            entries.append(traceback)
        traceback = traceback.tb_next
    kept = None
    for entry in reversed(entries):
        kept = TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return kept


def _is_hidden(file: str) -> bool:
    return file in _HIDDEN_FILES or os.path.dirname(file) == _HIDDEN_DIRECTORY
