"""What importing the package needs, and what it leaves alone."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import contrib_learn_compat as learn
from contrib_learn_compat import _requirements

GOLDENS = Path(__file__).parent / "goldens"
LEARN = "tf.contrib.learn."


@pytest.mark.slow
def test_importing_leaves_tensorflow_as_it_was():
    program = """
import tensorflow as tf
import contrib_learn_compat as learn
import contrib_learn_compat.heads, contrib_learn_compat.core, contrib_learn_compat.layers
assert tf.executing_eagerly()
assert tf.compat.v1.resource_variables_enabled()
assert tf.compat.v1.control_flow_v2_enabled()
assert not hasattr(tf, "contrib")
learn.install()
learn.uninstall()
assert tf.executing_eagerly()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_without_tensorflow(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(ImportError, match="needs TensorFlow: pip install"):
        _requirements.check()


def test_a_broken_tensorflow_speaks_for_itself(monkeypatch, tmp_path):
    (tmp_path / "tensorflow.py").write_text("import a_missing_part_of_tensorflow")
    monkeypatch.delitem(sys.modules, "tensorflow")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="a_missing_part_of_tensorflow"):
        _requirements.check()


@pytest.mark.parametrize("version", ["2.15.1", "1.15.0"])
def test_with_an_old_tensorflow(monkeypatch, version):
    old = ModuleType("tensorflow")
    old.__version__ = version
    monkeypatch.setitem(sys.modules, "tensorflow", old)
    with pytest.raises(ImportError, match=f"2.16 or newer, but this is {version}: pip install"):
        _requirements.check()


def test_without_tf_keras(monkeypatch):
    monkeypatch.setitem(sys.modules, "tf_keras", None)
    with pytest.raises(ImportError, match="needs tf-keras: pip install"):
        _requirements.check()


def test_each_public_name_of_learn_is_there_or_says_that_it_is_not_built_yet():
    rows = (GOLDENS / "api" / "contrib.tsv").read_text().splitlines()
    paths = [row.split("\t")[0].split(".")[3:] for row in rows if row.startswith(LEARN)]
    namespaces = {path[0] for path in paths} - {path[0] for path in paths if len(path) == 1}
    names = {path[0] for path in paths} - namespaces
    assert len(names) == 59
    for name in names | namespaces:
        try:
            value = getattr(learn, name)
        except AttributeError as error:
            assert f"{LEARN}{name} is not built yet" in str(error)
        else:
            assert value is not None
            assert name in dir(learn) or isinstance(value, ModuleType)


def test_a_name_that_never_was():
    with pytest.raises(
        AttributeError, match="1.15 has no tf.contrib.learn.regresion_head. Did you"
    ):
        learn.regresion_head  # noqa: B018
