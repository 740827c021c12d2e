"""The report as JSON, for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from contrib_learn_migrate.outcomes import Outcome, Totals


def render(outcomes: Sequence[Outcome]) -> str:
    """Returns the totals, and for each file that mentions anything of ours what became of it."""
    report = {
        "version": 1,
        "totals": asdict(Totals.of(outcomes)),
        "files": [_file(outcome) for outcome in outcomes if outcome.parts or outcome.failures],
    }
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def _file(outcome: Outcome) -> dict[str, Any]:
    return {
        "path": outcome.path,
        "changed": outcome.changed,
        "written": outcome.written,
        "changes": [_finding(found, part.cell) for part, found in outcome.changes],
        "notices": [_finding(found, part.cell) for part, found in outcome.notices],
        "failures": [_finding(failure, failure.cell) for failure in outcome.failures],
    }


def _finding(found: Any, cell: int) -> dict[str, Any]:
    """Returns a finding's fields, without a cell where there are none."""
    fields = asdict(found)
    fields.pop("cell", None)
    return {"cell": cell, **fields} if cell else fields
