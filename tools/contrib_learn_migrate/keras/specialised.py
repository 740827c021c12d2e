"""Helpers as one program needs them: without what it never asks of them.

A parameter that no call gives is gone, if its default is None, a bool or a string, and with it what
another value would do; so is one that chooses between ways to work, if all calls choose the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import NoneType

from contrib_learn_migrate.keras.folding import Values, bound, folded, method, stored

_CHOOSE = ("combiner", "head_name", "initial_clusters", "initializer")
_SETTLED = (NoneType, bool, str)
_KERAS_GIVES = ("training", "mask")  # Arguments of layers that no call need give.


def specialised(helpers: list[str], program: str) -> tuple[list[str], str]:
    """Returns the definitions of helpers that a program uses, and the program.

    Args:
      helpers: their texts, each behind those that it uses.
      program: the text that follows them.
    """
    texts: list[str] = []
    for definition in reversed([d for helper in helpers for d in _definitions(helper)]):
        node = ast.parse(definition).body[0]
        trees = [ast.parse(text) for text in (*texts, program)]
        read = [n for tree in trees for n in ast.walk(tree) if _is_name(n, node.name)]
        if not read:
            continue
        values = _choices(node, trees, len(read))
        made = bound(node)
        if made:
            single = {name for name, some in values.get(made.name, {}).items() if len(some) == 1}
            texts = [_without(text, node, single) for text in texts]
            program = _without(program, node, single)
        texts.insert(0, folded(definition, values))
    return texts, program


def _definitions(helper: str) -> Iterator[str]:
    lines = helper.splitlines(keepends=True)
    for node in ast.parse(helper).body:
        start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        yield "".join(lines[start - 1 : node.end_lineno])


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _choices(definition: ast.AST, trees: list[ast.Module], times: int) -> dict[str, Values]:
    """The values of parameters, where all calls are known, by the name of what takes them."""
    calls = [call for tree in trees for call in _calls(tree, definition.name)]
    if len(calls) < times or any(map(_is_open, calls)):
        return {}
    found = {}
    made = bound(definition)
    if made:
        found[made.name] = _values(made, calls, made is not definition)
    called = method(definition, "call")
    applied = [outer for tree in trees for outer in ast.walk(tree) if _applies(outer, calls)]
    if called and len(applied) == len(calls) and not any(map(_is_open, applied)):
        found["call"] = _values(called, applied, True)
    return found


def _calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """The calls of a name, in the order of where they begin."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_name(n.func, name)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _applies(node: ast.AST, calls: list[ast.Call]) -> bool:
    return isinstance(node, ast.Call) and any(node.func is call for call in calls)


def _is_open(call: ast.Call) -> bool:
    """Whether it is not known what a call gives."""
    return any(isinstance(arg, ast.Starred) for arg in call.args) or any(
        keyword.arg is None for keyword in call.keywords
    )


def _parameters(function: ast.FunctionDef, has_self: bool) -> list[str]:
    return [arg.arg for arg in function.args.args][int(has_self) :]


def _values(function: ast.FunctionDef, calls: list[ast.Call], has_self: bool) -> Values:
    """What calls give for the parameters with defaults, where that is a choice."""
    names, defaults = _parameters(function, has_self), function.args.defaults
    # What is assigned but at the top may be one thing or another behind that.
    parts = [part.value if _is_assignment(part) else part for part in function.body]
    assigned = {name for part in parts for name in stored(part)}
    found = {}
    for name, default in zip(names[len(names) - len(defaults) :], defaults, strict=True):
        if name in _KERAS_GIVES or name in assigned:
            continue
        given = [_given(call, names.index(name), name) for call in calls]
        kinds = (NoneType, str) if name in _CHOOSE else (NoneType,)
        if all(_is(node, *kinds) if node else _is(default, *_SETTLED) for node in given):
            found[name] = tuple({(node or default).value: None for node in given})
    return found


def _is_assignment(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)


def _given(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if place < len(call.args):
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _is(node: ast.expr, *kinds: type) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, kinds)


def _without(text: str, definition: ast.AST, names: set[str]) -> str:
    """Returns a text in which calls do not give some arguments."""
    has_self = isinstance(definition, ast.ClassDef)
    places = {i for i, p in enumerate(_parameters(bound(definition), has_self)) if p in names}
    for i in reversed(range(len(_calls(ast.parse(text), definition.name)))):
        call = _calls(ast.parse(text), definition.name)[i]
        args = [arg for place, arg in enumerate(call.args) if place not in places]
        keywords = [keyword for keyword in call.keywords if keyword.arg not in names]
        if len(args) + len(keywords) < len(call.args) + len(call.keywords):
            text = _replaced(text, call, [*args, *keywords])
    return text


def _replaced(text: str, call: ast.Call, arguments: list[ast.AST]) -> str:
    parts = [ast.get_source_segment(text, argument) for argument in arguments]
    new = f"{ast.get_source_segment(text, call.func)}({', '.join(parts)})"
    lines = text.encode().splitlines(keepends=True)
    before = b"".join(lines[: call.lineno - 1]) + lines[call.lineno - 1][: call.col_offset]
    last = lines[call.end_lineno - 1][call.end_col_offset :]
    return (before + new.encode() + last + b"".join(lines[call.end_lineno :])).decode()
