"""Which names the modules of contrib_learn_compat have, read in their source.

Private modules of TF 1.15 have no list of names; whether a private name is served is for the module
that serves it to say, and importing that would import TensorFlow.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_PACKAGE = "contrib_learn_compat"


def may_have(home: str, name: str) -> bool:
    """Tells whether a module has a name, or may have it for all that its source says."""
    names = _names(home)
    return names is None or name in names


@cache
def _names(home: str) -> frozenset[str] | None:
    """The names that a module binds; None if its source does not tell."""
    package, _, path = home.partition(".")
    spec = importlib.util.find_spec(package) if package == _PACKAGE and ":" not in home else None
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0], *path.split("."))
    file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    names = frozenset(_bound(ast.parse(file.read_bytes()).body)) if file.exists() else None
    return None if names and not names.isdisjoint({"*", "__getattr__"}) else names


def _bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        match statement:
            case ast.FunctionDef() | ast.ClassDef():
                yield statement.name
            case ast.Import() | ast.ImportFrom():
                yield from (a.asname or a.name.partition(".")[0] for a in statement.names)
            case ast.If() | ast.Try() | ast.With():
                yield from _bound(ast.iter_child_nodes(statement))
            case ast.Assign() | ast.AnnAssign() | ast.For():
                yield from (n.id for n in ast.walk(statement) if _is_bound(n))


def _is_bound(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
