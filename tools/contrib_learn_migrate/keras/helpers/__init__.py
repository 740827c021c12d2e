"""Functions and layers that a migrated program has of its own, where Keras has no such thing.

Each module here is one helper, by the module's name: what stands behind its imports is written into
the program, once, and what it imports is imported there. A helper may import another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Helper:
    """A definition for migrated programs, with four spaces a level, and what it needs.

    Attributes:
      text: the definition.
      needs: its imports.
      helpers: the names of the helpers that go before it.
    """

    text: str
    needs: tuple[str, ...]
    helpers: tuple[str, ...] = ()


def _helper(source: str) -> Helper:
    body = ast.parse(source).body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    first = next(node for node in body[1:] if node not in imports)
    start = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
    own = [n for n in imports if isinstance(n, ast.ImportFrom) and n.module.startswith(__name__)]
    return Helper(
        "".join(source.splitlines(keepends=True)[start - 1 :]),
        tuple(ast.unparse(node) for node in imports if node not in own),
        tuple(node.module.rpartition(".")[2] for node in own),
    )


HELPERS = {
    file.name.removesuffix(".py"): _helper(file.read_text(encoding="utf-8"))
    for file in resources.files(__name__).iterdir()
    if file.name.endswith(".py") and file.name != "__init__.py"
}


def with_their_own(names: Iterable[str]) -> list[str]:
    """Returns the names of helpers, each behind those that it needs itself."""
    found: dict[str, None] = {}
    for name in sorted(names):
        found |= dict.fromkeys([*with_their_own(HELPERS[name].helpers), name])
    return list(found)
