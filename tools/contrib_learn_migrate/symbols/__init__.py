"""The symbol table: every legacy name, its fate, where it lives now, and its modern successor.

One TSV file a namespace, read on the first question and kept. A row's fate is one of

- ``served``: ``home`` says where contrib_learn_compat has it (``package.module:attribute``, or
  ``package.module`` for a whole module);
- ``planned``: part of this package's aim, not built yet;
- ``gone``: it will not come back; ``successor`` says what to use instead.

A row without a page is explained on the page of the nearest namespace above it that has one.

``before_1_15.tsv`` holds names that TensorFlow dropped on the way to 1.15 and programs still use.
``modules.tsv`` maps each old deep module path to the modules that serve its names, in search order,
or to another old path that it is the same as; with neither, only its public names are served.
Legacy names are spelled ``tf.…`` everywhere but in that file, where paths are as in imports.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
FATES = ("served", "planned", "gone")


class Symbol(NamedTuple):
    """One row of the table."""

    name: str
    fate: str
    home: str
    successor: str
    page: str


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if line]


@cache
def table() -> dict[str, Symbol]:
    """Returns every symbol by its full legacy name, such as ``tf.contrib.learn.multi_head``."""
    return {
        row[0]: Symbol(*row)
        for path in sorted(_HERE.glob("*.tsv"))
        if path.name != "modules.tsv"
        for row in _rows(path)
    }


@cache
def before_1_15() -> dict[str, Symbol]:
    """Returns the symbols that TensorFlow dropped before 1.15, by their legacy name."""
    return {row[0]: Symbol(*row) for row in _rows(_HERE / "before_1_15.tsv")}


@cache
def modules() -> dict[str, tuple[str, ...]]:
    """Returns the serving modules of each deep module, by its legacy name, in search order."""
    homes = {module: served_by.split() for module, served_by in _rows(_HERE / "modules.tsv")}
    return {
        legacy_name(module): tuple(
            real for home in homes[module] for real in homes.get(home, [home])
        )
        for module in homes
    }


def modules_in(package: str) -> set[str]:
    """Returns the last names of the deep modules directly in a package: its attributes."""
    paths = (name.rpartition(".") for name, homes in modules().items() if homes)
    return {last for parent, _, last in paths if parent == package}


@cache
def _children() -> dict[str, dict[str, Symbol]]:
    children: dict[str, dict[str, Symbol]] = {}
    for symbol in table().values():
        prefix, _, last = symbol.name.rpartition(".")
        children.setdefault(prefix, {})[last] = symbol
    return children


def _with_ancestors(names: Iterable[str]) -> frozenset[str]:
    paths = (name.split(".") for name in names)
    return frozenset(".".join(path[:n]) for path in paths for n in range(1, len(path) + 1))


@cache
def _namespaces() -> frozenset[str]:
    return _with_ancestors(_children())


@cache
def _packages() -> frozenset[str]:
    """The deep modules, and every package on the way to one."""
    return _with_ancestors(modules())


@cache
def _public_names() -> dict[tuple[str, str], Symbol]:
    """Rows of contrib by package and last name; of several, the one with the shortest path."""
    public: dict[tuple[str, str], Symbol] = {}
    for symbol in sorted(table().values(), key=lambda symbol: -symbol.name.count(".")):
        path = symbol.name.split(".")
        public[".".join(path[:3]), path[-1]] = symbol
    return public


def legacy_name(module: str) -> str:
    """Returns the name in the table of a module path as imports spell it."""
    return "tf" + module.removeprefix("tensorflow")


def children(prefix: str) -> dict[str, Symbol]:
    """Returns the symbols directly under a namespace, by their last name."""
    return _children().get(prefix, {})


def is_namespace(name: str) -> bool:
    """Tells whether anything lives under `name`: public names or deep modules."""
    return name in _namespaces() or name in _packages()


def is_deep(name: str) -> bool:
    """Tells whether `name` is a module, or a package of modules, that had no list of public names.

    Such a module has its private names too, and no rows of its own in the table.
    """
    return name in _packages() and name not in _namespaces()


def find(name: str) -> Symbol | None:
    """Returns a symbol's row, or None where the table does not know the name.

    A name in a deep module, such as ``tf.contrib.learn.python.learn.estimators.svm.SVM``, has the
    row of the public name that ends in the same word, ``tf.contrib.learn.SVM``.
    """
    symbol = table().get(name)
    prefix, _, last = name.rpartition(".")
    if symbol is None and is_deep(prefix):
        package = ".".join(name.split(".")[:3])
        symbol = _public_names().get((package, last))
    return symbol


def page(name: str) -> str:
    """Returns the page of the migration guide for `name`, or an empty string."""
    while name:
        symbol = table().get(name)
        if symbol and symbol.page:
            return symbol.page
        name = name.rpartition(".")[0]
    return ""


def explain_missing(name: str) -> str:
    """Says in one sentence or two why `name` cannot be had, and what to use instead."""
    symbol = find(name)
    prefix, _, last = name.rpartition(".")
    if symbol is None:
        if not prefix:
            return f"TensorFlow 1.15 has no {name}."
        if not is_namespace(prefix):
            return explain_missing(prefix)
        if is_deep(prefix) or last == "python":
            return f"contrib-learn-compat does not serve {name}."
        names = {name.lower(): name for name in children(prefix)}
        near = difflib.get_close_matches(last.lower(), names, n=1)
        hint = f" Did you mean {prefix}.{names[near[0]]}?" if near else ""
        return f"TensorFlow 1.15 has no {name}.{hint}"
    if symbol.fate == "served":
        return f"contrib-learn-compat does not serve {name}."
    use = f" Use {symbol.successor}." if symbol.successor else ""
    guide = f" See migration_guide/{page(symbol.name)}." if page(symbol.name) else ""
    if symbol.fate == "planned":
        return f"{symbol.name} is not built yet in contrib-learn-compat.{use}{guide}"
    return f"{symbol.name} is gone.{use}{guide}"
