"""scikit-learn dropped `cross_validation`, `grid_search`, `learning_curve`, joblib and Boston.

The functions went to `sklearn.model_selection` as they were. The folds (`KFold` and its kind) went
too, but are told of the data later; `contrib_learn_compat.cross_validation` has them as they were.
`sklearn.externals.joblib` is the joblib package. The houses of Boston, `load_boston`, are among the
datasets of `tf.contrib.learn`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.edits import Edit
from contrib_learn_migrate.file import File, Mend
from contrib_learn_migrate.names import is_beneath

BEFORE = """\
from sklearn.cross_validation import train_test_split
from sklearn.externals import joblib
"""
AFTER = """\
from sklearn.model_selection import train_test_split
import joblib
"""
PAGE = "core.md"

FUNCTIONS = frozenset(
    {"cross_val_predict", "cross_val_score", "permutation_test_score", "train_test_split"}
)
_NEW = {
    "sklearn.grid_search": "sklearn.model_selection",
    "sklearn.learning_curve": "sklearn.model_selection",
    "sklearn.externals.joblib": "joblib",
}
_OLD_FOLDS = "contrib_learn_compat.cross_validation"
_CROSS_VALIDATION = "sklearn.cross_validation"
_DATASETS = "contrib_learn_compat.tf.contrib.learn.datasets"


def imported(statement: ast.Import | ast.ImportFrom, file: File) -> Iterator[Mend]:
    if isinstance(statement, ast.Import):
        edits = [
            edit
            for alias in statement.names
            if alias.asname and is_beneath(alias.name, "sklearn")
            if (new := _home(alias.name, file.attributes(alias.asname)))
            for edit in file.replace(alias, f"{new} as {alias.asname}")
        ]
    elif statement.level or not is_beneath(statement.module or "", "sklearn"):
        return
    elif new := _home(statement.module, {alias.name for alias in statement.names}):
        span = file.module_span(statement)
        edits = [Edit(*span, new)] if span else []
    else:
        edits = [
            edit for alias in statement.names for edit in _from_package(alias, statement, file)
        ]
    for edit in edits:
        yield Mend(statement, f"now in {edit.new}", (edit,))


def _from_package(alias: ast.alias, statement: ast.ImportFrom, file: File) -> Iterator[Edit]:
    """`from sklearn import cross_validation`."""
    name = alias.asname or alias.name
    new = _home(f"{statement.module}.{alias.name}", file.attributes(name))
    if new is None:
        return
    package, _, module = new.rpartition(".")
    if package == statement.module:
        yield from file.replace(alias, f"{module} as {name}")
    elif len(statement.names) == 1:
        module += f" as {name}" if name != module else ""
        line = f"from {package} import {module}" if package else f"import {module}"
        yield from file.replace(statement, line)


def _home(module: str, names: set[str] | None) -> str | None:
    """Where a module went, or rather those of its names that the program uses; None: all."""
    if module == _CROSS_VALIDATION:
        moved = names is not None and names <= FUNCTIONS
        return "sklearn.model_selection" if moved else _OLD_FOLDS
    if module == "sklearn.datasets" and names == {"load_boston"}:
        return _DATASETS
    return _NEW.get(module)
