"""TensorFlow 1.0 turned the arguments of a few functions around.

`tf.concat` and `tf.split` took their axis first, and the cross entropies the logits, and then the
labels. What stands in the old order gets the arguments' names, which say the same in any order: a
number cannot be the list that `tf.concat` joins, nor the tensor that `tf.split` splits, and the
cross entropies take nothing without its name any more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from contrib_learn_migrate import dialect
from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference

BEFORE = """\
import tensorflow as tf

x = tf.concat(1, [tf.zeros([2, 3]), tf.ones([2, 3])])
loss = tf.nn.softmax_cross_entropy_with_logits(x, y)
"""
AFTER = """\
from contrib_learn_compat import tf

x = tf.concat(axis=1, values=[tf.zeros([2, 3]), tf.ones([2, 3])])
loss = tf.nn.softmax_cross_entropy_with_logits(logits=x, labels=y)
"""
PAGE = "core.md"

_BLANK = re.compile(r"[\s\\]*")
_COMMENT = re.compile(r"#[^\r\n]*")
_AXIS_FIRST = {
    "tf.concat": ("axis", "values", "name"),
    "tf.split": ("axis", "num_or_size_splits", "value", "name"),
}
_LOGITS_FIRST = {
    f"tf.nn.{kind}_cross_entropy_with_logits": ("logits", "labels", "name")
    for kind in ("sigmoid", "softmax", "sparse_softmax")
}


def used(reference: Reference, file: File) -> Iterator[Mend]:
    name, call = reference.name, reference.call
    order = _AXIS_FIRST.get(name) or _LOGITS_FIRST.get(name)
    if not (order and call and call.args and file.is_tf1) or len(call.args) > len(order):
        return
    taken = {keyword.arg for keyword in call.keywords}
    positional = order[: len(call.args)]
    if (
        (name in _AXIS_FIRST and not dialect.has_axis_first(reference))
        or any(isinstance(argument, ast.Starred) for argument in call.args)
        or _is_none(call.args[0])  # which is what TF 1.15 wants there
        or not taken.isdisjoint(positional)
        or None in taken
    ):
        return
    edits = [Edit(s, s, f"{w}=") for s, w in zip(_starts(call, file), positional, strict=True)]
    yield Mend(call, f"{name} takes {', '.join(positional)} by name", tuple(edits))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _starts(call: ast.Call, file: File) -> list[int]:
    """Where each positional argument starts, its own parentheses included."""
    starts, end = [], file.source.span(call.func)[1]
    for separator, argument in zip("(" + "," * len(call.args), call.args, strict=False):
        start, its_end = file.source.span(argument)
        between = _COMMENT.sub(lambda comment: " " * len(comment[0]), file.source.text[end:start])
        after = between.index(separator) + 1
        starts.append(end + _BLANK.match(between, after).end())
        end = its_end
    return starts
