"""Which of several statements that bind a name did so last, where it is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.flow import Flow

_FIELDS = ("body", "orelse", "finalbody", "handlers")
_PLAIN = (
    ast.Assign | ast.AnnAssign | ast.AugAssign | ast.FunctionDef | ast.ClassDef
    | ast.Import | ast.ImportFrom
)  # fmt: skip
_AGAIN = ast.For | ast.While | ast.Try  # What comes later in them may have been done before.


def reaching(place: ast.AST, bindings: list[ast.AST], flow: Flow) -> list[ast.AST]:
    """Returns those of the bindings of a name that it may have at a place; none if it has none.

    Args:
      place: a node of the function or module that binds the name.
      bindings: what binds it there: statements, parts of them, or a parameter.
      flow: the program's.
    """
    own = flow.scope(place)
    if any(flow.scope(binding) is not own for binding in bindings):
        return bindings  # As a global one of another function: nobody knows when.
    found = {id(binding) for binding in _last(place, bindings, flow)}
    return [binding for binding in bindings if id(binding) in found]


def _last(place: ast.AST, bindings: list[ast.AST], flow: Flow) -> Iterator[ast.AST]:
    statement, function = flow.statement(place), flow.scope(place)
    if isinstance(statement, ast.While):
        yield from _within(statement, bindings)
    while True:
        block = flow.parent(statement)
        for earlier in reversed(_before(statement, block)):
            found = list(_within(earlier, bindings))
            yield from found
            if isinstance(earlier, _PLAIN) and any(one is earlier for one in found):
                return
        if block is function:
            yield from (one for one in bindings if isinstance(one, ast.arg))
            return
        if isinstance(block, _AGAIN | ast.With):
            yield from _within(block, bindings)
        statement = block


def _before(statement: ast.stmt, block: ast.AST) -> list[ast.stmt]:
    """The statements that stand before one in its block."""
    for field in _FIELDS:
        statements = getattr(block, field, ())
        if isinstance(statements, list) and any(one is statement for one in statements):
            return statements[: [one is statement for one in statements].index(True)]
    return []


def _within(statement: ast.AST, bindings: list[ast.AST]) -> Iterator[ast.AST]:
    parts = {id(part) for part in ast.walk(statement)}
    yield from (binding for binding in bindings if id(binding) in parts)
