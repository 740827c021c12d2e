"""The migration guide: its tables are those of the symbol table, and its links lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest
from legacy_programs import Programs

from contrib_learn_migrate import symbols

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "migration_guide"
EXAMPLES = list(runpy.run_path(str(ROOT / "tools" / "guide_examples.py"))["examples"]())


def test_tables_are_fresh(capsys):
    main = runpy.run_path(str(ROOT / "tools" / "guide_tables.py"))["main"]
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_every_page_that_the_table_names_is_there():
    pages = {symbols.page(name) for name in symbols.table()} - {""}
    assert [page for page in pages if not (GUIDE / page).exists()] == []


@pytest.mark.parametrize("page", sorted(GUIDE.rglob("*.md")), ids=lambda page: page.stem)
def test_links_lead_to_pages(page):
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_the_examples_are_what_the_rewriter_writes(capsys):
    main = runpy.run_path(str(ROOT / "tools" / "guide_examples.py"))["main"]
    assert main(["--check"]) == 0, capsys.readouterr().out


@pytest.fixture(scope="module")
def programs():
    programs = Programs()
    yield programs
    programs.close()


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=[example.page for example in EXAMPLES])
def test_an_example_prints_the_same_before_and_after(example, programs, tmp_path):
    (tmp_path / "before.py").write_text(example.before, encoding="utf-8")
    (tmp_path / "after.py").write_text(example.after, encoding="utf-8")
    before = programs.run(tmp_path / "before.py", unmodified=True)
    assert before.status == 0, before.stderr
    after = programs.run(tmp_path / "after.py", unmodified=False)
    assert after.status == 0, after.stderr
    assert after.stdout == before.stdout
    assert before.stdout
