"""The last touches: imports, helpers, and the layout of what was written anew."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize

from contrib_learn_migrate.keras.helpers import HELPERS, with_their_own
from contrib_learn_migrate.keras.line_breaks import Style
from contrib_learn_migrate.keras.specialised import specialised
from contrib_learn_migrate.names import imported, legacy

_DEFINES = re.compile(r"def |class |async def |@")
CELL = "# contrib_learn_migrate: the next cell of the notebook"
_IMPORTS = ast.Import | ast.ImportFrom


def finished(text: str, old: str, program) -> str:
    """Returns a converted program with the imports and the helpers that it needs.

    Args:
      text: the program, rendered.
      old: the program as it was.
      program: its renderer.
    """
    names = with_their_own(program.helpers)
    helpers, text = specialised([HELPERS[name].text for name in names], text)
    read = _read_names("\n".join(helpers))
    needs = set(program.needs)
    for need in {need for name in names for need in HELPERS[name].needs}:
        if any(name in read for name, _ in imported(ast.parse(need).body[0])):
            needs.add(need)
    if re.search(r"\bkeras\.", text):
        needs.add("import keras")
    style, quote = Style.of(old), _quote(old)
    helpers = [style.indented(_quoted(helper, quote)) for helper in helpers]
    text = _with_imports(_without_tensorflow(text), needs, _read_names(old), helpers)
    return _spaced(style.laid_out(_requoted(text.lstrip("\n"), old, quote)))


def _quote(text: str) -> str:
    """The quotation mark that a program mostly uses."""
    strings = [t.string for t in _tokens(text) if t.type == tokenize.STRING]
    marks = [re.sub(r"^\w*", "", s)[0] for s in strings if not _is_triple(s)]
    return "'" if marks.count("'") > marks.count('"') else '"'


def _quoted(text: str, quote: str) -> str:
    """A text of ours, in which strings have double marks, with those of a program."""
    if quote == '"':
        return text
    return re.sub(r'(?<!")"(?:(?!")([^"\'\n]*)(?<!"))?"(?!")', r"'\1'", text)


def _requoted(text: str, old: str, quote: str) -> str:
    """Gives strings that stand on new lines the marks of the program."""
    known, lines = set(old.splitlines()), text.splitlines(keepends=True)
    for token in reversed(_tokens(text)):
        string, (row, column) = token.string, token.start
        if token.type != tokenize.STRING or lines[row - 1].rstrip("\n") in known:
            continue
        if re.fullmatch(r"f?'[^'\"\\\n]*'", string) and quote == '"':
            line = lines[row - 1]
            new = string.replace("'", '"')
            lines[row - 1] = line[:column] + new + line[column + len(string) :]
    return "".join(lines)


def _is_triple(string: str) -> bool:
    return string.endswith(('"""', "'''"))


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def _is_tensorflow(path: str) -> bool:
    return legacy(path).partition(".")[0] in ("tf", "contrib_learn_compat")


def _is_gone(node: ast.AST) -> bool:
    """Whether an import is TensorFlow's, or of what every Python 3 does anyway."""
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return {alias.name for alias in node.names} != {"annotations"}
    if not isinstance(node, _IMPORTS):
        return False
    paths = [path for _, path in imported(node)]
    return bool(paths) and all(_is_tensorflow(path) for path in paths)


def _without_tensorflow(text: str) -> str:
    """Takes out the imports of TensorFlow; within a block that is left empty, `pass` stays."""
    tree, lines = ast.parse(text), text.splitlines(keepends=True)
    dead = [node for node in ast.walk(tree) if _is_gone(node)]
    alone = {
        id(body[0])
        for node in ast.walk(tree)
        for body in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(body, list) and not isinstance(node, ast.Module)
        if body and all(_is_gone(statement) for statement in body)
    }
    for node in sorted(dead, key=lambda node: -node.lineno):
        indent = lines[node.lineno - 1][: node.col_offset]
        new = [f"{indent}pass\n"] if id(node) in alone else []
        lines[node.lineno - 1 : node.end_lineno] = new
    return "".join(lines)


