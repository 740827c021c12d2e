"""Every function and class that is served is called as it was in TF 1.15."""

import inspect
import re
from pathlib import Path

import pytest

from contrib_learn_compat import namespace
from contrib_learn_migrate import symbols

API = Path(__file__).parent / "goldens" / "api" / "contrib.tsv"

DIFFERENT = {
    "tf.contrib.layers.recompute_grad": "TF 1.15's takes no `fn` either where it is given options",
    "tf.contrib.learn.RunConfig": "ours has steps_per_execution, last",
    "tf.estimator.RunConfig": "ours has steps_per_execution, last",
}
HIDDEN = "(*args, **kwargs)"  # what a decorator left to see in TF 1.15


def recorded():
    rows = []
    for line in API.read_text().splitlines()[1:]:
        name, kind, *rest = line.split("\t")
        symbol = symbols.find(name)
        is_called = kind in ("class", "function") and rest[0] not in ("", HIDDEN)
        if is_called and symbol and symbol.home.startswith("contrib_learn_compat"):
            rows.append((name, rest[0]))
    return rows


def spell(value):
    """Writes a signature as the recorder does: without self, annotations and addresses."""
    if inspect.isclass(value):
        makers = (value.__init__, value.__new__)
        value = next(filter(inspect.isfunction, makers)).__get__(value)
    parameters = inspect.signature(value).parameters.values()
    bare = [p.replace(annotation=p.empty) for p in parameters]
    text = str(inspect.Signature(bare))
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    return re.sub(r"<function (?:[\w.<>]+\.)?(\w+)>", r"<function \1>", text)


def without_private_names(text):
    return re.sub(r"<function _\w+>", "<function>", text)


@pytest.mark.parametrize("name, expected", recorded(), ids=lambda text: text.split("(")[0])
def test_signature(name, expected):
    value = namespace.load(symbols.find(name).home)
    if not value.__module__.startswith("contrib_learn_compat"):
        pytest.skip("TensorFlow's own, as it is today")
    same = without_private_names(spell(value)) == without_private_names(expected)
    assert same == (name not in DIFFERENT)
