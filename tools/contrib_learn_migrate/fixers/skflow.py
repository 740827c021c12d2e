"""skflow was what `tf.contrib.learn` was called, as a project of its own and in TensorFlow 0.7.

Its names went to `tf.contrib.learn`, under which the table has those that are gone, too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference, is_beneath

BEFORE = """\
import skflow
import tensorflow as tf

tf.contrib.skflow.monitors
"""
AFTER = """\
from contrib_learn_compat.tf.contrib import learn as skflow
from contrib_learn_compat import tf

tf.contrib.learn.monitors
"""
PAGE = "estimators.md"

_CONTRIB = "contrib_learn_compat.tf.contrib"


def imported(statement: ast.Import | ast.ImportFrom, file: File) -> Iterator[Mend]:
    edits = []
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            name = alias.asname or "skflow"
            if alias.name == "skflow" and len(statement.names) == 1:
                edits += file.replace(statement, f"from {_CONTRIB} import learn as {name}")
            elif alias.name == "skflow":
                edits += file.replace(alias, f"{_CONTRIB}.learn as {name}")
    elif not statement.level and (span := file.module_span(statement)):
        if is_beneath(statement.module, "skflow"):
            edits.append(Edit(span[0], span[0] + len("skflow"), f"{_CONTRIB}.learn"))
        elif is_beneath(statement.module, "tensorflow.contrib.skflow"):
            start = span[0] + len("tensorflow.contrib.")
            edits.append(Edit(start, start + len("skflow"), "learn"))
        elif statement.module == "tensorflow.contrib":
            for alias in statement.names:
                if alias.name == "skflow":
                    edits += file.replace(alias, f"learn as {alias.asname or 'skflow'}")
    yield Mend(statement, "skflow is tf.contrib.learn", edits)


def used(reference: Reference, file: File) -> Iterator[Mend]:
    node = reference.node if "skflow" in reference.path else None
    while isinstance(node, ast.Attribute):
        if node.attr == "skflow" and reference.name.startswith("tf.contrib.learn"):
            end = file.source.span(node)[1]
            edit = Edit(end - len("skflow"), end, "learn")
            yield Mend(node, "tf.contrib.skflow is tf.contrib.learn", (edit,))
        node = node.value
