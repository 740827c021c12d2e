"""What the rewriter calls a private name's public one is the same thing in the drop-in."""

from pathlib import Path

import pytest

from contrib_learn_compat import namespace
from contrib_learn_migrate.fixers.private_paths import public_name
from contrib_learn_migrate.symbols import legacy_name

API = Path(__file__).parents[1] / "goldens" / "api" / "modules.tsv"


def private_names():
    """Yields the names that TF 1.15's private modules define, and the public name of each."""
    for line in API.read_text(encoding="utf-8").splitlines()[1:]:
        module, _, names = line.partition("\t")
        for name in names.split():
            private = f"{legacy_name(module)}.{name}"
            if public := public_name(private):
                yield private, public


PAIRS = sorted(private_names())


def look_up(name):
    module, _, last = name.rpartition(".")
    return getattr(namespace.module(module), last)


def test_there_are_many():
    assert len(PAIRS) > 200


@pytest.mark.parametrize("private, public", PAIRS)
def test_they_are_the_same(private, public):
    found = look_up(private)
    assert found is look_up(public) or found == look_up(public)
