"""What IPython adds to Python in a notebook's cells: hidden while a cell is read, then put back."""

from __future__ import annotations

import re

# Cell magics whose body is Python that runs in the notebook's own scope.
_PYTHON_CELLS = {"capture", "prun", "time", "timeit"}

_MAGIC = re.compile(
    r"""(?P<before>[ \t]*(?:[\w.,[\]'" \t]+=[ \t]*)?)(?:[%!](?:\\\r?\n|[^\r\n])*)"""  # x = !ls
    r"""|(?P<indent>[ \t]*)(?:\?{1,2}[\w.%*]+|[\w.%*]+\?{1,2})[ \t]*(?=\r?\n|\Z)"""  # tf.nn??
)
_TOKEN = re.compile(
    r'''(?P<text>"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'(?:\\.|[^\\])*?(?:\'\'\'|\Z)'''
    r"""|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\#[^\n]*|\\\r?\n|[^"'#()[\]{}\\\n]+|\\)"""
    r"""|(?P<open>[([{])|(?P<close>[)\]}])|(?P<newline>\n)""",
    re.DOTALL,
)
_NAME = "__contrib_learn_migrate_{}__"
_HIDDEN = re.compile(_NAME.format(r"(\d+)"))


def is_python(cell: str) -> bool:
    """Tells whether a cell is Python, and not the text of another language, as under ``%%bash``."""
    magic = re.match(r"\s*%%\s*(\w*)", cell)
    return not magic or magic[1] in _PYTHON_CELLS


def hide(cell: str) -> tuple[str, list[str]]:
    """Returns the cell with names in the place of its magics, line for line, and the magics.

    Only where a statement can begin is there a magic: ``%`` is also an operator, and ``!`` and
    ``?`` are also in strings.
    """
    magics: list[str] = []
    hidden = []
    position = depth = 0
    begins = True
    while position < len(cell):
        match = _MAGIC.match(cell, position) if begins and not depth else None
        if match:
            before = match["before"] or match["indent"] or ""
            lines = match[0][len(before) :].split("\n")
            names = [_NAME.format(len(magics) + n) for n in range(len(lines))]
            hidden.append(before + "\n".join(names))
            magics += lines
        else:
            match = _TOKEN.match(cell, position)
            hidden.append(match[0])
            depth = max(0, depth + bool(match["open"]) - bool(match["close"]))
        begins = match.lastgroup == "newline"
        position = match.end()
    return "".join(hidden), magics


def show(cell: str, magics: list[str]) -> str:
    """Returns the cell with its magics back in their places."""
    return _HIDDEN.sub(lambda match: magics[int(match[1])], cell)
