"""Flags that are read before `app.run`: TensorFlow 1 parsed the command line where one was read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from contrib_learn_migrate.keras.rules import Obstacle

_FLAGS = re.compile(r"tf\.(app\.)?flags\.FLAGS\b")
_DEFINITION = re.compile(r"tf\.(app\.)?flags\.DEFINE_\w+")
_ALL = "flags.FLAGS"
_DEFINED = ast.FunctionDef | ast.ClassDef
PARSE = f"{_ALL}(sys.argv)"


def of_absl(name: str) -> str | None:
    """Returns the name that a flag, or the object that has them all, has in absl; else None."""
    return _FLAGS.sub(_ALL, name) if _FLAGS.match(name) else None


def are_flags(node: ast.AST, renderer) -> bool:
    """Tells whether an expression is the object that has all flags."""
    return _name(node, renderer) == _ALL


def parsed_before(program) -> ast.stmt | None:
    """Returns the statement before which a program has to parse its flags; None if app.run does.

    Raises:
      Obstacle: flags are read before all of them are defined.
    """
    body = program.file.tree.body
    defining = [i for i, one in enumerate(body) if _defines(one, program)]
    reading = [i for i, one in enumerate(body) if _reads(one, program)]
    if not defining or not reading:
        return None
    if reading[0] <= defining[-1]:
        raise Obstacle(body[reading[0]], "FLAGS", "they are read before all of them are defined")
    first = body[reading[0]]
    return first.body[0] if _is_main(first) else body[defining[-1] + 1]


def _defines(statement: ast.stmt, program) -> bool:
    return any(_DEFINITION.fullmatch(program.symbol(node)) for node in ast.walk(statement))


def _reads(statement: ast.stmt, program) -> bool:
    """Whether a statement of the module reads a flag, or what it calls or hands on does."""
    pending, seen = [statement], set()
    while pending:
        for node in _run(pending.pop(), program):
            if _is_flag(node, program):
                return True
            if isinstance(node, ast.Name | ast.Attribute):
                for origin in program.flow.origins(node):
                    if isinstance(origin, _DEFINED) and id(origin) not in seen:
                        seen.add(id(origin))
                        functions = (n for n in ast.walk(origin) if isinstance(n, ast.FunctionDef))
                        pending += [part for function in functions for part in function.body]
    return False


def _is_flag(node: ast.AST, program) -> bool:
    name = _name(node, program)
    if name or not isinstance(node, ast.Attribute):
        return name not in (None, _ALL)
    return any(are_flags(owner, program) for owner in program.flow.origins(node.value))


def _name(node: ast.AST, renderer) -> str | None:
    reference = renderer.references.get(id(node))
    return of_absl(renderer.canonical(reference)) if reference else None


def _run(node: ast.AST, program) -> Iterator[ast.AST]:
    """The nodes of a statement that run where it stands, but for what `app.run` calls."""
    if program.symbol(node) == "tf.app.run":
        return
    yield node
    inner = ast.iter_child_nodes(node)
    if isinstance(node, ast.FunctionDef):
        inner = [*node.decorator_list, *node.args.defaults]
    for child in inner:
        yield from _run(child, program)


def _is_main(statement: ast.stmt) -> bool:
    match statement:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__")), orelse=[]):
            return True
    return False
