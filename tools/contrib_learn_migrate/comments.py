"""Remarks for a person: comments above the statements that need one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Flag

MARK = "# MIGRATE: "
_INDENT = re.compile(r"[ \t]*")


class Comments:
    """The remarks on one program: each once above a statement, and not if it is there already."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._above: dict[int, dict[str, None]] = {}  # by line, in order

    def add(self, flag: Flag) -> None:
        """Notes a remark above the statement in which a flag's node stands."""
        line = self._line(flag.node)
        if flag.message not in self._there(line):
            self._above.setdefault(line, {})[flag.message] = None

    def edits(self) -> Iterator[Edit]:
        """Yields what puts the remarks into the text."""
        source = self._file.source
        for number, messages in self._above.items():
            line = source.line(number)
            indent = _INDENT.match(line).group()
            end = line[len(line.rstrip("\r\n")) :] or self._line_end()
            start = source.starts[number - 1]
            yield Edit(start, start, "".join(f"{indent}{MARK}{m}{end}" for m in messages))

    def _there(self, line: int) -> set[str]:
        """The remarks that stand above a line."""
        found = set()
        source = self._file.source
        while line > 1 and (above := source.line(line - 1).strip()).startswith("#"):
            if above.startswith(MARK):
                found.add(above.removeprefix(MARK))
            line -= 1
        return found

    def _line(self, node: ast.AST) -> int:
        """The line on which the statement with a node begins, and nothing else before it."""
        source = self._file.source
        for statement in reversed(_up_to(self._file.tree, node)):
            line, column = _start(statement)
            before = source.text[source.starts[line - 1] : source.offset(line, column)]
            continued = line > 1 and source.line(line - 1).rstrip("\r\n").endswith("\\")
            if not before.strip("@ \t\f") and not continued:
                return line
        return 1

    def _line_end(self) -> str:
        source = self._file.source
        return next((e for e in ("\r\n", "\n", "\r") if source.line(1).endswith(e)), "\n")


def _start(node: ast.AST) -> tuple[int, int]:
    return min((n.lineno, n.col_offset) for n in (node, *getattr(node, "decorator_list", ())))


def _up_to(tree: ast.Module, node: ast.AST) -> list[ast.AST]:
    """The statement with a node in it, last, after all that precedes it in its block and around."""
    path, block = [], tree.body
    while begun := [statement for statement in block if _start(statement) <= _start(node)]:
        path += begun
        block = list(_blocks(begun[-1]))
    return path


def _blocks(statement: ast.AST) -> Iterator[ast.AST]:
    """The statements directly in a compound one, and the `except` lines."""
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.match_case):
            yield from child.body
        elif isinstance(child, ast.stmt | ast.excepthandler):
            yield child
