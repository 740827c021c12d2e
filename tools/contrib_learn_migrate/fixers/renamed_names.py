"""Names that TensorFlow gave up on its way from 0.7 to 1.15, for others of the same meaning.

`tf.pack` became `tf.stack`, `tf.mul` `tf.multiply`, `tf.initialize_all_variables`
`tf.global_variables_initializer`: the same functions with the same arguments. Where arguments or
results changed too, the name is not mended here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import tensorflow as tf

x = tf.mul(tf.pack([1, 2]), 3)
init = tf.initialize_all_variables()
"""
AFTER = """\
from contrib_learn_compat import tf

x = tf.multiply(tf.stack([1, 2]), 3)
init = tf.global_variables_initializer()
"""
PAGE = "core.md"

RENAMED = {
    "tf.pack": "stack",
    "tf.unpack": "unstack",
    "tf.mul": "multiply",
    "tf.sub": "subtract",
    "tf.neg": "negative",
    "tf.initialize_all_variables": "global_variables_initializer",
}


def used(reference: Reference, file: File) -> Iterator[Mend]:
    new = RENAMED.get(reference.name)
    if new and isinstance(reference.node, ast.Attribute):
        end = file.source.span(reference.node)[1]
        edit = Edit(end - len(reference.node.attr), end, new)
        yield Mend(reference.node, f"{reference.name} is tf.{new}", (edit,))
