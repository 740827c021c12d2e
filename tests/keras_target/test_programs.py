"""Programs of the corpus at the Keras target run, and print what TensorFlow 1.15 printed.

Numbers depend on random initial weights, so what is compared is all that stands between them.
"""

from pathlib import Path

import pytest

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.transform import Options, module
from tools.keras_corpus import between_numbers

CORPUS = Path(__file__).parents[1] / "corpus"
OPTIONS = Options(tuple(fixer.name for fixer in target("keras")), python2=True)


def _converted():
    for program in sorted((CORPUS / "programs").glob("*.py")):
        new = module(program.read_text(encoding="latin-1"), OPTIONS).new
        if "contrib_learn_compat" not in new:
            yield pytest.param(program.stem, new, id=program.stem)


@pytest.mark.slow
@pytest.mark.parametrize("name, text", _converted())
def test_it_runs_and_prints_what_it_did(name, text, programs, tmp_path):
    if "import pandas" in text:
        pytest.importorskip("pandas")
    path = tmp_path / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    outcome = programs.run(path, unmodified=False)
    assert outcome.status == 0, outcome.stderr
    assert "warn" not in outcome.stderr.lower()
    expected = CORPUS / "tf115_output" / f"{name}.txt"
    if expected.exists():
        old = expected.read_text(encoding="utf-8")
        assert between_numbers(outcome.stdout) == between_numbers(old)
