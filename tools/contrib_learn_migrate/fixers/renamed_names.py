"""Names that TensorFlow gave up on its way from 0.7 to 1.15, for others of the same meaning.

`tf.pack` became `tf.stack`, `tf.mul` `tf.multiply`, `tf.train.SummaryWriter`
`tf.summary.FileWriter`, `tf.initialize_all_variables` `tf.global_variables_initializer`: the same
functions with the same arguments in the same order. Where more than the name changed, such as the
tags of `tf.scalar_summary`, the drop-in still serves the old one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from contrib_learn_migrate import symbols
from contrib_learn_migrate.file import File, Mend, imported_paths
from contrib_learn_migrate.names import Reference, legacy

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

_CORE = "tensorflow:compat.v1."
# TF 1.15 still has these, and says at each call what to use.
_DEPRECATED = {
    "tf.all_variables": "tf.global_variables",
    "tf.initialize_all_tables": "tf.tables_initializer",
    "tf.initialize_all_variables": "tf.global_variables_initializer",
    "tf.initialize_local_variables": "tf.local_variables_initializer",
    "tf.initialize_variables": "tf.variables_initializer",
}
_MOVED = {
    "tf.contrib.losses.sum_of_pairwise_squares": "tf.contrib.losses.mean_pairwise_squared_error",
    "tf.contrib.losses.sum_of_squares": "tf.contrib.losses.mean_squared_error",
}


@cache
def _renamed() -> dict[str, str]:
    died = {
        name: f"tf.{row.home.removeprefix(_CORE)}"
        for name, row in symbols.before_1_15().items()
        if row.fate == "served" and row.home.startswith(_CORE)
    }
    return died | _DEPRECATED | _MOVED


def imported(statement: ast.Import | ast.ImportFrom, file: File) -> Iterator[Mend]:
    if not file.is_tf1 or isinstance(statement, ast.Import):
        return
    for path, alias in zip(imported_paths(statement), statement.names, strict=True):
        old = legacy(path)
        new = _renamed().get(old)
        if new and new.rpartition(".")[0] == old.rpartition(".")[0]:
            name = f"{new.rpartition('.')[2]} as {alias.asname or alias.name}"
            yield Mend(alias, f"{old} is {new}", file.replace(alias, name))


def used(reference: Reference, file: File) -> Iterator[Mend]:
    old = renamed_part(reference.name)
    if old and file.is_tf1:
        new = _renamed()[old]
        yield Mend(reference.node, f"{old} is {new}", file.respell(reference, old, new))


@cache
def renamed_part(name: str) -> str | None:
    """Returns as much of a name as was renamed: of ``tf.pack.__name__``, ``tf.pack``."""
    while name and name not in _renamed():
        name = name.rpartition(".")[0]
    return name
