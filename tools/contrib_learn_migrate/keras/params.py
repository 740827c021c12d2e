"""What the program gives as a model's parameters."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import is_none

_HOLDERS = {"tf.contrib.training.HParams", "tf.HParams"}


def entries(node: ast.expr, renderer) -> list[ast.expr]:
    """Returns what the program's estimators give as an entry of a model_fn's `params`.

    Nothing if an expression is no such entry, or if not all that is given is known.
    """
    match node:
        case ast.Subscript(value=ast.Name() as params, slice=ast.Constant(value=str() as name)):
            pass
        case ast.Attribute(value=ast.Name() as params, attr=name):
            pass
        case _:
            return []
    if renderer.role(params) != "params":
        return []
    found = [_entry(given, name, renderer) for given in _given(renderer)]
    return found if None not in found else []


def _given(renderer) -> list[ast.expr]:
    """What the program gives as `params`."""
    return [
        renderer.value_of(node.value)
        for node in ast.walk(renderer.file.tree)
        if isinstance(node, ast.keyword) and node.arg in ("params", "hparams")
        if not is_none(node.value)
    ]


def _entry(given: ast.expr, name: str, renderer) -> ast.expr | None:
    entries = {}
    match given:
        case ast.Dict(keys=keys, values=values):
            entries = {getattr(k, "value", None): v for k, v in zip(keys, values, strict=True)}
        case ast.Call(func=func, keywords=keywords):
            if renderer.symbol(given) in _HOLDERS or getattr(func, "id", "") == "dict":
                entries = {keyword.arg: keyword.value for keyword in keywords}
    return entries.get(name)
