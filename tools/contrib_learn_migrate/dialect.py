"""Tells TensorFlow 1 from TensorFlow 2 by what a program uses."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from contrib_learn_migrate import symbols
from contrib_learn_migrate.names import Reference, is_beneath, legacy

# The drop-in has these from the installed TensorFlow, as any program that imports them does.
_AS_INSTALLED = {
    "tf",
    "tf.compat.v1",
    "tf.core",
    "tf.linspace",  # It only rounds in another way.
    "tf.python",
    "tf.version.VERSION",
}
_BEFORE_1_15 = {"tf.concat(concat_dim)", "tf.split(split_dim)"}
_AXIS_FIRST = {"tf.concat", "tf.split"}
_V1 = "tensorflow.compat.v1"


@cache
def _only_in_1() -> frozenset[str]:
    """The names and arguments that TensorFlow 2 lacks; tools/only_in_1.py lists them."""
    path = Path(symbols.__file__).with_name("only_in_1.txt")
    return frozenset(path.read_text(encoding="utf-8").split()) | _BEFORE_1_15


@cache
def is_missing(path: str) -> bool:
    """Tells whether the installed TensorFlow lacks what a program calls by this path."""
    if not is_beneath(path, "tensorflow"):
        return is_beneath(path, "skflow")
    name = legacy(path)
    if is_beneath(name, "tf.keras"):
        return False  # its names come and go with Keras's own releases
    words = name.split(".")
    prefixes = {".".join(words[: n + 1]) for n in range(len(words))}
    return (
        any(prefix in symbols.table() for prefix in prefixes - _AS_INSTALLED)
        or is_beneath(name, "tf.examples")
        or is_beneath(name, "tf.python.estimator")
        or (not is_beneath(path, _V1) and not prefixes.isdisjoint(_only_in_1()))
    )


def is_old_call(reference: Reference) -> bool:
    """Tells whether a call of TensorFlow's has arguments that only TF 1 took."""
    if reference.call is None or not is_beneath(reference.path, "tensorflow"):
        return False
    if is_beneath(reference.path, _V1):
        return False
    given = {f"{reference.name}({keyword.arg})" for keyword in reference.call.keywords}
    return has_axis_first(reference) or not given.isdisjoint(_only_in_1())


def has_axis_first(reference: Reference) -> bool:
    """Tells whether this is `tf.concat(0, ...)` or `tf.split(0, ...)`, as before TF 1.0."""
    if reference.name not in _AXIS_FIRST or not (reference.call and reference.call.args):
        return False
    axis = reference.call.args[0]
    if isinstance(axis, ast.UnaryOp) and isinstance(axis.op, ast.USub):
        axis = axis.operand
    return isinstance(axis, ast.Constant) and type(axis.value) is int
