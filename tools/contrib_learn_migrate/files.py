"""Files: which to read, how to read them, and how to replace one so that nothing is ever lost.

A new text is written beside the old file and put in its place in one step, so that whatever happens
the file holds the whole old text or the whole new one. The file beside it has one fixed name for
each source file, ``.train.py.contrib-learn-migrate``: what a killed run left there, the next run
finds and clears.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import stat
import tokenize
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed: the same protection.
    fcntl = None

SUFFIXES = (".py", ".pyi", ".ipynb")
_BESIDE = ".contrib-learn-migrate"
_AT_WORK = "another run is writing it"
_NEVER = {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"}


class NotReplaced(Exception):
    """The file is as it was, for the reason that the message gives."""


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """Returns the text of a file, with its own line endings, and its encoding.

    That is what the byte order mark or the encoding cookie says, or UTF-8.

    Raises:
      SyntaxError: where the cookie names no encoding, or the bytes are none of the encoding.
    """
    if path.suffix == ".ipynb":
        encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    else:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"its bytes are not {encoding}, and no encoding cookie says what else they are"
        raise SyntaxError(message, _place(path, error.object, error.start)) from error
    if "\0" in text:
        raise SyntaxError("it holds null bytes", _place(path, data, data.index(b"\0")))
    return text, encoding


def _place(path: Path, data: bytes, offset: int) -> tuple[str, int, int, None]:
    """Returns what SyntaxError wants to know of a place."""
    line = data.count(b"\n", 0, offset) + 1
    return str(path), line, offset - data.rfind(b"\n", 0, offset), None


class Rules:
    """Patterns as in .gitignore, and the folder from which they count."""

    def __init__(self, folder: Path, patterns: Iterable[str]):
        from pathspec import GitIgnoreSpec

        self._folder = os.path.join(os.path.abspath(folder), "")
        self._spec = GitIgnoreSpec.from_lines(patterns)

    def verdict(self, path: str, is_folder: bool = False) -> bool | None:
        """Tells whether `path`, absolute, is left out; None where no pattern speaks of it."""
        if not path.startswith(self._folder):
            return None
        relative = path[len(self._folder) :].replace(os.sep, "/")
        return self._spec.check_file(relative + "/" * is_folder).include


def find(
    paths: Iterable[Path], exclude: Iterable[Rules], on_error: Callable[[OSError], None]
) -> Iterator[Path]:
    """Yields the files to look at: those named, and the sources in the folders named, once each.

    Args:
      paths: files and folders.
      exclude: what to leave out. It holds for files that are named, too; .gitignore, as for git,
        does not.
      on_error: called with what goes wrong with one path; the others follow all the same.
    """
    exclude = list(exclude)
    seen = set()
    for path in paths:
        if os.path.isdir(path):
            found = _walk(path, _rules_above(path), exclude, on_error)
        elif os.path.isfile(path):
            found = iter(() if _is_left_out(os.path.abspath(path), False, exclude) else (path,))
        else:
            on_error(FileNotFoundError(errno.ENOENT, "no such file or folder", str(path)))
            continue
        for file in found:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _walk(
    folder: Path, ignored: list[Rules], exclude: list[Rules], on_error: Callable[[OSError], None]
) -> Iterator[Path]:
    ignored = ignored + _rules_of(folder)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        on_error(error)
        return
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        wanted = entry.name not in _NEVER if is_folder else entry.name.endswith(SUFFIXES)
        if not wanted or not (is_folder or os.path.isfile(entry.path)):
            continue
        path = os.path.abspath(entry.path)
        if _is_left_out(path, is_folder, ignored) or _is_left_out(path, is_folder, exclude):
            continue
        if is_folder:
            yield from _walk(Path(entry.path), ignored, exclude, on_error)
        else:
            yield Path(entry.path)


def _is_left_out(path: str, is_folder: bool, rules: list[Rules]) -> bool:
    """Asks the innermost rules first, as git does."""
    verdicts = (rule.verdict(path, is_folder) for rule in reversed(rules))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _rules_of(folder: Path) -> list[Rules]:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [Rules(folder, lines)]


def _rules_above(folder: Path) -> list[Rules]:
    """Returns the rules of the repository's folders above `folder`, unless they leave it out."""
    rules: list[Rules] = []
    folder = folder.absolute()
    for outer in folder.parents if not (folder / ".git").exists() else ():
        rules = _rules_of(outer) + rules
        if (outer / ".git").exists():
            return [] if _is_left_out(str(folder), True, rules) else rules
    return []


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Puts `new` in the place of `old` in a file, in one step.

    Once :func:`sync_folder` is done with its folder, that outlasts a power cut. A symbolic link
    stays, and what it points at is replaced. Mode, extended attributes and, where that is
    permitted, owner stay.

    Raises:
      NotReplaced: where the file is read-only, has changed since it was read, has other names (hard
        links), or another run is at it. The file is as it was, in all these cases.
      OSError: where the disk is full or the folder cannot be written.
    """
    target = Path(os.path.realpath(path))
    status = target.stat()
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise NotReplaced("the file is read-only")
    if status.st_nlink > 1:
        raise NotReplaced("the file has other names (hard links), which replacing it would cut off")
    beside = target.with_name(f".{target.name}{_BESIDE}")
    with _claim(beside) as file:
        try:
            file.write(new)
            file.flush()
            _keep_attributes(file.fileno(), target, status)
            os.fsync(file.fileno())
            if target.read_bytes() != old:
                raise NotReplaced("the file has changed since it was read; run again")
            if fcntl is None:
                file.close()
            os.replace(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _claim(beside: Path) -> BinaryIO:
    """Opens a new file of this name for this run alone, as long as it is open."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    _clear(beside)
    try:
        file = open(os.open(beside, flags, 0o600), "wb")
    except FileExistsError as error:
        raise NotReplaced(_AT_WORK) from error
    if not _lock(file, beside):
        file.close()
        raise NotReplaced(_AT_WORK)
    return file


def _clear(beside: Path) -> None:
    """Removes what a killed run left, and nothing that a living one is writing."""
    with contextlib.suppress(FileNotFoundError):
        if fcntl is None:
            beside.unlink()
            return
        with open(beside, "rb") as file:
            if not _lock(file, beside):
                raise NotReplaced(_AT_WORK)
            beside.unlink()


def _lock(file: BinaryIO, path: Path) -> bool:
    """Tells whether the file is now locked by this run, and is still the one of that name.

    Only who has the lock removes or renames the file, so that it then stays so.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except (BlockingIOError, FileNotFoundError):
        return False


def _keep_attributes(descriptor: int, target: Path, status: os.stat_result) -> None:
    if not hasattr(os, "fchown"):
        return
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # Some file systems have none, some are not ours to set.
            for name in os.listxattr(target):
                os.setxattr(descriptor, name, os.getxattr(target, name))


def sync_folder(folder: str) -> None:
    """Has a folder's new entries on the disk, before anyone is told that the files are written."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
