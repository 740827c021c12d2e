"""The values that an expression may have, as far as the program's literals say them."""

from __future__ import annotations

import ast
import itertools
import re

from contrib_learn_migrate.keras import flags, params
from contrib_learn_migrate.keras.columns.expressions import OPERATORS
from contrib_learn_migrate.keras.rules import is_none

_LITERAL = ast.List | ast.Tuple | ast.Set | ast.Dict
_CHANGES = {
    "add", "append", "clear", "extend", "insert", "pop", "popitem", "remove", "setdefault",
    "update",
}  # fmt: skip


def values_of(node: ast.expr, renderer, seen: frozenset[int] = frozenset()) -> list:
    """Returns the literal values that an expression may have; none if not all are known.

    An entry of a model_fn's `params` has the values that the program's estimators give it; a flag
    that of its default, and the report says so.
    """
    found = []
    for origin in renderer.origins(node):
        values = [] if id(origin) in seen else _values(origin, renderer, seen | {id(origin)})
        if not values:
            return []
        found += values
    return found


def _values(node: ast.AST, renderer, seen: frozenset[int]) -> list:
    match node:
        case ast.Constant(value=value):
            return [value]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            sides = values_of(left, renderer, seen), values_of(right, renderer, seen)
            if all(isinstance(value, int | float) for side in sides for value in side):
                return [OPERATORS[type(op)](*pair) for pair in itertools.product(*sides)]
        case ast.Call(func=ast.Name(id="len"), args=[whole], keywords=[]):
            sizes = [_size(one, renderer) for one in renderer.origins(whole)]
            return [] if None in sizes else sizes
        case ast.Subscript() | ast.Attribute():
            entries = params.entries(node, renderer) or _items(node, renderer)
            entries = entries or _flag(node, renderer)
            values = [values_of(entry, renderer, seen) for entry in entries]
            return [value for some in values for value in some] if all(values) else []
    return []


def _size(node: ast.AST, renderer) -> int | None:
    """The number of elements of a literal that nothing changes."""
    if not isinstance(node, _LITERAL) or _is_changed(node, renderer):
        return None
    elements = node.keys if isinstance(node, ast.Dict) else node.elts
    if isinstance(node, ast.Dict | ast.Set):
        if not all(isinstance(element, ast.Constant) for element in elements):
            return None
        return len({element.value for element in elements})
    return None if any(isinstance(e, ast.Starred) for e in elements) else len(elements)


def _items(node: ast.expr, renderer) -> list[ast.expr]:
    """What literals of dicts that nothing changes have under the key that a node asks for."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return []
    found = []
    for whole in renderer.origins(node.value):
        if not isinstance(whole, ast.Dict) or _is_changed(whole, renderer):
            return []
        keys = [getattr(key, "value", None) for key in whole.keys]
        if node.slice.value not in keys or None in whole.keys:
            return []
        found.append(dict(zip(keys, whole.values, strict=True))[node.slice.value])
    return found


def _is_changed(literal: ast.expr, renderer) -> bool:
    for node in ast.walk(renderer.file.tree):
        match node:
            case ast.Attribute(value=whole, attr=attr) if attr in _CHANGES:
                pass
            case ast.Subscript(value=whole, ctx=ast.Store() | ast.Del()):
                pass
            case _:
                continue
        if any(origin is literal for origin in renderer.origins(whole)):
            return True
    return False


def _flag(node: ast.expr, renderer) -> list[ast.expr]:
    """The default of a flag of the program, which then only a command line changes."""
    if not isinstance(node, ast.Attribute) or not _holds_flags(node.value, renderer):
        return []
    tree = list(ast.walk(renderer.file.tree))
    if any(isinstance(n, ast.Attribute) and _is_assigned(n, node.attr) for n in tree):
        return []
    defaults = [_default(n, node.attr, renderer) for n in tree if isinstance(n, ast.Call)]
    defaults = [default for default in defaults if default is not None]
    if len(defaults) != 1 or is_none(defaults[0]):
        return []
    said = f"the new program is made for what {node.attr} is by default"
    renderer.left_out.append((node, said))
    return defaults


def _is_assigned(node: ast.Attribute, name: str) -> bool:
    return node.attr == name and isinstance(node.ctx, ast.Store)


def _holds_flags(node: ast.expr, renderer) -> bool:
    """Tells whether an expression is the object that has the values of flags."""
    for origin in renderer.origins(node):
        if id(origin) in renderer.references:
            return flags.are_flags(origin, renderer)
        if _parses(origin):
            return True
    return isinstance(node, ast.Name) and any(
        isinstance(statement, ast.Assign)
        and _parses(statement.value)
        and any(getattr(n, "id", "") == node.id for t in statement.targets for n in ast.walk(t))
        for statement in ast.walk(renderer.file.tree)
    )


def _parses(node: ast.AST) -> bool:
    """Tells a call that parses the command line."""
    match node:
        case ast.Call(func=ast.Attribute(attr="parse_args" | "parse_known_args")):
            return True
    return False


def _default(call: ast.Call, flag: str, renderer) -> ast.expr | None:
    """The default of a flag, if a call defines it."""
    match call:
        case ast.Call(args=[ast.Constant(value=name), default, *_]) if name == flag:
            is_definition = re.fullmatch(r"tf\.(app\.)?flags\.DEFINE_\w+", renderer.symbol(call))
            return default if is_definition else None
        case ast.Call(func=ast.Attribute(attr="add_argument"), args=names, keywords=given):
            if f"--{flag}" in (getattr(name, "value", None) for name in names):
                return next((k.value for k in given if k.arg == "default"), None)
    return None
