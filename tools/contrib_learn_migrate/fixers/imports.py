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
        edits = [edit for alias in statement.names for edit in _move(alias, file)]
    elif statement.level or not statement.module or not _moves(statement.module):
        return
    else:
        start = file.source.text.index("tensorflow", file.source.span(statement)[0])
        edits = [Edit(start, start + len("tensorflow"), _DROP_IN)]
    if name := _name_of_all(statement):
        plain = "from contrib_learn_compat import tf" + (f" as {name}" if name != "tf" else "")
        edits = file.replace(statement, plain) or edits
    yield Mend(statement, f"tensorflow is {_DROP_IN}", edits)


def used(reference: Reference, file: File) -> Iterator[Mend]:
    """`importlib.import_module("tensorflow.contrib…")`, whose name is a string."""
    if reference.name == "importlib.import_module" and reference.call and file.moves:
        match reference.call.args:
            case [ast.Constant(value=str(module)) as argument, *_] if _moves(module):
                start, end = file.source.span(argument)
                at = file.source.text.find("tensorflow", start, end)
                edits = [Edit(at, at + len("tensorflow"), _DROP_IN)] if at >= 0 else []
                yield Mend(argument, f"tensorflow is {_DROP_IN}", edits)


def _moves(module: str) -> bool:
    if is_beneath(module, "tensorflow.python.estimator"):
        return True
    return is_beneath(module, "tensorflow") and not any(is_beneath(module, s) for s in _STAYS)


def _move(alias: ast.alias, file: File) -> Iterator[Edit]:
    """Yields what one part of an `import` statement becomes, if it moves."""
    start = file.source.span(alias)[0]
    end = start + len(alias.name)
    if file.source.text[start:end] != alias.name:
        return  # `import tensorflow . contrib`
    if alias.asname and _moves(alias.name):
        yield Edit(start, end, _DROP_IN + legacy(alias.name).removeprefix("tf"))
    elif not alias.asname and is_beneath(alias.name, "tensorflow"):
        yield Edit(start, end, f"{_DROP_IN} as tensorflow")  # which is all that it binds


def _name_of_all(statement: ast.Import | ast.ImportFrom) -> str | None:
    """Returns what a statement calls TensorFlow 1 itself, if it imports that and nothing else."""
    match statement:
        case ast.Import(names=[ast.alias(name=path, asname=None)]):
            return "tensorflow" if is_beneath(path, "tensorflow") else None
        case ast.Import(names=[ast.alias(name="tensorflow" | "tensorflow.compat.v1", asname=name)]):
            return name
        case ast.ImportFrom(module="tensorflow.compat", names=[ast.alias(name="v1", asname=name)]):
            return name or "v1"
    return None
