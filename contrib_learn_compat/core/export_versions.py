"""Which of many exports to keep: filters of directories by their version numbers.

A filter takes a list of :class:`Path` and returns the sorted list of those that it keeps.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable
from typing import NamedTuple

import tensorflow.compat.v1 as tf


class Path(NamedTuple):
    """A directory and its version, None where it has none."""

    path: str
    export_version: int | None


Filter = Callable[[list[Path]], list[Path]]


def largest_export_versions(n: int) -> Filter:
    """Keeps the `n` newest."""

    def keep(paths):
        versioned = [path for path in paths if path.export_version is not None]
        return sorted(heapq.nlargest(n, versioned, key=lambda path: path.export_version))

    return keep


def one_of_every_n_export_versions(n: int) -> Filter:
    """Keeps the newest of each interval (0, n], (n, 2n] and so on; version 0 is in the first."""

    def keep(paths):
        newest = {}
        for path in paths:
            if path.export_version is None:
                continue
            interval = max(path.export_version - 1, 0) // n
            if interval not in newest or newest[interval].export_version < path.export_version:
                newest[interval] = path
        return sorted(newest.values())

    return keep


def mod_export_version(n: int) -> Filter:
    """Keeps versions that `n` divides."""

    def keep(paths):
        return sorted(path for path in paths if path.export_version % n == 0)

    return keep


def union(lf: Filter, rf: Filter) -> Filter:
    """Keeps what one of two filters keeps."""
    return lambda paths: sorted({*lf(paths), *rf(paths)})


def negation(f: Filter) -> Filter:
    """Keeps what a filter does not keep."""
    return lambda paths: sorted({*paths} - {*f(paths)})


def get_paths(base_dir: str | bytes, parser: Callable[[Path], Path | None]) -> list[Path]:
    """Returns the sorted paths in a directory.

    Args:
      base_dir: the directory.
      parser: given a path without a version, returns it with one, or None to leave it out.
    """
    base = tf.compat.as_str(base_dir)
    names = (tf.compat.as_str(name).rstrip("/") for name in tf.gfile.ListDirectory(base_dir))
    parsed = (parser(Path(os.path.join(base, name), None)) for name in names)
    return sorted(path for path in parsed if path)


def timestamp_version(path: Path) -> Path | None:
    """Parses the directories of exports, whose names are times of ten digits."""
    name = os.path.basename(path.path)
    if len(name) != 10 or not name.isdigit():
        return None
    return path._replace(export_version=int(name))


def delete_old_exports(export_dir_base: str | bytes, exports_to_keep: int | None) -> None:
    """Deletes all but the newest exports in a directory; none where `exports_to_keep` is None."""
    if exports_to_keep is None:
        return
    old = negation(largest_export_versions(exports_to_keep))
    for path in old(get_paths(export_dir_base, parser=timestamp_version)):
        try:
            tf.gfile.DeleteRecursively(path.path)
        except tf.errors.NotFoundError as error:
            tf.logging.warning("Can not delete %s recursively: %s", path.path, error)
