"""The symbol table: every legacy name, its fate, where it lives now, and its modern successor.

One TSV file a namespace, read on the first question and kept. A row's fate is one of

- ``served``: ``home`` says where contrib_learn_compat has it (``package.module:attribute``, or
  ``package.module`` for a whole namespace);
- ``planned``: part of this package's aim, not built yet;
- ``gone``: it will not come back; ``successor`` says what to use instead.

``modules.tsv`` maps each old deep module path to the modules that serve its names, in search order.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

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


@lru_cache(maxsize=None)
def table() -> dict[str, Symbol]:
    """Returns every symbol by its full legacy name, such as ``tf.contrib.learn.multi_head``."""
    here = Path(__file__).parent
    return {
        row[0]: Symbol(*row)
        for path in sorted(here.glob("*.tsv"))
        if path.name != "modules.tsv"
        for row in _rows(path)
    }


@lru_cache(maxsize=None)
def modules() -> dict[str, tuple[str, ...]]:
    """Returns the serving modules of each legacy module path, in search order."""
    path = Path(__file__).parent / "modules.tsv"
    return {legacy: tuple(homes.split()) for legacy, homes in _rows(path)}


@lru_cache(maxsize=None)
def _children() -> dict[str, dict[str, Symbol]]:
    children: dict[str, dict[str, Symbol]] = {}
    for symbol in table().values():
        prefix, _, last = symbol.name.rpartition(".")
        children.setdefault(prefix, {})[last] = symbol
    return children


def children(prefix: str) -> dict[str, Symbol]:
    """Returns the symbols directly under a namespace, by their last name."""
    return _children().get(prefix, {})


def find(name: str) -> Symbol | None:
    """Returns a symbol's row, or None where the table does not know the name."""
    return table().get(name)


def explain_missing(name: str) -> str:
    """Says in one sentence why `name` cannot be had, and what to use instead."""
    symbol = find(name)
    if symbol is None:
        prefix, _, last = name.rpartition(".")
        near = difflib.get_close_matches(last, children(prefix), n=1)
        hint = f" Did you mean {prefix}.{near[0]}?" if near else ""
        return f"TensorFlow 1.15 has no {name}.{hint}"
    use = f" Use {symbol.successor}." if symbol.successor else ""
    guide = f" See migration_guide/{symbol.page}." if symbol.page else ""
    if symbol.fate == "planned":
        return f"{name} is not built yet in contrib-learn-compat.{use}{guide}"
    return f"{name} is gone.{use}{guide}"
