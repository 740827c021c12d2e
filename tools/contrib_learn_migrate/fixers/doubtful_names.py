"""A name that is a module here and something else there may or may not be a legacy one.

Where a block binds `learn` to `tf.contrib.learn` and also to something of its own, no use of it is
certain. What would have been mended, had it been the module's, is left alone and reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from contrib_learn_migrate.file import File, Flag
from contrib_learn_migrate.fixers.gone_names import missing
from contrib_learn_migrate.fixers.renamed_names import renamed_part

BEFORE = """\
import tensorflow as tf

for tf in (tf, other):
    tf.pack([1, 2])
"""
AFTER = """\
from contrib_learn_compat import tf

for tf in (tf, other):
    tf.pack([1, 2])
"""
PAGE = "core.md"


def whole(file: File) -> Iterator[Flag]:
    for reference in file.names.doubtful() if file.is_tf1 else ():
        symbol = missing(reference.name) or renamed_part(reference.name)
        if symbol:
            message = f"{reference.root.id} may be something else here, so {symbol} is left alone."
            yield Flag(reference.node, symbol, message, comment=False)
