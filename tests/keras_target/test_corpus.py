"""The corpus at the Keras target: each program converts whole, or says what stood in the way."""

import ast
from pathlib import Path

import pytest

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.transform import Options, module

PROGRAMS = sorted((Path(__file__).parents[1] / "corpus" / "programs").glob("*.py"))
OPTIONS = Options(tuple(fixer.name for fixer in target("keras")), python2=True)


def moved(text):
    return module(text, OPTIONS)


@pytest.mark.parametrize("program", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_it_is_keras_or_says_why_not(program):
    part = moved(program.read_text(encoding="latin-1"))
    ast.parse(part.new)
    again = moved(part.new)
    assert (again.new, again.changes) == (part.new, ())
    if "contrib_learn_compat" in part.new:
        assert [n for n in part.notices if n.fixer == "to-keras"]
        assert "# MIGRATE: not moved to Keras" in part.new
    else:
        assert "import keras" in part.new
        assert "# MIGRATE" not in part.new
