"""What names mean: through imports, aliases and scopes, and nothing where that is not certain."""

import ast
import sys

import pytest

from contrib_learn_migrate.names import Names, legacy


def meanings(source):
    """Returns the legacy names that a program's chains lead to, in order."""
    return [reference.name for reference in Names(ast.parse(source)).references()]


@pytest.mark.parametrize(
    "source, expected",
    [
        ("import tensorflow\ntensorflow.contrib.learn", ["tf.contrib.learn"]),
        ("import tensorflow.contrib.learn\ntensorflow.nn", ["tf.nn"]),
        ("import tensorflow as t\nt.nn.relu(t.zeros)", ["tf.nn.relu", "tf.zeros"]),
        ("import tensorflow.compat.v1 as tf\ntf.pack", ["tf.pack"]),
        ("from tensorflow.compat import v1\nv1.pack", ["tf.pack"]),
        ("from contrib_learn_compat import tf\ntf.pack", ["tf.pack"]),
        ("from contrib_learn_compat.tf.contrib import learn\nlearn.SVM", ["tf.contrib.learn.SVM"]),
        ("from tensorflow.contrib.learn import SVM as S\nS()", ["tf.contrib.learn.SVM"]),
        (
            "from tensorflow.contrib.learn import *\nDNNClassifier",
            ["tf.contrib.learn.DNNClassifier"],
        ),
        ("from tensorflow.contrib import skflow\nskflow.x", ["tf.contrib.learn.x"]),
        ("import numpy as np\nnp.int", ["numpy.int"]),
        ("from . import tensorflow as tf\ntf.pack", []),
        ("import os.path as tf\ntf.pack", []),
        ("import tensorflow as tf\ntf.pack = 1", ["tf.pack"]),
        ("import tensorflow as tf\ntf.train.Saver().save", ["tf.train.Saver"]),
        ("import tensorflow as tf\n'tf.pack'  # tf.mul", []),
    ],
)
def test_imports(source, expected):
    assert meanings(source) == expected


@pytest.mark.parametrize(
    "lines, expected",
    [
        ("learn = tf.contrib.learn; learn.x", ["tf.contrib.learn", "tf.contrib.learn.x"]),
        ("a = b = tf.contrib; a.x; b.y", ["tf.contrib", "tf.contrib.x", "tf.contrib.y"]),
        ("a, (b, c) = tf.nn, (tf.train, 1); b.x; c", ["tf.nn", "tf.train", "tf.train.x"]),
        ("a: object = tf.nn; a.x", ["tf.nn", "tf.nn.x"]),
        ("a = tf.nn; b = a.x; b.y", ["tf.nn", "tf.nn.x", "tf.nn.x.y"]),
        ("a = tf.nn(); a.x", ["tf.nn"]),
        ("a = tf.nn; a = 3; a.x", ["tf.nn"]),
        ("a = None; a = tf.nn; a.x", ["tf.nn", "tf.nn.x"]),
        ("a = tf.nn; del a; a.x", ["tf.nn", "tf.nn.x"]),
        ("a = getattr(tf.nn, 'x'); a.y", ["getattr", "tf.nn", "tf.nn.x.y"]),
        ("a = getattr(tf.nn, name); a.y", ["getattr", "tf.nn"]),
        ("tf = tf.compat.v1; tf.pack", ["tf", "tf.pack"]),
        ("a = b; b = a; a.x", []),
    ],
)
def test_aliases(lines, expected):
    assert meanings(f"import tensorflow as tf\n{lines}") == expected


