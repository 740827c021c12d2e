"""Settings: what [tool.contrib-learn-migrate] in pyproject.toml says, overridden by the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TABLE = "contrib-learn-migrate"
PYTHON2 = ("report", "fix")


class ConfigError(Exception):
    """A setting that cannot be, with the file or the option that has it."""


@dataclass(frozen=True)
class Config:
    """The settings of a run.

    Attributes:
      target: the set of fixers, such as ``compat``.
      select: names of the only fixers to ask; empty for all of the target.
      ignore: names of fixers not to ask.
      exclude: patterns, as in .gitignore, of what to leave out.
      python2: ``report`` or ``fix``.
      comments: whether to put ``# MIGRATE: …`` above what needs a person.
      folder: where `exclude` counts from: that of pyproject.toml.
    """

    target: str = "compat"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    python2: str = "report"
    comments: bool = True
    folder: Path = field(default_factory=Path.cwd)


def load(paths: Iterable[Path]) -> Config:
    """Returns what the pyproject.toml nearest above all of `paths` says, or the defaults.

    Raises:
      ConfigError: where the file is no TOML, or has a setting that is none.
    """
    for folder in _folders_above(paths):
        file = folder / "pyproject.toml"
        if file.is_file():
            table = _parse(file).get("tool", {}).get(_TABLE)
            if table is not None:
                return Config(**_checked(table, file), folder=folder)
    return Config()


def _folders_above(paths: Iterable[Path]) -> Iterator[Path]:
    absolute = [os.path.abspath(path) for path in paths] or [os.getcwd()]
    try:
        common = Path(os.path.commonpath(absolute))
    except ValueError:  # On several drives there is none.
        return
    if common.is_dir():
        yield common
    yield from common.parents


def _parse(file: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: {error}") from error


def _checked(table: Any, file: Path) -> dict[str, Any]:
    """Returns the settings of the table, once they are known to be some."""
    where = f"{file}: [tool.{_TABLE}]"
    if not isinstance(table, dict):
        raise ConfigError(f"{where} is no table")
    settings = {}
    for key, value in table.items():
        if key not in _TYPES:
            raise ConfigError(f"{where} has {key!r}; there are {', '.join(_TYPES)}")
        if not _TYPES[key](value):
            raise ConfigError(f"{where} {key} = {value!r}: it takes {_TYPES[key].__doc__}")
        settings[key] = tuple(value) if isinstance(value, list) else value
    return settings


def _is_text(value: Any) -> bool:
    """a string"""
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    """a list of strings"""
    return isinstance(value, list) and all(map(_is_text, value))


def _is_truth(value: Any) -> bool:
    """true or false"""
    return isinstance(value, bool)


def _is_python2(value: Any) -> bool:
    '''"report" or "fix"'''
    return value in PYTHON2


_TYPES = {
    "target": _is_text,
    "select": _is_list,
    "ignore": _is_list,
    "exclude": _is_list,
    "python2": _is_python2,
    "comments": _is_truth,
}
