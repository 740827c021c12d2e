"""The corpus of legacy source: what the command writes of it, and that programs print the same.

``tests/corpus/expected`` has what was written, and read by a person. To write it anew:

  cd tests/corpus && rm -rf expected && mkdir expected && cp -r programs modules expected
  contrib-learn-migrate --write --python2 fix expected
"""

import ast
import re
import shutil
from pathlib import Path

import pytest

from contrib_learn_migrate.cli import main

CORPUS = Path(__file__).parents[1] / "corpus"
EXPECTED = CORPUS / "expected"
FOLDERS = ("programs", "modules")
SOURCES = sorted(p.relative_to(CORPUS) for folder in FOLDERS for p in (CORPUS / folder).iterdir())
PROGRAMS = sorted(path.name for path in (CORPUS / "programs").glob("*.py"))
DOES_NOT_PARSE = Path("modules/broken.py")

# What TF 1.15 printed differs there for a reason: names of these programs are compared, no numbers.
OTHER_NUMBERS = {
    "binary_head.py": "its centered bias was a race in TF 1.15",
    "regression_head.py": "its centered bias was a race in TF 1.15",
    "wide_deep_regressor.py": "its centered bias was a race in TF 1.15",
}
NUMBER = re.compile(r"(?:np\.\w+\()?(-?\d+\.?\d*(?:e-?\d+)?)\)?")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The corpus after ``contrib-learn-migrate --write --python2 fix``, run once and once more."""
    root = tmp_path_factory.mktemp("corpus")
    for folder in FOLDERS:
        shutil.copytree(CORPUS / folder, root / "once" / folder)
    main(["--write", "--quiet", "--python2", "fix", str(root / "once")])
    shutil.copytree(root / "once", root / "twice")
    main(["--write", "--quiet", "--python2", "fix", str(root / "twice")])
    return root


def test_the_corpus_is_large():
    assert len(SOURCES) >= 60
    assert len(PROGRAMS) >= 40


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_it_is_rewritten_as_expected(source, written):
    assert (written / "once" / source).read_bytes() == (EXPECTED / source).read_bytes()


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_second_run_changes_nothing(source, written):
    assert (written / "twice" / source).read_bytes() == (written / "once" / source).read_bytes()


@pytest.mark.parametrize("source", [s for s in SOURCES if s.suffix != ".ipynb"], ids=str)
def test_what_is_written_parses(source, written):
    text = (written / "once" / source).read_bytes()
    if source == DOES_NOT_PARSE:
        assert text == (CORPUS / source).read_bytes()
    else:
        ast.parse(text)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints_the_same_before_and_after_and_in_tf_1_15(name, written, programs):
    before = programs.run(CORPUS / "programs" / name, unmodified=True)
    assert before.status == 0, before.stderr
    after = programs.run(written / "once" / "programs" / name, unmodified=False)
    assert after.status == 0, after.stderr
    # The runner prints numbers as before NumPy 2.
    assert re.sub(r"np\.\w+\((\S+?)\)", r"\1", after.stdout) == before.stdout
    assert before.stdout
    recorded = CORPUS / "tf115_output" / Path(name).with_suffix(".txt")
    if recorded.exists():
        told = recorded.read_text(encoding="utf-8")
        assert NUMBER.sub("#", before.stdout) == NUMBER.sub("#", told)
        if name not in OTHER_NUMBERS:
            assert numbers(before.stdout) == pytest.approx(numbers(told), abs=2e-3, rel=2e-3)


def numbers(text):
    return [float(number) for number in NUMBER.findall(text)]
