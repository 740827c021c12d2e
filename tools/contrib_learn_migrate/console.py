"""What a run shows: the diff on standard output, everything else on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence

from contrib_learn_migrate import diffs
from contrib_learn_migrate.outcomes import Failure, Outcome, Totals

_FILES_WORTH_A_BAR = 50
_REFRESH_SECONDS = 0.1
_STYLES = {"---": "bold", "+++": "bold", "@@ ": "cyan", "+": "green", "-": "red"}


def show_progress(outcomes: Iterable[Outcome], count: int) -> Iterator[Outcome]:
    """Passes outcomes on; on a terminal, a bar tells how far a long run is."""
    if count < _FILES_WORTH_A_BAR or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    # Refreshed by hand: a thread that did it would be in the way of forking.
    with Progress(
        *columns, console=Console(stderr=True), transient=True, auto_refresh=False
    ) as progress:
        task = progress.add_task("", total=count)
        shown = 0.0
        for outcome in outcomes:
            progress.advance(task)
            if time.monotonic() - shown > _REFRESH_SECONDS:
                progress.refresh()
                shown = time.monotonic()
            yield outcome


class Printer:
    """Prints outcomes as loudly as was asked for.

    Args:
      quiet: nothing but failures.
      verbose: every change, and the files that were passed over, too.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self._quiet = quiet
        self._verbose = verbose

    def diff(self, outcomes: Iterable[Outcome]) -> None:
        """Prints what changes; in colour, where standard output is a terminal."""
        if self._quiet:
            return
        write = _colored() if sys.stdout.isatty() else sys.stdout.write
        for outcome in outcomes:
            for line in diffs.unified(outcome):
                write(line)

    def names(self, outcomes: Iterable[Outcome], *, written: bool) -> None:
        """Prints the names of the files that are written, or that would be."""
        for outcome in outcomes:
            if outcome.written if written else outcome.changed:
                self._say(f"{_verb(written)} {outcome.path}")

    def findings(self, outcomes: Iterable[Outcome]) -> None:
        """Prints what needs a person, and what failed."""
        for outcome in outcomes:
            for part, change in outcome.changes if self._verbose else ():
                where = place(outcome.path, change.line, change.column, part.cell)
                self._say(f"{where}: {change.fixer}: {change.message}")
            for part, notice in outcome.notices:
                where = place(outcome.path, notice.line, notice.column, part.cell)
                self._say(f"{where}: {notice.fixer}: {notice.message}")
            if self._verbose and not outcome.parts and not outcome.failures:
                self._say(f"{outcome.path}: nothing of ours")
            for failure in outcome.failures:
                report_failure(outcome.path, failure)

    def summary(self, outcomes: Sequence[Outcome], *, written: bool) -> None:
        """Prints the totals."""
        totals = Totals.of(outcomes)
        changed = totals.written if written else totals.changed
        said = [f"{_files(changed)} {_verb(written)}"]
        if totals.notices:
            places = f"{totals.notices} place{'s' * (totals.notices > 1)}"
            said.append(f"{places} in {_files(totals.need_person)} for a person")
        if totals.failed:
            said.append(f"{_files(totals.failed)} failed")
        said.append(f"{_files(totals.files)} looked at")
        self._say(", ".join(said) + ".")

    def _say(self, message: str) -> None:
        if not self._quiet:
            print(message, file=sys.stderr)


def place(path: str, line: int, column: int, cell: int = 0) -> str:
    """Returns a place as editors and terminals know it: ``train.py:12:5``."""
    parts = [path, f"cell {cell}" if cell else "", str(line or ""), str(column or "")]
    return ":".join(part for part in parts if part)


def report_failure(path: str, failure: Failure) -> None:
    """Prints what could not be done, loud or quiet."""
    where = place(path, failure.line, failure.column, failure.cell)
    print(f"error: {where}: {failure.message}", file=sys.stderr)


def _verb(written: bool) -> str:
    return "changed" if written else "would change"


def _files(count: int) -> str:
    return f"{count} file{'s' * (count != 1)}"


def _colored():
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)

    def write(line: str) -> None:
        style = next((style for start, style in _STYLES.items() if line.startswith(start)), "")
        console.print(Text(line.rstrip("\r\n"), style))

    return write
