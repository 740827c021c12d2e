"""What a program may not do while it is followed beyond its first training: change anything.

Its model is trained a few steps only, so that what it writes would not be what it is to write.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import tensorflow as tf

from contrib_learn_compat.keras.verification import NotComparableError

_OPEN = "open"
_FILES = {
    _OPEN: "writes",
    "os.mkdir": "makes",
    "os.remove": "removes",
    "os.rename": "renames",
    "os.rmdir": "removes",
    "os.symlink": "links",
    "shutil.rmtree": "removes",
}
_OTHERS = {
    "os.exec": "becomes another program",
    "os.fork": "starts a process",
    "os.posix_spawn": "starts a process",
    "os.system": "starts a process",
    "socket.connect": "connects to a server",
    "subprocess.Popen": "starts a process",
}
_ARGUMENTS = "Where it needs arguments, --legacy-args and --migrated-args are for them."
_CHANGES = "copy DeleteRecursively makedirs MakeDirs mkdir MkDir remove Remove rename Rename rmtree"
_MOST_SKIPPED = 1000
_PATH = str | bytes | os.PathLike
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class LeftError(BaseException):
    """Leaves the program; no `except Exception` of its own is in the way."""


class Guard:
    """Watches this process, and leaves the program where it would change anything but scratch.

    Attributes:
      is_on: whether it does; from the first :meth:`pause` on.
    """

    def __init__(self):
        self.is_on = False
        self._has_begun = False
        self._skipped = 0
        self._thread = threading.get_ident()
        sys.dont_write_bytecode = True
        sys.addaudithook(self._see)

    @contextlib.contextmanager
    def pause(self) -> Iterator[None]:
        """Lets everything happen; begins to watch behind it."""
        self.is_on = False
        yield
        self.is_on = self._has_begun = True

    def skip(self) -> None:
        """Counts what the program shall not do, and may wait for in a loop without an end."""
        self._skipped += 1
        if self._skipped > _MOST_SKIPPED:
            raise LeftError("where it trains the same models again and again")

    def run(self, program: Callable[[], Any], path: str) -> str:
        """Runs a program as far as it can be followed.

        Args:
          program: runs it.
          path: its file.

        Returns:
          Where and why it was left, or an empty string if it came to its end.

        Raises:
          NotComparableError: it fails before this watches.
        """
        try:
            program()
        except SystemExit as leaving:
            if leaving.code and not self._has_begun:
                raise NotComparableError(f"{path} exits: {leaving.code}. {_ARGUMENTS}") from leaving
        except LeftError as error:
            return f"it is left at {_line(path, error)}, {error}"
        except NotComparableError as error:
            if not self._has_begun:
                raise
            return f"it is left at {_line(path, error)}, where {error}"
        except Exception as error:
            if self.is_on:
                return f"it fails at {_line(path, error)}: {type(error).__name__}: {error}"
            if self._has_begun:
                raise
            raise NotComparableError(_told(path, error)) from error
        finally:
            self.is_on = False
        return ""

    def watching_files(self) -> Iterator[Any]:
        """Yields patches of TensorFlow's functions that change files, which are no events."""
        for module in (tf.io.gfile, tf.compat.v1.gfile):
            for name in _CHANGES.split():
                if hasattr(module, name):
                    yield self.watching(module, name)

    def watching(self, owner: Any, name: str) -> Any:
        """Returns a patch of what writes to its first path, which Python itself does not see."""
        function = getattr(owner, name)

        def watched(*args, **kwargs):
            paths = (given for given in (*args, *kwargs.values()) if isinstance(given, _PATH))
            if self.is_on:
                self._refuse("changes", next(paths, "files"))
            return function(*args, **kwargs)

        return mock.patch.object(owner, name, watched)

    def _see(self, event: str, args: tuple) -> None:
        if not self.is_on or threading.get_ident() != self._thread:
            return
        if event in _OTHERS:
            raise LeftError(f"where it {_OTHERS[event]}")
        if event not in _FILES:
            return
        if event == _OPEN:
            paths = args[:1] if args[2] & _WRITING else ()
        elif isinstance(args[-1], int) and args[-1] >= 0:
            paths = ()  # In a directory that is open: rmtree was asked for as a whole.
        else:
            paths = args
        for path in paths:
            self._refuse(_FILES[event], path)

    def _refuse(self, does: str, path: Any) -> None:
        if isinstance(path, _PATH) and not _is_scratch(os.fsdecode(path)):
            raise LeftError(f"where it {does} {os.fsdecode(path)}")


def _told(path: str, error: Exception) -> str:
    """Returns an error with its traceback, as if the program had been run alone."""
    told = traceback.TracebackException.from_exception(error)
    own = [i for i, frame in enumerate(told.stack) if _is_of(frame, path)]
    told.stack = traceback.StackSummary.from_list(told.stack[own[0] :] if own else [])
    return "".join(told.format()).rstrip()


def _is_of(frame: traceback.FrameSummary, path: str) -> bool:
    return Path(frame.filename).resolve() == Path(path).resolve()


def _line(path: str, error: BaseException) -> str:
    """Returns the line of a program that an error came through last."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if _is_of(frame, path)]
    return f"line {lines[-1]}" if lines else "its end"


def _is_scratch(path: str) -> bool:
    """Tells what is in the directory of temporary files, unless the program is at home there."""
    full, scratch = Path(path).resolve(), Path(tempfile.gettempdir()).resolve()
    home = Path.cwd()
    return Path(os.devnull) == full or (
        scratch in (full, *full.parents) and (home == scratch or home not in full.parents)
    )
