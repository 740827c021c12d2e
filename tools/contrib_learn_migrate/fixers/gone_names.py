"""What neither TensorFlow nor contrib_learn_compat has any more needs a person.

Some of `tf.contrib` went to packages of its own, some was replaced, some just ended. The symbol
table says of each name what to use instead; the same sentence is what the drop-in raises when the
name is touched, and it goes into a comment above the statement.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate import symbols
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
        symbol = _missing(legacy(path))
        if symbol:
            yield Flag(alias, symbol, symbols.explain_missing(symbol))


def used(reference: Reference, file: File) -> Iterator[Flag]:
    symbol = _missing(reference.name)
    if symbol:
        # Where the first word is already the symbol, the import says so.
        first = legacy(file.names.meaning(reference.root.id, reference.scope))
        said = is_beneath(first, symbol)
        yield Flag(reference.node, symbol, symbols.explain_missing(symbol), comment=not said)


def _missing(name: str) -> str | None:
    """Returns the symbol above or at `name` that cannot be had, if there is one."""
    if not is_beneath(name, "tf"):
        return None
    words = name.split(".")
    for n in range(len(words), 1, -1):
        row = symbols.find(".".join(words[:n]))
        if row:
            return row.name if row.fate != "served" else None
    return None
