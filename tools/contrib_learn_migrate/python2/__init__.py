"""Python 2 source: how to tell it, and how to bring it to Python 3 with fissix.

There are two kinds. What has print statements, or cannot be parsed by Python 3 for another reason,
is taken through everything. What parses and uses something that only Python 2 has, as
``d.iteritems()``, may be meant for both: its ``print(a, b)``, ``exec()`` and ``input()`` stay.

fissix is imported where it is needed and not before.
"""

from __future__ import annotations

import ast
import io
import re
from functools import cache
from typing import TYPE_CHECKING

from contrib_learn_migrate.python2.symptoms import PRINT, symptoms

if TYPE_CHECKING:
    from fissix.refactor import RefactoringTool

# Not among them: those of fissix that only change style (idioms, set_literal, ws_comma, future),
# and the one that makes imports of neighbours relative, which breaks files run as programs.
_FIXERS = (
    "apply asserts basestring except execfile exitfunc filter funcattrs getcwdu has_key imports "
    "imports2 intern isinstance itertools itertools_imports long map metaclass methodattrs ne next "
    "nonzero numliterals operator paren raise raw_input reduce reload renames repr standarderror "
    "sys_exc throw tuple_params types urllib xrange xreadlines"
)
_STATEMENT_FIXERS = "exec input print"
_OWN_FIXERS = "dict unicode zip"

_LONE_NEWLINE = re.compile(r"(?<!\r)\n")
_INDENTATION = re.compile(r"[ \t]*")


def looks_like_python2(text: str) -> bool:
    """Tells whether `text` is Python 2 source, by its syntax or by what it uses."""
    try:
        ast.parse(text)
    except SyntaxError:
        try:
            return bool(to_python3(text))
        except SyntaxError:
            return False
    return bool(symptoms(text))


def to_python3(text: str) -> str:
    """Returns `text` brought to Python 3, changing only what has to change.

    Line endings, and a last line without one, stay as they were.

    Raises:
      SyntaxError: where neither Python can parse `text`, or Python 3 cannot parse the outcome.
    """
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    trouble = None
    try:
        ast.parse(text)
        print_is_statement = any(symptom.what == PRINT for symptom in symptoms(text))
    except SyntaxError as error:
        trouble, print_is_statement = error, True
    try:
        new = str(_tool(print_is_statement).refactor_string(text + "\n", "<text>"))[:-1]
    except (ParseError, TokenError, IndentationError) as error:
        raise trouble or SyntaxError(f"fissix cannot parse this: {error}") from error
    if "\r\n" in text and not _LONE_NEWLINE.search(text):
        new = _LONE_NEWLINE.sub("\r\n", new)
    try:
        ast.parse(new)
    except TabError:
        new = _expand_indentation(new)
        ast.parse(new)
    return new


@cache
def _tool(print_is_statement: bool) -> RefactoringTool:
    """Returns fissix, set up for source of Python 2 alone, or for source that may be for both."""
    from fissix.refactor import RefactoringTool

    names = f"{_FIXERS} {_STATEMENT_FIXERS}" if print_is_statement else _FIXERS
    fixers = [f"fissix.fixes.fix_{name}" for name in names.split()]
    fixers += [f"{__name__}.fix_{name}" for name in _OWN_FIXERS.split()]
    return RefactoringTool(fixers, {"print_function": not print_is_statement})


def _expand_indentation(text: str) -> str:
    """Writes tabs in indentation as Python 2 counted them: to the next multiple of eight."""
    from fissix.pgen2 import token, tokenize

    inside_strings: set[int] = set()
    for kind, _, (first, _), (last, _), _ in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind == token.STRING:
            inside_strings.update(range(first + 1, last + 1))
    return "".join(
        line
        if number in inside_strings
        else _INDENTATION.sub(lambda m: m[0].expandtabs(8), line, 1)
        for number, line in enumerate(io.StringIO(text, newline="\n"), 1)
    )
