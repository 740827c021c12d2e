"""Reports of a run: a page for people, JSON for scripts, SARIF for editors and code hosts."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from contrib_learn_migrate.outcomes import Outcome

FORMATS = (".html", ".json", ".sarif")


def write(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Writes a report in the format that the file's suffix names.

    Raises:
      OSError: where the file cannot be written.
    """
    module = importlib.import_module(f"{__name__}.{path.suffix[1:]}")
    # A name of a file may hold bytes that are no text.
    path.write_text(module.render(outcomes), encoding="utf-8", errors="backslashreplace")
