"""Writes the tables of the migration guide: what each legacy name is today.

Each page of an area gets its table, by successor; symbols.md gets all of tf.contrib, by name.

python tools/guide_tables.py           rewrites the tables, which stand at the end of the pages
python tools/guide_tables.py --check   only says which pages are stale; the exit status is 1 then
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "migration_guide"
MARK = "<!-- What follows is written by tools/guide_tables.py. -->\n"

sys.path.insert(0, str(ROOT / "tools"))

from contrib_learn_migrate import symbols  # noqa: E402


def table(page: str) -> str:
    """Returns a page's table: a row a successor, in the order of the names that it succeeds."""
    rows: dict[str, list[str]] = {}
    shown = set()
    for row in sorted(symbols.table().values(), key=lambda row: row.name.count(".")):
        # The same thing by a longer path needs no line of its own.
        alias = (row.name.split(".")[2:3], row.name.rpartition(".")[2], row.successor)
        if symbols.page(row.name) == page and row.successor and str(alias) not in shown:
            shown.add(str(alias))
            rows.setdefault(row.successor, []).append(row.name)
    lines = ["| TensorFlow 1.15 | today |", "| --- | --- |"]
    for successor, names in sorted(rows.items(), key=lambda item: min(item[1])):
        cell = "<br>".join(f"`{name}`" for name in sorted(names))
        lines.append(f"| {cell} | {successor} |")
    return "\n".join(lines) + "\n"


def contrib() -> str:
    """Returns the table of all of tf.contrib: a row a name, with its fate, successor and page."""
    lines = ["| name | fate | today | page |", "| --- | --- | --- | --- |"]
    for name, row in sorted(symbols.table().items()):
        if name.startswith("tf.contrib"):
            page = symbols.page(name)
            lines.append(f"| `{name}` | {row.fate} | {row.successor} | [{page}]({page}) |")
    return "\n".join(lines) + "\n"


def main(argv: list[str]) -> int:
    tables = {page: table(page) for page in {symbols.page(name) for name in symbols.table()} - {""}}
    tables["symbols.md"] = contrib()
    stale = []
    for page in sorted(tables):
        path = GUIDE / page
        text = path.read_text(encoding="utf-8")
        written = text.partition(MARK)[0].rstrip() + f"\n\n{MARK}\n{tables[page]}"
        if written != text:
            stale.append(page)
            if "--check" not in argv:
                path.write_text(written, encoding="utf-8")
    print(f"{len(stale)} pages {'are stale' if '--check' in argv else 'written'}: {stale}")
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
