"""Arrays to feed a model with, out of a file, or made as a .json file tells."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_ROWS = 96
_KEYS = {"shape", "low", "high", "values"}
# What people call the labels, where verify looks for `labels`.
_ALIASES = {"label", "target", "targets", "y", "class", "classes"}


class SpecError(ValueError):
    """A file has no arrays to feed a model with; the message says what to do."""


def file(path: Path, folder: Path) -> Path:
    """Returns a .npz file in `folder` with the arrays of another file.

    Args:
      path: a .npz of arrays by name; a .csv with a header; a .npy of records; or a .json that tells
        how to make arrays.
      folder: where to write.

    Raises:
      SpecError: the file has no arrays, or none that examples can be read from row by row.
      OSError: it cannot be read.
    """
    import numpy as np

    reader = _READERS.get(path.suffix)
    if reader is None:
        raise SpecError(f"is none of {', '.join(_READERS)}")
    path.open("rb").close()  # NumPy's own errors do not name the file.
    arrays = reader(path)
    _check(arrays)
    made = folder / "data.npz"
    np.savez(made, **arrays)
    return made


def _from_npz(path: Path) -> dict[str, Any]:
    import numpy as np

    arrays = _loaded(path)
    if isinstance(arrays, np.ndarray):
        raise SpecError("is no .npz: save it with numpy.savez(FILE, x=..., labels=...)")
    return arrays


def _from_npy(path: Path) -> dict[str, Any]:
    array = _loaded(path)
    names = getattr(getattr(array, "dtype", None), "names", None)
    if not names:
        raise SpecError(
            "has one array without a name: save all with numpy.savez(FILE.npz, x=..., labels=...)"
        )
    return {name: array[name] for name in names}


def _loaded(path: Path) -> Any:
    import zipfile

    import numpy as np

    try:
        with path.open("rb") as stream:
            loaded = np.load(stream, allow_pickle=False)
            return loaded if isinstance(loaded, np.ndarray) else dict(loaded)
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        if "Object arrays" in str(error):
            reason = "has an array of objects: save numbers, or strings with array.astype('S')"
        else:
            reason = "is no file of numpy.savez or numpy.save"
        raise SpecError(reason) from error


def _from_csv(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8", newline="") as stream:
        names, *rows = [row for row in csv.reader(stream) if row] or [[]]
    if names and not rows:
        raise SpecError("has no rows below its header")
    if any(_is_number(name) for name in names):
        raise SpecError("has no header: its first line has to name the columns, one of them labels")
    for number, row in enumerate(rows, 1):
        if len(row) != len(names):
            raise SpecError(f"has {len(row)} values in row {number}, and {len(names)} columns")
    columns = {name.strip(): _column([row[i] for row in rows]) for i, name in enumerate(names)}
    # A matrix of one column, as Keras has them too; labels may be vectors.
    return {name: array if _is_labels(name) else array[:, None] for name, array in columns.items()}


def _column(values: list[str]) -> Any:
    """Returns values as integers if all are, else as numbers, NaN if empty, else as strings."""
    import numpy as np

    for dtype in (np.int64, np.float32):
        try:
            return np.array([value.strip() or "nan" for value in values]).astype(dtype)
        except ValueError:
            continue
    return np.array([value.strip() for value in values])


def _from_json(path: Path) -> dict[str, Any]:
    import numpy as np

    try:
        described = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SpecError(f"is no JSON: {error}") from error
    if not isinstance(described, dict):
        raise SpecError("is no object of arrays by name")
    random = np.random.default_rng(0)
    return {name: _array(name, how, random) for name, how in described.items()}


def _array(name: str, how: Any, random: Any) -> Any:
    if not isinstance(how, dict) or not how.keys() <= _KEYS:
        raise SpecError(f"{name!r} takes an object of {', '.join(sorted(_KEYS))}")
    shape = [_ROWS, *how.get("shape", [])]
    if "values" in how:
        return random.choice(how["values"], shape)
    if "high" in how:
        return random.integers(how.get("low", 0), how["high"], shape)
    return random.standard_normal(shape, "float32")


_READERS = {".npz": _from_npz, ".csv": _from_csv, ".npy": _from_npy, ".json": _from_json}


def _check(arrays: Mapping[str, Any]) -> None:
    """Raises a SpecError for arrays that are no examples, one a row."""
    import numpy as np

    if not arrays:
        raise SpecError("has no arrays")
    aliases = sorted(_ALIASES & arrays.keys())
    if aliases and not any(map(_is_labels, arrays)):
        raise SpecError(f"has no `labels`; rename {aliases[0]!r}, if those are the labels")
    for name, array in arrays.items():
        if not array.ndim or not len(array):
            raise SpecError(f"{name!r} has no rows: it needs one for each example")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            row = np.argwhere(~np.isfinite(array))[0][0]
            raise SpecError(
                f"{name!r} has NaN or infinity in row {row}, which no loss can be compared with: "
                "drop such rows, or fill them in"
            )
    rows = {name: len(array) for name, array in arrays.items()}
    if len(set(rows.values())) > 1:
        said = ", ".join(f"{name} {count}" for name, count in rows.items())
        raise SpecError(f"has other numbers of rows by array ({said}): each needs one an example")


def _is_labels(name: str) -> bool:
    return name.partition("/")[0] == "labels"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
