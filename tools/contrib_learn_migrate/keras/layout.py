"""The last touches: imports, helpers, and the layout of what was written anew."""

from __future__ import annotations

import ast
import re

from contrib_learn_migrate.keras.helpers import HELPERS, with_their_own
from contrib_learn_migrate.names import imported, legacy

WIDTH = 88


def finished(text: str, old: str, program) -> str:
    """Returns a converted program with the imports and the helpers that it needs."""
    needs = set(program.needs)
    step = _step(old)
    helpers = []
    for name in with_their_own(program.helpers):
        helpers.append(_indented(HELPERS[name].text, step))
        needs.update(HELPERS[name].needs)
    if re.search(r"\bkeras\.", text):
        needs.add("import keras")
    text = _with_imports(text, needs)
    if helpers:
        text = _with_helpers(text, helpers)
    return _laid_out(text, old)


def _step(text: str) -> str:
    found = re.search(r"^([ \t]+)\S", text, re.M)
    return found[1] if found else "    "


def _indented(text: str, step: str) -> str:
    return re.sub(r"^(?:    )+", lambda m: step * (len(m[0]) // 4), text, flags=re.M)


def _is_tensorflow(path: str) -> bool:
    return legacy(path).partition(".")[0] in ("tf", "contrib_learn_compat")


def _with_imports(text: str, needs: set[str]) -> str:
    """Puts imports in the place of the first of TensorFlow's, and removes those."""
    tree, lines = ast.parse(text), text.splitlines(keepends=True)
    dead, place = [], None
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            paths = [path for _, path in imported(node)]
            if paths and all(_is_tensorflow(path) for path in paths):
                dead.append(node)
                place = place or node.lineno
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body:
            if any(_is_tensorflow(path) for _, path in imported(node)):
                raise ValueError("an import of TensorFlow stands within a function")
    for node in reversed(dead):
        del lines[node.lineno - 1 : node.end_lineno]
        if node.lineno < place:
            place -= node.end_lineno - node.lineno + 1
    order = sorted(needs, key=lambda line: (line.startswith("from"), line))
    lines[place - 1 : place - 1] = [f"{line}\n" for line in order]
    return "".join(lines)


def _with_helpers(text: str, helpers: list[str]) -> str:
    """Puts helpers behind the imports."""
    tree, lines = ast.parse(text), text.splitlines(keepends=True)
    at = max(n.end_lineno for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom))
    lines[at:at] = ["\n\n" + "\n\n".join(helpers)]
    return "".join(lines)


def _laid_out(text: str, old: str) -> str:
    """Breaks the lines that became too long."""
    import black

    known = set(old.splitlines())
    step = _step(old)
    lines = text.splitlines(keepends=True)
    for node in reversed(_simple_statements(ast.parse(text))):
        own = lines[node.lineno - 1 : node.end_lineno]
        if all(line.rstrip("\n") in known or len(line) <= WIDTH + 1 for line in own):
            continue
        indent = own[0][: len(own[0]) - len(own[0].lstrip())]
        mode = black.Mode(line_length=WIDTH - len(indent), string_normalization=False)
        source = "".join([own[0].lstrip(), *own[1:]])
        new = _indented(black.format_str(source, mode=mode), step)
        lines[node.lineno - 1 : node.end_lineno] = [
            (indent + line if line.strip() else line) for line in new.splitlines(keepends=True)
        ]
    return "".join(lines)


def _simple_statements(tree: ast.Module) -> list[ast.stmt]:
    found = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and not hasattr(n, "body")]
    return sorted(found, key=lambda node: node.lineno)
