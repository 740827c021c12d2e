"""What neither TensorFlow nor contrib_learn_compat has any more needs a person.

Some of `tf.contrib` went to packages of its own, some was replaced, some just ended. The symbol
table says of each name what to use instead; the same sentence is what the drop-in raises when the
name is touched, and it goes into a comment above the statement.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from contrib_learn_migrate import homes, symbols
from contrib_learn_migrate.file import File, Flag, imported_paths
from contrib_learn_migrate.names import Reference, is_beneath, legacy

BEFORE = """\
import tensorflow as tf

tf.contrib.crf.crf_log_likelihood(scores, tags, lengths)
"""
AFTER = """\
from contrib_learn_compat import tf

# MIGRATE: tf.contrib.crf is gone. Use a CRF of your own, as tfa.text of the archived \
tensorflow-addons package has it. See migration_guide/contrib.md.
tf.contrib.crf.crf_log_likelihood(scores, tags, lengths)
"""
PAGE = "contrib.md"


def imported(statement: ast.Import | ast.ImportFrom, file: File) -> Iterator[Flag]:
    for path, alias in zip(imported_paths(statement), statement.names, strict=True):
        symbol = missing(legacy(path)) if file.is_tf1 else None
        if symbol:
            yield Flag(alias, symbol, symbols.explain_missing(symbol))


def used(reference: Reference, file: File) -> Iterator[Flag]:
    for path in file.paths(reference) if file.is_tf1 else ():
        symbol = missing(legacy(path))
        if symbol:
            # Where the first word is already the symbol, the import says so.
            said = is_beneath(file.means(reference), symbol)
            yield Flag(reference.node, symbol, symbols.explain_missing(symbol), comment=not said)


@cache
def missing(name: str) -> str | None:
    """Returns the symbol at or above `name` that cannot be had, if there is one."""
    words = name.split(".")
    if words[0] != "tf":
        return None
    for n in range(len(words), 1, -1):
        symbol = ".".join(words[:n])
        row = symbols.table().get(symbol) if symbols.is_deep(symbol) else symbols.find(symbol)
        if row and row.fate != "served":
            return None if any(_is_served(child) for child in _children(symbol)) else row.name
        if row or symbols.is_namespace(symbol):
            unknown = n < len(words) and not _may_have(symbol, words[n])
            return ".".join(words[: n + 1]) if unknown else None
    return None


def _children(symbol: str) -> Iterable[symbols.Symbol]:
    return symbols.children(symbol).values()


def _is_served(row: symbols.Symbol) -> bool:
    return row.fate == "served"


def _may_have(namespace: str, word: str) -> bool:
    """Tells whether a namespace may have a name that the table does not have there."""
    if namespace in symbols.modules():
        return any(homes.may_have(home, word) for home in symbols.modules()[namespace])
    if is_beneath(namespace, "tf.examples"):
        return False
    row = symbols.find(namespace)
    elsewhere = row and row.home and not row.home.startswith("contrib_learn_compat")
    is_listed = _children(namespace) and is_beneath(namespace, "tf.contrib") and not elsewhere
    return word.startswith("_") or not is_listed
