"""Functions of what a model gives: the statements that lead from there to an expression."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from contrib_learn_migrate.keras.model_fns.paths import Value, read_names


class NotDerived(Exception):
    """Something is not made of what a model gives alone."""


@dataclass(frozen=True)
class Source:
    """What a model gives.

    Attributes:
      value: the expression, as the model_fn assigns it.
      name: the variable that holds it.
      text: what that is called in the converted program.
    """

    value: Value
    name: str
    text: str


def statements_between(
    values: Iterable[Value], source: Source, renderer, allowed: frozenset[str] = frozenset()
) -> list[ast.stmt]:
    """Returns the statements that expressions need, behind that of the source.

    Args:
      values: the expressions.
      source: what there is.
      renderer: what renders the model_fn.
      allowed: the roles of parameters that they may read as well, such as ``labels``.

    Raises:
      NotDerived: they need something else.
    """
    found: dict[int, ast.stmt] = {}
    for value in values:
        _collect(value, source, renderer, allowed, found)
    return sorted(found.values(), key=lambda statement: (statement.lineno, statement.col_offset))


def _collect(value: Value, source: Source, renderer, allowed, found: dict[int, ast.stmt]) -> None:
    if value.node is None:
        raise NotDerived
    if value.node is source.value.node:
        return
    for name in read_names(value.node):
        known = value.variables.get(name)
        if known is None:
            if renderer.role(ast.Name(name)) not in (None, *allowed):
                raise NotDerived
            if renderer.is_own_function(name):
                raise NotDerived
        elif known.node is not None and known.node is source.value.node:
            if name != source.name:
                raise NotDerived
        else:
            if known.statement is not None:
                found[id(known.statement)] = known.statement
            _collect(known, source, renderer, allowed, found)
