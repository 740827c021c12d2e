"""The file between the two processes: nested dicts and lists of arrays and plain values."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from contrib_learn_compat.keras.verification import NotComparableError


class Sparse(NamedTuple):
    """A sparse tensor's value."""

    indices: np.ndarray
    values: np.ndarray
    dense_shape: np.ndarray


def save(path: str | Path, record: Any) -> None:
    """Writes dicts (with strings for keys), lists, arrays, Sparse and what JSON has as one .npz."""
    arrays: list[np.ndarray] = []

    def described(value: Any) -> Any:
        if isinstance(value, dict):
            return {"dict": {key: described(item) for key, item in value.items()}}
        if isinstance(value, Sparse):
            return {"sparse": [described(part) for part in value]}
        if isinstance(value, (list, tuple)):
            return {"list": [described(item) for item in value]}
        if isinstance(value, (np.ndarray, np.generic)):
            value = np.asarray(value)
            # Strings are objects in TensorFlow's arrays, and NumPy would pickle those.
            arrays.append(value.astype("S") if value.dtype == object else value)
            return {"array": len(arrays) - 1}
        return {"value": value}

    structure = json.dumps(described(record))
    with open(path, "wb") as file:
        np.savez(file, *arrays, structure=np.array(structure))


def load(path: str | Path) -> Any:
    """Returns what :func:`save` was given.

    Raises:
      NotComparableError: the file is of another kind.
    """
    if not zipfile.is_zipfile(path):
        raise NotComparableError(f"{path} is no recording: give --recording another name")
    with np.load(path, allow_pickle=False) as file:

        def made(description: dict) -> Any:
            ((kind, value),) = description.items()
            if kind == "dict":
                return {key: made(item) for key, item in value.items()}
            if kind == "list":
                return [made(item) for item in value]
            if kind == "sparse":
                return Sparse(*map(made, value))
            return file[f"arr_{value}"] if kind == "array" else value

        return made(json.loads(str(file["structure"])))
