"""Rows of the table: two arrays, how far they are apart, and how far they may be."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

PASS, FAIL, NOT_COMPARED = "pass", "FAIL", "not compared"

# The largest difference that passes, relative to a scale, see Rows.compare.
TOLERANCES = {
    "batch": 1e-6,
    "logits": 1e-5,
    "prediction": 1e-5,
    "loss": 1e-6,
    "gradient": 1e-4,
    "metric": 1e-4,
    "optimizer": 1e-4,
    "steps": 1e-3,
}
# In the order of the table.
KINDS = [
    *"batch/weights/initial values/dropout/logits/prediction".split("/"),
    *"loss/metric/gradient/optimizer/steps/program".split("/"),
]
_SMALLEST = 1e-12
# How many times the difference of a disturbed program is still no difference of another.
_AMPLIFIED = 2.0


@dataclass
class Row:
    """A line of the table.

    Attributes:
      part: of the program: the model or the evaluation; empty where it trains one model.
      kind: one of KINDS.
      name: which of its kind, or an empty string.
      verdict: PASS, FAIL or NOT_COMPARED.
      absolute: the largest difference, None where there are no numbers.
      relative: the largest difference by the scale that the tolerance is of.
      tolerance: the largest `relative` that passes.
      note: what failed, or why it is not compared.
    """

    part: str
    kind: str
    name: str
    verdict: str
    absolute: float | None = None
    relative: float | None = None
    tolerance: float | None = None
    note: str = ""


@dataclass
class Rows:
    """The rows of a part as they come; one of the same kind and name keeps the worse."""

    part: str = ""
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def compare(
        self,
        kind: str,
        name: str,
        legacy: Any,
        migrated: Any,
        scale: Any = None,
        note: str = "",
        disturbed: Any = None,
    ) -> None:
        """Adds a row of two arrays.

        Args:
          kind: a key of TOLERANCES.
          name: which of its kind.
          legacy: the array that is right.
          migrated: the other one; dimensions of size 1 may be others.
          scale: what differences are divided by, a number or an array; the largest magnitude in
            `legacy` where None.
          note: said in any case.
          disturbed: what the legacy program gives where its weights are rounded in another way. A
            difference that is not much more than that one proves nothing.
        """
        legacy, migrated = np.squeeze(legacy), np.squeeze(migrated)
        tolerance = TOLERANCES[kind]
        if legacy.shape != migrated.shape:
            problem = f"has shape {list(migrated.shape)}, not {list(legacy.shape)}"
            return self.add(self.row(kind, name, FAIL, tolerance=tolerance, note=problem))
        if not (_is_number(legacy) and _is_number(migrated)):
            return self._compare_text(kind, name, legacy, migrated)
        legacy, migrated = legacy.astype(np.float64), migrated.astype(np.float64)
        if not legacy.size:
            return self.add(self.row(kind, name, PASS, 0.0, 0.0, tolerance))
        if scale is None:
            scale = _magnitude(legacy)
        absolute = _difference(legacy, migrated)
        relative = absolute / np.maximum(scale, _SMALLEST)
        worst = float(relative.max())
        verdict = PASS if worst <= tolerance else FAIL
        if verdict == FAIL:
            at = np.unravel_index(relative.argmax(), relative.shape)
            said = f"{migrated[at]:.7g} in place of {legacy[at]:.7g}"
            place = f" at {[int(i) for i in at]}" if at else ""
            note = "; ".join(filter(None, [said + place, note]))
            if disturbed is not None:
                by_rounding = _difference(legacy, np.squeeze(disturbed)).max()
                if absolute.max() <= _AMPLIFIED * by_rounding:
                    verdict = NOT_COMPARED
                    note = f"rounding alone makes a difference of {by_rounding:.2g}"
        self.add(self.row(kind, name, verdict, float(absolute.max()), worst, tolerance, note))

    def _compare_text(self, kind, name, legacy, migrated):
        legacy, migrated = legacy.astype("S"), migrated.astype("S")
        different = int((legacy != migrated).sum())
        note = f"{different} of {legacy.size} differ" if different else ""
        self.add(self.row(kind, name, FAIL if different else PASS, note=note))

    def fail(self, kind: str, name: str, why: str) -> None:
        self.add(self.row(kind, name, FAIL, note=why))

    def skip(self, kind: str, name: str, why: str) -> None:
        """Adds a row of what cannot be compared."""
        self.add(self.row(kind, name, NOT_COMPARED, note=why))

    def passed(self, kind: str, name: str, note: str = "") -> None:
        self.add(self.row(kind, name, PASS, note=note))

    def row(self, *fields: Any, **more: Any) -> Row:
        """Returns a row of this part that is not yet added."""
        return Row(self.part, *fields, **more)

    def add(self, row: Row) -> None:
        known = self.rows.get((row.kind, row.name))
        if known is None or _badness(row) > _badness(known):
            self.rows[row.kind, row.name] = row

    def as_dicts(self) -> list[dict[str, Any]]:
        """Returns the rows in the order of the table, as JSON has them: without infinities."""
        rows = [asdict(row) for row in sorted(self.rows.values(), key=_place)]
        return [{key: as_json(value) for key, value in row.items()} for row in rows]


def scale_of(value: Any) -> float | None:
    """Returns the magnitude of an array, of small numbers 1."""
    value = np.asarray(value)
    if value.dtype.kind not in "fiub":
        return None
    return max(1.0, np.abs(value).max(initial=0))


def as_json(value: Any) -> Any:
    """Returns a value, or None for a float that JSON does not have."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _place(row: Row) -> int:
    return KINDS.index(row.kind)


def _badness(row: Row) -> tuple:
    order = [PASS, NOT_COMPARED, FAIL]
    return order.index(row.verdict), row.relative or 0.0


def _difference(legacy: np.ndarray, migrated: np.ndarray) -> np.ndarray:
    """Returns absolute differences; two that are no number, or the same infinity, are the same."""
    same = (legacy == migrated) | (np.isnan(legacy) & np.isnan(migrated))
    with np.errstate(invalid="ignore"):
        difference = np.where(same, 0.0, np.abs(legacy - migrated))
    return np.where(np.isnan(difference), np.inf, difference)


def _is_number(array: np.ndarray) -> bool:
    return array.dtype.kind in "biuf" or array.dtype.name == "bfloat16"


def _magnitude(array: np.ndarray) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 1.0
