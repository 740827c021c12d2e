"""Programs took public names of `tf.contrib` out of the private modules that defined them.

`tensorflow.contrib.learn.python.learn.estimators.dnn.DNNClassifier` is
`tensorflow.contrib.learn.DNNClassifier`. The drop-in serves both, the private one for such names
as have no other place; where all that a program takes from a private path is public, it takes it
from there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from contrib_learn_migrate import symbols
from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import Reference, is_beneath, legacy

BEFORE = """\
from tensorflow.contrib.learn.python.learn import learn_runner
from tensorflow.contrib.learn.python.learn.estimators.head import multi_class_head

learn_runner.run(experiment_fn, "/tmp/model")
"""
AFTER = """\
from contrib_learn_compat.tf.contrib.learn import learn_runner
from contrib_learn_compat.tf.contrib.learn import multi_class_head

learn_runner.run(experiment_fn, "/tmp/model")
"""
PAGE = "heads.md"

_NEAR = "tf.contrib.learn.io.name".count(".")  # deeper down the public paths are no better


def imported(statement: ast.Import | ast.ImportFrom, file: File) -> Iterator[Mend]:
    if isinstance(statement, ast.Import) or statement.level or not statement.module:
        return
    module, span = legacy(statement.module), file.module_span(statement)
    if not (span and file.is_tf1 and is_beneath(module, "tf.contrib")):
        return
    public = _package(
        public_name(f"{module}.{alias.name}")
        or _public_module(f"{module}.{alias.name}", alias, file)
        for alias in statement.names
    )
    if public and public != module:
        private = module.removeprefix("tf")
        edit = Edit(span[1] - len(private), span[1], public.removeprefix("tf"))
        yield Mend(statement, f"{module} is {public}", (edit,))


def used(reference: Reference, file: File) -> Iterator[Mend]:
    old = _private_part(reference.name)
    if old and file.is_tf1:
        new = public_name(old)
        yield Mend(reference.node, f"{old} is {new}", file.respell(reference, old, new))


@cache
def _private_part(name: str) -> str | None:
    """Returns as much of a name as has a public one."""
    words = name.split(".")
    parts = (".".join(words[:n]) for n in range(4, len(words) + 1))
    return next(filter(public_name, parts), None)


@cache
def public_name(name: str) -> str | None:
    """Returns the public name of what a private module defines."""
    module = name.rpartition(".")[0]
    if not symbols.is_deep(module) or symbols.is_namespace(name):
        return None
    if any(home.startswith("tensorflow") for home in symbols.modules().get(module, ())):
        return None  # tf.train's hooks are not what has their names in tf.contrib.learn
    row = symbols.find(name)
    is_near = row and row.name.count(".") <= _NEAR
    return row.name if is_near and row.fate == "served" else None


def _public_module(name: str, alias: ast.alias, file: File) -> str | None:
    """Returns the public namespace of a private module's name, if it has all that is used of it."""
    package, last = ".".join(name.split(".")[:3]), name.rpartition(".")[2]
    public = f"{package}.{last}"
    taken = file.attributes(alias.asname or alias.name) if symbols.is_deep(name) else None
    rows = symbols.children(public)
    if taken and all(word in rows and rows[word].fate == "served" for word in taken):
        return public
    return None


def _package(names: Iterable[str | None]) -> str | None:
    """The one public namespace that has all these names under their own last words."""
    packages = {name and name.rpartition(".")[0] for name in names}
    return packages.pop() if len(packages) == 1 else None
