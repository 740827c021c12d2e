"""The symbol table against TF 1.15's own inventory, and against what is really there."""

import re
from pathlib import Path

import keras
import pytest
import tensorflow

from contrib_learn_compat import namespace
from contrib_learn_migrate import symbols

API = Path(__file__).parent / "goldens" / "api"
SERVED = sorted(row for row in symbols.table().values() if row.fate == "served" and row.home)


def inventory():
    """TF 1.15's public names: of contrib, without methods, and of tf.estimator."""
    rows = [line.split("\t") for line in (API / "contrib.tsv").read_text().splitlines()[1:]]
    names = {row[0] for row in rows if row[1] != "method"}
    core = (API / "core-names.txt").read_text().split()
    return names.union(name for name in core if name.startswith("tf.estimator."))


def test_every_name_of_1_15_has_a_row():
    assert inventory() - symbols.table().keys() == set()


def test_a_row_is_a_name_of_1_15_or_of_an_earlier_release():
    known = inventory() | set((API / "core-names.txt").read_text().split())
    earlier = {line.split("\t")[0] for line in lines("before_1_15.tsv")}
    assert earlier & known == set()
    listed = {".".join(name.split(".")[:3]) for name in inventory()}
    unknown = {
        name
        for name in symbols.table().keys() - known - earlier
        if ".".join(name.split(".")[:3]) in listed and not symbols.is_namespace(name)
    }
    assert unknown == set()


def lines(file):
    path = Path(symbols.__file__).parent / file
    return path.read_text(encoding="utf-8").splitlines()[1:]


FILES = sorted(path.name for path in Path(symbols.__file__).parent.glob("*.tsv"))


@pytest.mark.parametrize("file", FILES)
def test_files_are_sorted_and_say_each_name_once(file):
    names = [line.split("\t")[0] for line in lines(file)]
    assert names == sorted(set(names))


def test_rows_are_complete():
    for row in symbols.table().values():
        assert row.fate in symbols.FATES, row
        assert bool(row.home) == (row.fate == "served") or symbols.is_namespace(row.name), row
        assert row.fate != "gone" or row.successor, row
        assert re.fullmatch(r"(\w+\.md)?", row.page), row


@pytest.mark.parametrize("row", SERVED, ids=lambda row: row.name)
def test_what_is_served_is_there(row):
    if row.home.startswith("contrib_learn_compat.tf"):
        pytest.skip("importing it begins a TF 1.x program: tests/test_tf_namespace.py")
    assert namespace.load(row.home) is not None


def test_what_serves_deep_modules_is_there():
    for homes in symbols.modules().values():
        for home in homes:
            namespace.load(home)


def test_every_module_of_1_15_can_be_named():
    modules = [line.split("\t")[0] for line in (API / "modules.tsv").read_text().splitlines()[1:]]
    missing = [name for name in modules if not symbols.is_namespace(symbols.legacy_name(name))]
    assert missing == []


def test_a_page_is_inherited():
    assert symbols.page("tf.contrib.crf") == symbols.page("tf.contrib") != ""
    assert symbols.page("torch") == ""


@pytest.mark.parametrize(
    "name, says",
    [
        (
            "tf.estimator.experimental.LinearSDCA",
            r"tf.estimator.experimental.LinearSDCA is not built yet in contrib-learn-compat",
        ),
        (
            "tf.contrib.crf",
            r"tf.contrib.crf is gone. Use a CRF .*See migration_guide/\w+.md",
        ),
        ("tf.contrib.slim.nets.vgg", r"tf.contrib.slim.nets is gone"),
        ("tf.contrib.lern", r"TensorFlow 1.15 has no .*Did you mean tf.contrib.learn\?"),
        ("tf.contrib.factorization.python.ops.gmm.GMM", r"tf.contrib.factorization.GMM is gone"),
        ("tf.contrib.learn.python.learn.estimators.svm._x", r"does not serve .*estimators.svm._x"),
        ("tf.contrib.data.python", r"does not serve tf.contrib.data.python"),
        ("torch", r"TensorFlow 1.15 has no torch"),
    ],
)
def test_what_is_missing_is_explained(name, says):
    assert re.search(says, symbols.explain_missing(name))


TODAY = re.compile(r"\btf(?:\.\w+)+(?! of tf-keras)\b(?!.* of tf-keras)")


def successors():
    found = {name for row in symbols.table().values() for name in TODAY.findall(row.successor)}
    return sorted(name for name in found if not name.startswith("tf.contrib."))


@pytest.mark.parametrize("name", successors())
def test_a_successor_exists_today(name):
    if name.startswith("tf.keras."):
        value, path = keras, name.split(".")[2:]
    else:
        value, path = tensorflow, name.split(".")[1:]
    for part in path:
        value = getattr(value, part)


def test_every_name_has_a_successor():
    # Two modules of private names, and what the drop-in itself answers.
    without = {"tf", "tf.compat.v1", "tf.core", "tf.python", "tf.version.VERSION"}
    assert {row.name for row in symbols.table().values() if not row.successor} == without
