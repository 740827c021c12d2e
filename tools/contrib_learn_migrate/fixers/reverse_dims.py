"""Before TensorFlow 1.0, `tf.reverse` took a truth value for each dimension, not a list of axes.

`tf.reverse(x, [False, True])` is `tf.reverse(x, [1])`; that is certain where the values are there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import tensorflow as tf

x = tf.reverse(tf.pack([[1, 2]]), [False, True])
"""
AFTER = """\
from contrib_learn_compat import tf

x = tf.reverse(tf.stack([[1, 2]]), [1])
"""
PAGE = "core.md"


def used(reference: Reference, file: File) -> Iterator[Mend]:
    if reference.name != "tf.reverse" or not reference.call or not file.is_tf1:
        return
    by_name = [k for k in reference.call.keywords if k.arg == "dims"]
    for dims in (*reference.call.args[1:2], *(keyword.value for keyword in by_name)):
        axes = _axes(dims)
        if axes is not None:
            starts = [file.source.span(keyword)[0] for keyword in by_name]
            renamed = [Edit(start, start + len("dims"), "axis") for start in starts]
            replaced = file.replace(dims, axes)
            yield Mend(dims, "tf.reverse takes axes", replaced and replaced + renamed)


def _axes(dims: ast.expr) -> str | None:
    """Returns the axes at which a list of truth values is true."""
    match dims:
        case ast.List(elts=[_, *_] as values) | ast.Tuple(elts=[_, *_] as values):
            if all(isinstance(v, ast.Constant) and isinstance(v.value, bool) for v in values):
                return str([axis for axis, value in enumerate(values) if value.value])
    return None
