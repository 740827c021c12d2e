"""One program as the fixers see it: its text, its names, and whether it has to move."""

from __future__ import annotations

import ast
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from contrib_learn_migrate import symbols
from contrib_learn_migrate.edits import Edit, Source
from contrib_learn_migrate.names import Names, Reference, is_beneath, legacy

# The drop-in has these from the installed TensorFlow, as any program that imports them does.
_AS_INSTALLED = (
    "tf",
    "tf.compat",
    "tf.compat.v1",
    "tf.core",
    "tf.keras",
    "tf.python",
    "tf.version",
)


class Mend(NamedTuple):
    """What a fixer changes: where, in a few words, and how."""

    node: ast.AST
    message: str
    edits: tuple[Edit, ...]


class Flag(NamedTuple):
    """What a fixer leaves to a person: the use of a symbol, and whether to say so in the text."""

    node: ast.AST
    symbol: str
    message: str
    comment: bool = True


class File:
    """A program, parsed.

    Attributes:
      source: its text.
      tree: its syntax tree.
      names: what its names mean.
      references: the uses of watched modules, in order.
    """

    def __init__(self, text: str, program: bool) -> None:
        self.source = Source(text)
        self.tree = parse(text)
        self.names = Names(self.tree)
        self.references: list[Reference] = list(self.names.references())
        self._program = program

    @cached_property
    def moves(self) -> bool:
        """Whether this program's TensorFlow has to be the drop-in.

        That is so if it names anything that the installed TensorFlow lacks under that spelling, or
        if it is known to be part of a TF 1.x program.
        """
        paths = [path for statement, _ in self.names.imports for path in imported_paths(statement)]
        used = [reference.path for reference in self.references]
        if self._program:
            return any(legacy(path).partition(".")[0] == "tf" for path in paths + used)
        return any(_is_missing(path) for path in paths + used)

    def text(self, node: ast.AST) -> str:
        """Returns the text of a node."""
        start, end = self.source.span(node)
        return self.source.text[start:end]

    def replace(self, node: ast.AST, new: str) -> Edit:
        """Returns the edit that puts a text in the place of a node."""
        return Edit(*self.source.span(node), new)


def parse(text: str) -> ast.Module:
    """Parses a program.

    Raises:
      SyntaxError: it is no program, whatever the reason Python has.
    """
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a program's odd escapes are not our business
            return ast.parse(text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or type(error).__name__) from error


def imported_paths(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """Returns the path of each thing that a statement imports; of a star, that of the module."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    module = "." * statement.level + (statement.module or "")
    return [module if a.name == "*" else f"{module}.{a.name}" for a in statement.names]


@cache
def _only_in_1() -> frozenset[str]:
    path = Path(symbols.__file__).with_name("only_in_1.txt")
    return frozenset(path.read_text(encoding="utf-8").split())


@cache
def _is_missing(path: str) -> bool:
    """Tells whether the installed TensorFlow lacks what a program calls by this path."""
    if not is_beneath(path, "tensorflow"):
        return False
    words = legacy(path).split(".")
    prefixes = [".".join(words[: n + 1]) for n in range(len(words))]
    if any(p in symbols.table() and p not in _AS_INSTALLED for p in prefixes):
        return True
    return not is_beneath(path, "tensorflow.compat.v1") and any(p in _only_in_1() for p in prefixes)
