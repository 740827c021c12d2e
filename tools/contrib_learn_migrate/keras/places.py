"""Where an expression could stand as well: whether what it is made of is known there."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.flow import Flow

_FUNCTIONS = ast.FunctionDef | ast.Lambda


def can_stand(node: ast.expr, place: ast.AST, flow: Flow) -> bool:
    """Tells whether an expression would mean at another place what it means at its own."""
    return all(_is_known(name, place, flow) for name in _names_behind(node, flow))


def _names_behind(node: ast.AST, flow: Flow) -> list[ast.Name]:
    """The names that an expression reads, and those that functions that it names read."""
    found, seen, pending = [], set(), [node]
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        for name in ast.walk(part):
            if not isinstance(name, ast.Name) or not isinstance(name.ctx, ast.Load):
                continue
            holder = flow.holder(name)
            if holder is None or is_within(holder, part, flow):
                continue
            found.append(name)
            pending += [f for f in flow.bindings(name) if isinstance(f, ast.FunctionDef)]
    return found


def _is_known(name: ast.Name, place: ast.AST, flow: Flow) -> bool:
    if name.id == "self":
        return flow.class_of(name) is flow.class_of(place)
    holder, scope = flow.holder(name), flow.scope(place)
    if holder is scope:
        there = flow.reaching(name, place)
        first = min((getattr(binding, "lineno", 0) for binding in there), default=place.lineno)
        is_there = first < place.lineno or any(isinstance(one, ast.arg) for one in there)
        return is_there and there == flow.reaching(name, name)
    return is_within(place, holder, flow)


def is_within(node: ast.AST, outer: ast.AST, flow: Flow) -> bool:
    """Tells whether a node is part of another."""
    while node is not outer:
        parent = flow.parent(node)
        if parent is node:
            return False
        node = parent
    return True
