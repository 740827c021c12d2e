"""Names of layers: those of their scopes, joined by ``_`` where TensorFlow 1 has a ``/``."""

from __future__ import annotations

import ast
import re

from contrib_learn_migrate.keras.rules import Call


class Made(str):
    """A name that is made when the program runs, as the inside of an f-string."""


def of_scope(node: ast.expr, call: Call) -> str:
    """Returns the name that an expression is.

    Raises:
      Obstacle: it is not known to be a string.
    """
    name = _formatted(node, call)
    if name is None:
        raise call.obstacle("its scope is not known to be a name")
    return name


def name_of(call: Call, parameter: str = "scope", kind: str | None = None) -> str | None:
    """Returns the text of a layer's name: that of its scope, and of those around it.

    Args:
      call: the layer's.
      parameter: which argument is the scope.
      kind: what TensorFlow 1 calls a layer without a scope. Within a variable scope the Keras
        layer has this name as well, so that one scope's layers are not taken for another's.

    Returns:
      The text of an expression; None if Keras shall find a name.

    Raises:
      Obstacle: the scope is not known to be a name.
    """
    names = path_of(call, parameter, kind)
    return quoted("_".join(names), names) if names else None


def path_of(call: Call, parameter: str = "scope", kind: str | None = None) -> list[str]:
    """Returns the names of a layer's scopes; none if it has no scope of its own."""
    path = _path(call, parameter, kind)
    scope = "/".join(path)
    name, made = scope.replace("/", "_"), (scope, call.name)
    if call.renderer.layer_scopes.setdefault(name, made) != made:
        call.renderer.layer_scopes[name] = "", ""  # It is one or the other.
    return path


def _path(call: Call, parameter: str, kind: str | None) -> list[str]:
    scopes = call.renderer.surroundings
    if not call.has(parameter):
        return _numbered(call, kind) if kind and scopes.names else []
    node = call.args[parameter]
    if isinstance(node, ast.Name) and node.id in scopes.variables:
        return scopes.variables[node.id]
    return [*scopes.names, of_scope(node, call)]


def quoted(name: str, parts: list[str]) -> str:
    """Returns the literal, or the f-string, of a name that is made of these parts."""
    name = name.replace("/", "_")
    if any(isinstance(part, Made) for part in parts):
        return f'f"{name}"' if "'" in name else f"f'{name}'"
    return repr(name)


def _numbered(call: Call, kind: str) -> list[str]:
    scopes = call.renderer.surroundings
    if id(call.node) not in scopes.once:
        return []
    key = "/".join(scopes.names), kind
    number = scopes.numbers.get(key, 0)
    scopes.numbers[key] = number + 1
    return [*scopes.names, f"{kind}_{number}" if number else kind]


def _formatted(node: ast.expr, call: Call) -> str | None:
    """The inside of the f-string that says the same as an expression; None if none is known."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return _joined([_formatted(value, call) for value in values])
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return Made(f"{{{ast.unparse(value)}}}")
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            return _filled(re.split(r"%[ds]", text), values, "%")
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_formatted(left, call), _formatted(right, call)])
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=values
        ) if not node.keywords:
            return _filled(text.split("{}"), values, "{")
        case ast.Call(func=ast.Name(id="str"), args=[value]):
            return Made(f"{{{ast.unparse(value)}}}")
    return None


def _joined(parts: list[str | None]) -> str | None:
    if None in parts:
        return None
    is_made = any(isinstance(part, Made) for part in parts)
    return Made("".join(parts)) if is_made else "".join(parts)


def _filled(parts: list[str], values: list[ast.expr], mark: str) -> str | None:
    """Puts values between the parts of a format."""
    if len(parts) != len(values) + 1 or any(mark in part for part in parts):
        return None
    texts = [f"{{{ast.unparse(value)}}}" for value in values]
    return Made("".join(sum(zip(parts, [*texts, ""], strict=True), ())))
