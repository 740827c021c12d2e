"""Takes files through it all, one after the other or on several cores."""

from __future__ import annotations

import contextlib
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from contrib_learn_migrate import files
from contrib_learn_migrate.outcomes import Failure, Outcome
from contrib_learn_migrate.rewrite import mentions_ours
from contrib_learn_migrate.transform import Options, module, notebook

# A process takes about as long to start as this much source takes to rewrite.
_BYTES_WORTH_A_PROCESS = 200_000
_MOST_PROCESSES = 60  # Windows cannot wait for more.


class ProcessDied(Exception):
    """One of the processes was killed; every file is whole, as it was or as it becomes."""


def run(
    paths: Sequence[Path], options: Options, *, write: bool = False, jobs: int = 0
) -> Iterator[Outcome]:
    """Yields the outcome of each file, in the order of `paths`.

    Args:
      paths: the files.
      options: what to do with each.
      write: whether to put the new texts in the files' places.
      jobs: how many processes to use at most; 0 for one a core.

    Raises:
      ProcessDied: where one of them did not live to the end.
    """
    folders = set()
    for outcome in _outcomes(paths, partial(process, options=options, write=write), jobs):
        if outcome.written:
            folders.add(os.path.dirname(os.path.realpath(outcome.path)))
        yield outcome
    for folder in folders:
        files.sync_folder(folder)


def _outcomes(
    paths: Sequence[Path], one: Callable[[Path], Outcome], jobs: int
) -> Iterator[Outcome]:
    worthwhile = 1 + _size(paths) // _BYTES_WORTH_A_PROCESS
    jobs = min(jobs or _cores(), worthwhile, _MOST_PROCESSES)
    if jobs == 1:
        yield from map(one, paths)
        return

    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
    chunk = max(1, min(4, len(paths) // jobs // 4))  # Small ones, so that all end together.
    with ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts_to_the_parent) as pool:
        try:
            yield from pool.map(one, paths, chunksize=chunk)
        except BrokenProcessPool as error:
            raise ProcessDied from error


def _may_fork() -> bool:
    """Tells whether no other thread runs: forking is quick, but would copy the locks they hold."""
    threads = Path("/proc/self/task")
    return threads.is_dir() and len(list(threads.iterdir())) == 1


def _leave_interrupts_to_the_parent() -> None:
    """Lets a process end the file that it is at; the parent hands out no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def process(path: Path, options: Options, write: bool = False) -> Outcome:
    """Takes one file through it all; whatever goes wrong with it is in its outcome."""
    try:
        old = path.read_bytes()
    except OSError as error:
        return _failed(path, f"cannot be read: {error.strerror}")
    outcome, new = transform(path, old, options)
    if not write or not outcome.changed:
        return outcome
    try:
        files.replace(path, old, new)
    except (files.NotReplaced, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        return replace(outcome, failures=(*outcome.failures, Failure(f"not written: {reason}")))
    return replace(outcome, written=True)


def transform(path: Path, data: bytes, options: Options) -> tuple[Outcome, bytes]:
    """Returns the outcome of a file with these bytes, not written yet, and its new bytes."""
    if not mentions_ours(data):
        return Outcome(str(path)), data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of Python, about escapes in the program that is parsed.
        return _transform(path, data, options)


def _transform(path: Path, data: bytes, options: Options) -> tuple[Outcome, bytes]:
    try:
        text, encoding = files.decode(path, data)
        if path.suffix == ".ipynb":
            new, parts, failures = notebook(text, options)
        else:
            part = module(text, options)
            new, parts, failures = part.new, (part,), ()
        new_data = new.encode(encoding) if new != text else data
    except SyntaxError as error:
        return Outcome(str(path), failures=(Failure.of_syntax(error),)), data
    except UnicodeEncodeError as error:
        missing = error.object[error.start]
        return _failed(path, f"its encoding, {encoding}, has no {missing!r}"), data
    except (RecursionError, MemoryError):
        return _failed(path, "nests too deep to be parsed"), data
    except Exception as error:  # Whatever a fixer does wrong must not stop the other files.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        fault = f"a fault of contrib-learn-migrate, {type(error).__name__} at {where}: {error}"
        return _failed(path, fault), data
    return Outcome(str(path), parts, failures, changed=new != text), new_data


def _failed(path: Path, message: str) -> Outcome:
    return Outcome(str(path), failures=(Failure(message),))


def _size(paths: Sequence[Path]) -> int:
    size = 0
    for path in paths:
        with contextlib.suppress(OSError):
            size += path.stat().st_size
    return size


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
