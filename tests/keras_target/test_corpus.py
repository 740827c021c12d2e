"""The corpus at the Keras target: each program converts whole, or says what stood in the way.

``tests/corpus/keras`` has what the programs become, read by a person. To write it anew:

  cd tests/corpus && rm -rf keras && cp -r programs keras
  contrib-learn-migrate --write --python2 fix --to keras keras
"""

import ast

import pytest

from tests.keras_target.corpus import CORPUS, PROGRAMS, moved, part


@pytest.mark.parametrize("program", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_it_becomes_what_was_read(program):
    expected = (CORPUS / "keras" / program.name).read_bytes().decode("latin-1")
    assert part(program).new == expected


@pytest.mark.parametrize("program", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_it_is_keras_or_says_why_not(program):
    new, notices = part(program).new, part(program).notices
    ast.parse(new)
    again = moved(new)
    assert (again.new, again.changes) == (new, ())
    if "contrib_learn_compat" in new:
        assert [notice for notice in notices if notice.fixer == "to-keras"]
        assert "# MIGRATE: not moved to Keras" in new
    else:
        assert "import keras" in new
        assert "# MIGRATE" not in new
