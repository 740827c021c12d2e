"""Where Python 2 may have rounded: its ``/`` between two integers is Python 3's ``//``.

Nobody can tell from the text alone whether both sides are integers, so these are for a person.
"""

from __future__ import annotations

import ast

_FLOATS = {"float", "float16", "float32", "float64", "mean", "sqrt", "exp", "log", "random"}


def divisions(text: str) -> list[ast.BinOp | ast.AugAssign]:
    """Returns the divisions in Python 3 source, in its order, but for those of obvious floats.

    There are none in source that has ``from __future__ import division``.
    """
    if "/" not in text:
        return []
    tree = ast.parse(text)
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="__future__", names=names):
                if any(alias.name == "division" for alias in names):
                    return []
            case ast.BinOp(op=ast.Div(), left=left, right=right):
                if not _is_float(left) and not _is_float(right):
                    found.append(node)
            case ast.AugAssign(op=ast.Div(), value=value):
                if not _is_float(value):
                    found.append(node)
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _is_float(node: ast.expr) -> bool:
    """Tells whether an expression is a float for all to see: ``0.5 * n``, ``float(n)``."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, float)
        case ast.BinOp(left=left, right=right):
            return _is_float(left) or _is_float(right)
        case ast.UnaryOp(operand=operand):
            return _is_float(operand)
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in _FLOATS
    return False
