"""Arrays to feed a model with, made as a .json file tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_ROWS = 96
_KEYS = {"shape", "low", "high", "values"}


class SpecError(ValueError):
    """What a .json file tells makes no array."""


def file(path: Path, folder: Path) -> Path:
    """Returns a file of arrays: `path` itself, or one in `folder` made as a .json tells.

    Raises:
      SpecError: the .json is none, or tells of no arrays.
      OSError: it cannot be read.
    """
    if path.suffix != ".json":
        path.open("rb").close()
        return path
    import numpy as np

    try:
        described = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SpecError(f"is no JSON: {error}") from error
    if not isinstance(described, dict):
        raise SpecError("is no object of arrays by name")
    random = np.random.default_rng(0)
    made = folder / "data.npz"
    np.savez(made, **{name: _array(name, how, random) for name, how in described.items()})
    return made


def _array(name: str, how: Any, random: Any) -> Any:
    if not isinstance(how, dict) or not how.keys() <= _KEYS:
        raise SpecError(f"{name!r} takes an object of {', '.join(sorted(_KEYS))}")
    shape = [_ROWS, *how.get("shape", [])]
    if "values" in how:
        return random.choice(how["values"], shape)
    if "high" in how:
        return random.integers(how.get("low", 0), how["high"], shape)
    return random.standard_normal(shape, "float32")
