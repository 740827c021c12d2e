"""The report as SARIF 2.1.0, which editors and code hosts show at the lines it speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from contrib_learn_migrate.fixers import all_fixers
from contrib_learn_migrate.outcomes import Outcome

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_OTHER_RULES = {
    "failure": "A file that cannot be read, parsed or written is left as it is.",
    "python2": "Python 2 source has to be brought to Python 3 first.",
}


def render(outcomes: Sequence[Outcome]) -> str:
    """Returns a log of one run: failures are errors, what needs a person is a warning, changes are
    notes. In a notebook, where the format knows no cells, the message names the cell."""
    rules = {fixer.name: fixer.summary for fixer in all_fixers()} | _OTHER_RULES
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "contrib-learn-migrate",
                        "rules": [
                            {"id": name, "shortDescription": {"text": summary}}
                            for name, summary in rules.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [result for outcome in outcomes for result in _results(outcome)],
            }
        ],
    }
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _results(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for failure in outcome.failures:
        yield _result("failure", "error", outcome.path, failure, failure.cell)
    for part, notice in outcome.notices:
        yield _result(notice.fixer, "warning", outcome.path, notice, part.cell)
    for part, change in outcome.changes:
        yield _result(change.fixer, "note", outcome.path, change, part.cell)


def _result(rule: str, level: str, path: str, found: Any, cell: int) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    message = found.message
    if cell:
        message = f"cell {cell}, line {found.line}: {message}"
    elif found.line:
        where["region"] = {"startLine": found.line, "startColumn": found.column or 1}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [{"physicalLocation": where}],
    }


def _uri(path: str) -> str:
    """Returns a path as SARIF has it: relative paths as they are, but for what URIs escape."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    from urllib.parse import quote

    return quote(Path(path).as_posix())
