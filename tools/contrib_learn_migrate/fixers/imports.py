"""TensorFlow 2 has no `tf.contrib` and few of TF 1's own names: the drop-in has them.

`contrib_learn_compat.tf` is TF 1.15's `tensorflow` on the TensorFlow that is installed, under the
same paths: `tensorflow.contrib.learn` is `contrib_learn_compat.tf.contrib.learn`. Importing it
begins a TF 1.x program, as `tf.disable_v2_behavior()` does. All of a file's imports of TensorFlow
move, so that it has one TensorFlow and not two, and none do if it names nothing that TensorFlow 2
lacks. `tensorflow.core` and `tensorflow.python` are the installed ones in either case, but for
`tensorflow.python.estimator`, which went with `tf.estimator`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference, is_beneath, legacy

BEFORE = """\
import tensorflow as tf
from tensorflow.contrib import learn, layers as L

head = learn.multi_class_head(3)
"""
AFTER = """\
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn, layers as L

head = learn.multi_class_head(3)
"""
PAGE = "README.md"

_DROP_IN = "contrib_learn_compat.tf"
_STAYS = ("tensorflow.compat.v2", "tensorflow.core", "tensorflow.python")


def imported(statement: ast.Import | ast.ImportFrom, file: File) -> Iterator[Mend]:
    if not file.moves:
        return
    if isinstance(statement, ast.Import):
        new = _whole(statement) if len(statement.names) == 1 else None
        if new:
            edits = [file.replace(statement, new)]
        else:
            edits = [
                file.replace(alias, f"{path} as {name}")
                for alias in statement.names
                for path, name in _moved(alias)
            ]
    elif statement.level or not statement.module or not _moves(statement.module):
        return
    elif new := _whole_from(statement):
        edits = [file.replace(statement, new)]
    else:
        start = file.source.text.index("tensorflow", file.source.span(statement)[0])
        edits = [Edit(start, start + len("tensorflow"), _DROP_IN)]
    if edits:
        yield Mend(statement, f"tensorflow is {_DROP_IN}", tuple(edits))


def used(reference: Reference, file: File) -> Iterator[Mend]:
    """`importlib.import_module("tensorflow.contrib…")`, whose name is a string."""
    if reference.name == "importlib.import_module" and reference.call and file.moves:
        match reference.call.args:
            case [ast.Constant(value=str(module)) as argument, *_] if _moves(module):
                start, end = file.source.span(argument)
                at = file.source.text.find("tensorflow", start, end)
                edit = Edit(at, at + len("tensorflow"), _DROP_IN)
                yield Mend(argument, f"tensorflow is {_DROP_IN}", (edit,))


def _moves(module: str) -> bool:
    if is_beneath(module, "tensorflow.python.estimator"):
        return True
    return is_beneath(module, "tensorflow") and not any(is_beneath(module, s) for s in _STAYS)


def _moved(alias: ast.alias) -> Iterator[tuple[str, str]]:
    """Yields what one part of an import statement becomes, if it moves."""
    if alias.asname and _moves(alias.name):
        yield _DROP_IN + legacy(alias.name).removeprefix("tf"), alias.asname
    elif not alias.asname and is_beneath(alias.name, "tensorflow"):
        yield _DROP_IN, "tensorflow"  # which is what the statement binds, however long the path


def _whole(statement: ast.Import) -> str | None:
    for path, name in _moved(statement.names[0]):
        if path == _DROP_IN:
            return _from_the_package(name)
        return f"import {path} as {name}"
    return None


def _whole_from(statement: ast.ImportFrom) -> str | None:
    """`from tensorflow.compat import v1 as tf`."""
    match statement.module, statement.names:
        case "tensorflow.compat", [ast.alias(name="v1", asname=name)]:
            return _from_the_package(name or "v1")
    return None


def _from_the_package(name: str) -> str:
    return "from contrib_learn_compat import tf" + (f" as {name}" if name != "tf" else "")
