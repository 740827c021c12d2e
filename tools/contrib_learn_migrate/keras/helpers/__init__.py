"""Functions and layers that a migrated program has of its own, where Keras has no such thing.

Each module here is one helper, by the module's name: what stands behind its imports is written into
the program, once, and what it imports is imported there.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Helper:
    """A definition for migrated programs, with four spaces a level, and its imports."""

    text: str
    needs: tuple[str, ...]


def _helper(source: str) -> Helper:
    body = ast.parse(source).body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    first = next(node for node in body[1:] if node not in imports)
    start = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
    lines = source.splitlines(keepends=True)
    return Helper("".join(lines[start - 1 :]), tuple(map(ast.unparse, imports)))


HELPERS = {
    file.name.removesuffix(".py"): _helper(file.read_text(encoding="utf-8"))
    for file in resources.files(__name__).iterdir()
    if file.name.endswith(".py") and file.name != "__init__.py"
}
