"""The migration guide: its tables are those of the symbol table, and its links lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest

from contrib_learn_migrate import symbols

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "migration_guide"


def test_tables_are_fresh(capsys):
    main = runpy.run_path(str(ROOT / "tools" / "guide_tables.py"))["main"]
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_every_page_that_the_table_names_is_there():
    pages = {symbols.page(name) for name in symbols.table()} - {""}
    assert [page for page in pages if not (GUIDE / page).exists()] == []


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.stem)
def test_links_lead_to_pages(page):
    for link in re.findall(r"\]\(([\w/]+\.md)\)", page.read_text(encoding="utf-8")):
        assert (GUIDE / link).exists(), link
