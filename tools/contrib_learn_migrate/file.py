"""One program as the fixers see it: its text, its names, and whether it has to move."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cached_property
from os.path import commonprefix
from typing import NamedTuple

from contrib_learn_migrate import dialect
from contrib_learn_migrate.edits import Edit, Source
from contrib_learn_migrate.names import LOOK_UPS, Names, Reference, is_beneath, legacy

_FROM = re.compile(r"from(?:\s|\\)+([\w.]+)")


class Mend(NamedTuple):
    """What a fixer changes: where, in a few words, and how; without edits, it is nothing."""

    node: ast.AST
    message: str
    edits: Sequence[Edit]


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

        That is so if it uses anything that the installed TensorFlow lacks under that spelling, or
        if it is known to be part of a TF 1.x program.
        """
        used = [path for reference in self.references for path in self.paths(reference)]
        if self._program:
            return any(legacy(path).partition(".")[0] == "tf" for path in self.imported + used)
        return (
            any(map(dialect.is_missing, self.imported + used))
            or any(map(dialect.is_old_call, self.references))
            or any(dialect.is_missing(reference.path) for reference in self.names.doubtful())
        )

    @cached_property
    def is_tf1(self) -> bool:
        """Whether the program speaks TF 1.x: to TensorFlow, or to the drop-in already."""
        return self.moves or any(path.startswith("contrib_learn_compat") for path in self.imported)

    @cached_property
    def imported(self) -> list[str]:
        """The path of each thing that the program imports."""
        return [path for statement, _ in self.names.imports for path in imported_paths(statement)]

    def paths(self, reference: Reference) -> Iterator[str]:
        """Yields what a reference means, and what a call of it returns, such as `getattr`."""
        yield reference.path
        if reference.call and reference.name in LOOK_UPS:
            returned = self.names.resolve(reference.call, reference.scope)
            if returned:
                yield returned

    def attributes(self, name: str) -> set[str] | None:
        """Returns what the program takes out of an imported module; None if more than that."""
        chains = [r for r in self.references if r.root.id == name]
        if any(isinstance(chain.node, ast.Name) for chain in chains):
            return None
        return {chain.prefix(2).attr for chain in chains}

    def module_span(self, statement: ast.ImportFrom) -> tuple[int, int] | None:
        """Returns where `from …` names its module; None if that is not in one piece."""
        found = _FROM.match(self.source.text, self.source.span(statement)[0])
        return found.span(1) if found and found[1] == statement.module else None

    def means(self, reference: Reference) -> str:
        """Returns the legacy name that the first word of a reference stands for."""
        return legacy(self.names.meaning(reference.root.id, reference.scope) or "")

    def respell(self, reference: Reference, old: str, new: str) -> list[Edit]:
        """Returns the edit that has a reference to `old`, or to something in it, say `new`.

        The first word stays. There is none if `new` cannot be reached from it, or if the words do
        not stand together on one line.
        """
        root = self.means(reference)
        if not (is_beneath(old, root) and is_beneath(new, root) and root not in (old, new)):
            return []
        there = reference.prefix(1 + old.count(".") - root.count("."))
        start = self.source.span(reference.root)[1]
        end = self.source.span(there)[1]
        words = old.removeprefix(root)
        if self.source.text[start:end] != words:
            return []
        same = len(commonprefix([words, new.removeprefix(root)]))
        at = words.rindex(".", 0, same + 1) + 1
        return [Edit(start + at, end, new.removeprefix(root)[at:])]

    def replace(self, node: ast.AST, new: str) -> list[Edit]:
        """Returns the edit that puts a text in the place of a node; none if lines would be lost."""
        start, end = self.source.span(node)
        on_one_line = not {"\r", "\n"} & set(self.source.text[start:end])
        return [Edit(start, end, new)] if on_one_line else []


def parse(text: str) -> ast.Module:
    """Parses a program.

    Raises:
      SyntaxError: it is no program, whatever the reason Python has.
    """
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
