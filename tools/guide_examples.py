"""Writes the second part of the migration guide's examples: what the rewriter makes of the first.

python tools/guide_examples.py           rewrites the pages
python tools/guide_examples.py --check   only says which pages are stale; the exit status is 1 then

Behind ``**Before**`` a page has a program as it was, behind ``**After**`` what
``contrib-learn-migrate`` writes, and behind ``**In Keras**`` what a person would; that stays, but
on the page of ``contrib-learn-migrate --to keras``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "migration_guide"
_CONVERTED = GUIDE / "to_keras.md"

sys.path.insert(0, str(ROOT / "tools"))

from contrib_learn_migrate.fixers import target  # noqa: E402
from contrib_learn_migrate.rewrite import rewrite  # noqa: E402

_BLOCK = "**{}**\n\n```python\n{}```\n"
_PATTERN = _BLOCK.replace("*", r"\*")
_EXAMPLE = re.compile(
    _PATTERN.format("Before", "(.*?)")
    + f"(?:\n{_PATTERN.format('After', '(.*?)')})?"
    + f"(?:\n{_PATTERN.format('In Keras', '(.*?)')})?",
    re.DOTALL,
)


class Example(NamedTuple):
    """A program of a page: as it was, as the page shows it rewritten, and in Keras."""

    page: str
    before: str
    after: str
    keras: str


def examples() -> Iterator[Example]:
    """Yields all examples of the guide."""
    for path in sorted(GUIDE.rglob("*.md")):
        for match in _EXAMPLE.finditer(path.read_text(encoding="utf-8")):
            page = path.relative_to(GUIDE).with_suffix("").as_posix()
            yield Example(page, match[1], match[2] or "", match[3] or "")


def rewritten(program: str, to: str = "compat") -> str:
    """Returns what the rewriter makes of a program."""
    return rewrite(program, target(to)).text


def _fresh(match: re.Match) -> str:
    """Returns an example as it should be."""
    return _shown({"Before": match[1], "After": rewritten(match[1]), "In Keras": match[3]})


def _fresh_conversion(match: re.Match) -> str:
    """Returns an example whose Keras form is the rewriter's too."""
    return _shown({"Before": match[1], "In Keras": rewritten(match[1], "keras")})


def _shown(blocks: dict[str, str | None]) -> str:
    return "\n".join(_BLOCK.format(title, text) for title, text in blocks.items() if text)


def main(argv: list[str]) -> int:
    stale = []
    for path in sorted(GUIDE.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        written = _EXAMPLE.sub(_fresh_conversion if path == _CONVERTED else _fresh, text)
        if written != text:
            stale.append(path.relative_to(GUIDE).as_posix())
            if "--check" not in argv:
                path.write_text(written, encoding="utf-8")
    print(f"{len(stale)} pages {'are stale' if '--check' in argv else 'written'}: {stale}")
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
