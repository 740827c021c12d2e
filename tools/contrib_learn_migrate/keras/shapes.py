"""Shapes, which are tuples in Keras: no methods, no dimensions that have a value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contrib_learn_migrate.keras.render import Renderer


def of_keras(node: ast.AST, renderer: Renderer) -> str | None:
    """Returns what an expression about a tensor's shape is in Keras; None for any other."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="set_shape"))):
            return ""
        case ast.Call(func=ast.Attribute(value=tensor, attr="get_shape"), args=[]):
            return f"{renderer.text(tensor)}.shape"
        case ast.Subscript(
            value=ast.Call(func=ast.Attribute(value=shape, attr="as_list"), args=[]), slice=at
        ) if is_shape(shape):
            return f"{renderer.text(shape)}[{renderer.text(at)}]"
        case ast.Call(func=ast.Attribute(value=shape, attr="as_list"), args=[]) if is_shape(shape):
            return f"list({renderer.text(shape)})"
        case ast.Attribute(value=ast.Subscript(value=shape) as size, attr="value"):
            return renderer.text(size) if is_shape(shape) else None
        case ast.Attribute(value=shape, attr="ndims" | "rank") if is_shape(shape):
            return f"len({renderer.text(shape)})"
    return None


def is_shape(node: ast.AST) -> bool:
    """Tells `x.get_shape()` and `x.shape`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get_shape")) | ast.Attribute(attr="shape"):
            return True
    return False
