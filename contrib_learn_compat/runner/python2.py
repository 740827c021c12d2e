"""Tells Python 2 source from source that is merely wrong."""

from __future__ import annotations

import re

_SAID_BY_PYTHON = (
    "Missing parentheses in call to",
    "multiple exception types must be parenthesized",
    "leading zeros in decimal integer literals",
    "inconsistent use of tabs and spaces",
)
_STATEMENTS = re.compile(
    r"""
    ^\s*print\s+[^\s=(.\[]     # print x
    | ^\s*print\s*>>           # print >>file, x
    | ^\s*exec\s+['"\w]        # exec code
    | \bexcept\b.*,.*:         # except Error, e:
    | ^\s*raise\s+[\w.]+\s*,   # raise Error, text
    | <>                       # a <> b
    | `[^`]+`                  # `a`
    | \b\d+[lL]\b              # 10L
    | \b[uU][rR]['"]           # ur'text'
    | ^\s*def\s.*,\s*\(        # def f(a, (b, c))
    """,
    re.VERBOSE,
)


def looks_like_it(error: SyntaxError) -> bool:
    """Tells whether what Python stumbled over was right in Python 2."""
    said = error.msg or ""
    return said.startswith(_SAID_BY_PYTHON) or bool(_STATEMENTS.search(error.text or ""))


def advice(error: SyntaxError) -> str:
    """Says what can be done."""
    return (
        f"contrib_learn_compat: {error.filename} is Python 2, which TensorFlow no longer runs on. "
        "Convert it first, for example with the 2to3 that Python 3.12 and older ship."
    )