def _read_names(text: str) -> set[str]:
    return {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}


def _with_imports(text: str, needs: set[str], old: set[str], helpers: list[str]) -> str:
    """Sorts the imports that a program begins with, new ones among them; helpers follow."""
    tree, lines = ast.parse(text), text.splitlines(keepends=True)
    first = 1 if ast.get_docstring(tree) is not None else 0
    read = _read_names(text).union(*map(_read_names, helpers))
    block = []
    for node in tree.body[first:]:
        between = lines[block[-1].end_lineno : node.lineno] if block else []
        if not isinstance(node, _IMPORTS) or CELL in "".join(between):
            break
        block.append(node)
    start = block[0].lineno - 1 if block else _first_line(tree, first, lines)
    end = block[-1].end_lineno if block else start
    statements, comments = [], []
    at = start
    for node in block:
        comments = [line for line in lines[at : node.lineno - 1] if line.strip()]
        at = node.end_lineno
        if all(name in old and name not in read for name, _ in imported(node)):
            continue
        own = "".join(lines[node.lineno - 1 : at])
        statements.append((own, "".join(comments)))
    known = {own.strip() for own, _ in statements}
    statements += [(f"{line}\n", "") for line in needs if line not in known]
    groups = [
        sorted((s for s in statements if _is_standard(s[0]) is standard), key=_order)
        for standard in (True, False)
    ]
    new = "\n".join("".join(comment + own for own, comment in group) for group in groups if group)
    body = "\n\n".join(helper.strip("\n") + "\n" for helper in helpers)
    rest = "".join(lines[end:])
    if helpers:
        return "".join(lines[:start]) + new + "\n\n" + body + "\n\n" + rest.lstrip("\n")
    gap = "" if block or rest.startswith("\n") else "\n"
    return "".join(lines[:start]) + new + gap + rest


def _first_line(tree: ast.Module, first: int, lines: list[str]) -> int:
    """The line, from 0, that imports go before where a program has none."""
    if first:
        return tree.body[0].end_lineno
    start = min([tree.body[0].lineno, *(d.lineno for d in _decorators(tree.body[0]))]) - 1
    while start and lines[start - 1].startswith("#") and not lines[start - 1].startswith("#!"):
        start -= 1
    return start


def _decorators(node: ast.AST) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])


def _module(statement: str) -> str:
    return re.split(r"[.,\s]", statement.split()[1])[0]


def _is_standard(statement: str) -> bool:
    return _module(statement) in sys.stdlib_module_names


def _order(statement: tuple[str, str]) -> tuple[bool, str]:
    return statement[0].startswith("from"), statement[0]


def _spaced(text: str) -> str:
    """Leaves two blank lines at most, within blocks one, and two around what is defined."""
    inside = {
        line
        for token in _tokens(text)
        if token.type == tokenize.STRING
        for line in range(token.start[0] + 1, token.end[0] + 1)
    }
    lines, blank = [], 0
    given = text.splitlines(keepends=True)
    for number, line in enumerate(given, 1):
        if not line.strip() and number not in inside:
            blank += 1
            continue
        if CELL in line:
            blank = 0  # What ends a cell is no line of its own.
        elif lines and CELL not in lines[-1]:
            is_nested = line[0] in " \t"
            blank = min(blank, 1 if is_nested else 2)
            if not is_nested and blank == 1 and _ends_definition(lines):
                blank = 2
            begins = next((one for one in given[number - 1 :] if not one.startswith("#")), "")
            if _DEFINES.match(begins) and not lines[-1].startswith(("@", "#")):
                blank = 2
        lines += ["\n"] * blank + [line]
        blank = 0
    return "".join(lines)


def _ends_definition(lines: list[str]) -> bool:
    """Whether the last block at the left is that of a function or of a class."""
    if lines[-1][0] not in " \t":
        return False
    block = next((line for line in reversed(lines) if line[0] not in " \t\n#)]}"), "")
    return bool(_DEFINES.match(block))