@pytest.mark.parametrize(
    "lines, expected",
    [
        ("def f(tf): return tf.x", []),
        ("def f(*tf): return tf.x", []),
        ("def f(x=tf.y, *, z: tf.z = 0) -> tf.w: return tf.x", ["tf.y", "tf.z", "tf.w", "tf.x"]),
        ("lambda tf: tf.x", []),
        ("lambda x=tf.y: tf.x", ["tf.y", "tf.x"]),
        ("def f():\n  tf = 1\n  return tf.x", []),
        ("def f():\n  tf.x\n  for tf in y: pass", []),
        ("def f():\n  with y as tf: tf.x", []),
        ("def f():\n  try: pass\n  except E as tf: tf.x", []),
        ("def f():\n  def g(): return tf.x\n  tf = 1", []),
        ("class A:\n  tf = 1\n  y = tf.x\n  def f(self): return tf.z", ["tf.z"]),
        ("class A(tf.x):\n  pass", ["tf.x"]),
        ("@tf.x\ndef f(): pass", ["tf.x"]),
        ("[tf.x for tf in tf.y]", ["tf.y"]),
        ("[tf.x for y in z]\n{tf.a: tf.b for _ in z}", ["tf.x", "tf.a", "tf.b"]),
        ("def f():\n  [tf := y for y in z]\n  tf.x", []),
        ("def f():\n  global learn\n  learn = tf.contrib\nlearn.x", ["tf.contrib", "tf.contrib.x"]),
        ("def f():\n  global tf\n  tf = None\ntf.x", ["tf.x"]),
        ("def f():\n  global tf\n  tf = 1\ntf.x", []),
        ("def f():\n  import tensorflow.nn as tf\n  tf.x\ntf.y", ["tf.nn.x", "tf.y"]),
        ("match y:\n  case tf: tf.x", []),
        ("match y:\n  case tf.A(): pass", ["tf.A"]),
        ("def f():\n  match y:\n    case {**tf}: tf.x", []),
        ("def tf(): pass\ntf.x", []),
    ],
)
def test_scopes(lines, expected):
    assert meanings(f"import tensorflow as tf\n{lines}") == expected


def test_several_imports_of_a_name_have_to_agree():
    agreed = "try: import tensorflow.compat.v1 as tf\nexcept ImportError: import tensorflow as tf\n"
    assert meanings(agreed + "tf.x") == ["tf.x"]
    optional = "try: from tensorflow.contrib import learn\nexcept ImportError: learn = None\n"
    assert meanings(optional + "learn.x") == ["tf.contrib.learn.x"]
    other = "try: from tensorflow.contrib import learn\nexcept ImportError: import sk as learn\n"
    assert meanings(other + "learn.x") == []


def test_f_strings_are_read_where_python_knows_their_places():
    found = meanings("import tensorflow as tf\nf'{tf.pack} {tf.pack}'")
    assert found == (["tf.pack", "tf.pack"] if sys.version_info >= (3, 12) else [])


def test_a_global_that_nothing_binds_means_nothing():
    names = Names(ast.parse("def f():\n  global tf\n  tf.x\ndef g():\n  import tensorflow as tf\n"))
    assert not list(names.references())
    assert not list(names.doubtful())


def test_import_module():
    source = (
        "import importlib\nlearn = importlib.import_module('tensorflow.contrib.learn')\nlearn.x"
    )
    assert meanings(source) == ["importlib.import_module", "tf.contrib.learn.x"]
    source = "from importlib import import_module\nimport_module('tensorflow').x"
    assert meanings(source) == ["importlib.import_module"]


def test_deep_programs_are_no_trouble():
    source = "import tensorflow as tf\nx = " + " + ".join(["tf.x"] * 500)
    assert len(meanings(source)) == 500


@pytest.mark.parametrize(
    "path, name",
    [
        ("tensorflow", "tf"),
        ("tensorflow.compat.v1.compat.v1.contrib", "tf.contrib"),
        ("contrib_learn_compat.tf.nn", "tf.nn"),
        ("tensorflow_hub.Module", "tensorflow_hub.Module"),
        ("tensorflow.compat.v2.nn", "tf.compat.v2.nn"),
    ],
)
def test_legacy_names(path, name):
    assert legacy(path) == name
