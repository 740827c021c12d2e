"""Each fixer by itself: its own example, and what it leaves alone."""

from pathlib import Path

import pytest

from contrib_learn_migrate.fixers import all_fixers, target
from contrib_learn_migrate.rewrite import rewrite

FIXERS = all_fixers()
GUIDE = Path(__file__).parents[2] / "migration_guide"


def after(before, to="compat", **options):
    """Rewrites a program twice; the second time must change nothing."""
    result = rewrite(before, target(to), **options)
    again = rewrite(result.text, target(to), **options)
    assert (again.text, again.changes) == (result.text, ())
    return result.text


def body(text):
    """Rewrites what follows `import tensorflow as tf`, and returns what that became."""
    first, _, rest = after(f"import tensorflow as tf\n{text}\n").partition("\n")
    assert first == "from contrib_learn_compat import tf"
    return rest.removesuffix("\n")


@pytest.mark.parametrize("fixer", FIXERS, ids=[fixer.name for fixer in FIXERS])
def test_a_fixer_explains_itself_by_an_example(fixer):
    assert fixer.summary.endswith((".", ":")) and len(fixer.summary) < 100
    assert (GUIDE / fixer.page).is_file()
    assert after(fixer.before, "compat" if fixer in target() else "keras") == fixer.after
    others = [other for other in FIXERS if other is not fixer]
    assert rewrite(fixer.before, others) != rewrite(fixer.before, FIXERS)


@pytest.mark.parametrize(
    "before, expected",
    [
        ("import tensorflow.contrib.learn", "from contrib_learn_compat import tf as tensorflow"),
        ("import tensorflow.contrib", "from contrib_learn_compat import tf as tensorflow"),
        (
            "import tensorflow.contrib.learn as tflearn",
            "import contrib_learn_compat.tf.contrib.learn as tflearn",
        ),
        (
            "from tensorflow.contrib.learn import *",
            "from contrib_learn_compat.tf.contrib.learn import *",
        ),
        ("from tensorflow import contrib as c", "from contrib_learn_compat.tf import contrib as c"),
        ("from tensorflow import Session", "from contrib_learn_compat.tf import Session"),
        (
            "import os, tensorflow.contrib.slim as slim, sys",
            "import os, contrib_learn_compat.tf.contrib.slim as slim, sys",
        ),
        (
            "from tensorflow.contrib.learn.python.learn.estimators import head as head_lib",
            "from contrib_learn_compat.tf.contrib.learn.python.learn.estimators "
            "import head as head_lib",
        ),
        (
            "from tensorflow.contrib import (learn,  # heads\n    layers)  # and layers\n",
            "from contrib_learn_compat.tf.contrib import (learn,  # heads\n"
            "    layers)  # and layers\n",
        ),
        (
            "from tensorflow.examples.tutorials.mnist import input_data",
            "from contrib_learn_compat.tf.examples.tutorials.mnist import input_data",
        ),
        (
            "if x: import tensorflow.contrib as c",
            "if x: import contrib_learn_compat.tf.contrib as c",
        ),
        (
            "import importlib\nlearn = importlib.import_module('tensorflow.contrib.learn')",
            "import importlib\n"
            "learn = importlib.import_module('contrib_learn_compat.tf.contrib.learn')",
        ),
        (
            "from tensorflow.estimator import Estimator",
            "from contrib_learn_compat.tf.estimator import Estimator",
        ),
        (
            "from tensorflow.contrib import \\\n  learn",
            "from contrib_learn_compat.tf.contrib import \\\n  learn",
        ),
        (
            "import skflow\nskflow.monitors",
            "from contrib_learn_compat.tf.contrib import learn as skflow\nskflow.monitors",
        ),
        (
            "from tensorflow.contrib import skflow",
            "from contrib_learn_compat.tf.contrib import learn as skflow",
        ),
    ],
)
def test_import_styles(before, expected):
    assert after(before) == expected


@pytest.mark.parametrize(
    "imported",
    [
        "import tensorflow as tf",
        "import tensorflow.compat.v1 as tf",
        "from tensorflow.compat import v1 as tf",
    ],
)
@pytest.mark.parametrize(
    "use", ["tf.contrib.layers", "tf.estimator.Estimator", "tf.layers.dense(x, 3)", "tf.pack"]
)
def test_a_program_that_names_what_is_gone_moves(imported, use):
    assert after(f"{imported}\n{use}\n").startswith("from contrib_learn_compat import tf\n")


@pytest.mark.parametrize(
    "use",
    ["tf.Session()", "tf.placeholder", "tf.train.Saver()", "tf.nn.conv2d(x, filter=w)"],
)
def test_one_name_of_tf_1_is_enough(use):
    assert body(use) == use


@pytest.mark.parametrize(
    "program",
    [
        "import tensorflow as tf\ntf.keras.Sequential([tf.keras.layers.Dense(3)])\n",
        "import tensorflow as tf\ntf.reduce_sum(tf.constant([1.0]), axis=0)\n",
        "import tensorflow as tf\ntf.compat.v1.Session()\n",
        "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\ntf.placeholder(tf.float32)\n",
        "import tensorflow as tf\ntf = tf.compat.v1\ntf.Session()\n",
        "from tensorflow.python.framework import ops\nops.Graph()\n",
        "# tensorflow.contrib.learn\nx = 'import tensorflow.contrib.learn'\n",
        "from .tensorflow import contrib\ncontrib.learn\n",
        "import tensorflow_hub as hub\nhub.Module\n",
        "import tensorflow as tf\nclass A:\n    Session = tf.function\n    contrib = Session\n",
    ],
)
def test_other_programs_stay(program):
    result = rewrite(program, target())
    assert result.text == program and not result.changes and not result.notices


def test_a_part_of_a_tf_1_program_moves_whatever_it_names():
    text = "import tensorflow as tf\ntf.reduce_sum(x)\n"
    moved = rewrite(text, target(), program=True).text
    assert moved == "from contrib_learn_compat import tf\ntf.reduce_sum(x)\n"


def test_all_of_a_files_imports_move_together():
    before = "import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\ntf.Session\n"
    assert after(before).splitlines()[1] == "from contrib_learn_compat.tf.keras.layers import Dense"


@pytest.mark.parametrize(
    "before, expected",
    [
        (
            "tf.contrib.learn.python.learn.learn_runner.run(f)",
            "tf.contrib.learn.learn_runner.run(f)",
        ),
        (
            "tf.contrib.learn.python.learn.estimators.run_config.RunConfig().replace()",
            "tf.contrib.learn.RunConfig().replace()",
        ),
        (
            "from tensorflow.contrib.learn.python.learn.estimators.dnn import DNNClassifier as D",
            "from contrib_learn_compat.tf.contrib.learn import DNNClassifier as D",
        ),
        (
            "from tensorflow.contrib.learn.python.learn import monitors\n"
            "monitors.ValidationMonitor(x)",
            "from contrib_learn_compat.tf.contrib.learn import monitors\n"
            "monitors.ValidationMonitor(x)",
        ),
        (
            "from tensorflow.contrib.learn.python.learn import monitors\nf(monitors)",
            "from contrib_learn_compat.tf.contrib.learn.python.learn import monitors\nf(monitors)",
        ),
        (
            "from tensorflow.contrib.learn.python.learn.estimators.head import Head, _MultiHead",
            "from contrib_learn_compat.tf.contrib.learn.python.learn.estimators.head import "
            "Head, _MultiHead",
        ),
    ],
)
def test_private_paths(before, expected):
    assert body(f"{before}\ntf.contrib") == f"{expected}\ntf.contrib"


@pytest.mark.parametrize(
    "before, expected",
    [
        ("tf.mul(tf.pack([1]), tf.neg(2))", "tf.multiply(tf.stack([1]), tf.negative(2))"),
        ("tf.train.SummaryWriter('/tmp/x')", "tf.summary.FileWriter('/tmp/x')"),
        (
            "from tensorflow import pack, sub as s",
            "from contrib_learn_compat.tf import stack as pack, subtract as s",
        ),
        ("tf.scalar_summary('a', 1)", "tf.scalar_summary('a', 1)"),
        ("tf.select(a, t=b, e=c)", "tf.where(a, x=b, y=c)"),
        ("tf \\\n  .pack(x)", "tf \\\n  .pack(x)"),
        ("f = lambda tf: tf.pack(1)\ntf.mul", "f = lambda tf: tf.pack(1)\ntf.multiply"),
        (
            "tf.contrib.losses.sum_of_squares(a, targets=b)",
            "tf.contrib.losses.mean_squared_error(a, labels=b)",
        ),
    ],
)
def test_renamed_names(before, expected):
    assert body(before) == expected


@pytest.mark.parametrize(
    "before, expected",
    [
        ("tf.concat(1, x)", "tf.concat(axis=1, values=x)"),
        ("tf.concat(-1, (x), name='n')", "tf.concat(axis=-1, values=(x), name='n')"),
        (
            "tf.concat(\n  1,  # axis, (say)\n  [a, b])",
            "tf.concat(\n  axis=1,  # axis, (say)\n  values=[a, b])",
        ),
        ("tf.split(1, 3, x)", "tf.split(axis=1, num_or_size_splits=3, value=x)"),
        ("tf.split(1, 3, value=x)", "tf.split(axis=1, num_or_size_splits=3, value=x)"),
        ("tf.concat(concat_dim=0, values=x)", "tf.concat(axis=0, values=x)"),
        ("tf.concat(0, tf.pack(x))", "tf.concat(axis=0, values=tf.stack(x))"),
        ("tf.concat([a, b], 1); tf.Session", "tf.concat([a, b], 1); tf.Session"),
        ("tf.split(x, 3, 1); tf.Session", "tf.split(x, 3, 1); tf.Session"),
        ("tf.concat(1, *x)", "tf.concat(1, *x)"),
        ("tf.concat(1, values=x, **more)", "tf.concat(1, values=x, **more)"),
        (
            "tf.nn.sparse_softmax_cross_entropy_with_logits(x, y); tf.Session",
            "tf.nn.sparse_softmax_cross_entropy_with_logits(logits=x, labels=y); tf.Session",
        ),
        (
            "tf.nn.sigmoid_cross_entropy_with_logits(x, targets=y); tf.Session",
            "tf.nn.sigmoid_cross_entropy_with_logits(logits=x, labels=y); tf.Session",
        ),
        (
            "tf.contrib.losses.hinge_loss(x, target=y)",
            "tf.contrib.losses.hinge_loss(x, labels=y)",
        ),
        ("tf.nn.softmax_cross_entropy_with_logits(None, x, y); tf.Session",) * 2,
        ("tf.reverse(x, dims=(True, False)); tf.mul", "tf.reverse(x, axis=[0]); tf.multiply"),
        ("tf.reverse(x, [1]), tf.reverse(x, y); tf.Session",) * 2,
        ("tf.nn.weighted_cross_entropy_with_logits(targets=y); tf.Session",) * 2,
    ],
)
def test_arguments(before, expected):
    assert body(before) == expected


@pytest.mark.parametrize(
    "before, expected",
    [
        ("def main(_): pass\ntf.app.run()", "def main(_): pass\ntf.app.run(main)"),
        ("def main(_): pass\ntf.app.run(argv=a)", "def main(_): pass\ntf.app.run(main, argv=a)"),
        ("def main(_): pass\ntf.app.run( )", "def main(_): pass\ntf.app.run(main )"),
        ("def main(_): pass\ntf.app.run(main=main)",) * 2,
        ("tf.app.run()",) * 2,
        ("from x import main\ntf.app.run()",) * 2,
    ],
)
def test_app_run(before, expected):
    assert body(before) == expected


@pytest.mark.parametrize(
    "before, expected",
    [
        ("np.zeros(3, np.float)", "np.zeros(3, float)"),
        ("np.int(3) + np.bool(1)", "int(3) + bool(1)"),
        ("np.object.__name__", "object.__name__"),
        ("np.Inf, np.NaN, np.product", "np.inf, np.nan, np.prod"),
        (
            "np.int32, np.float64, np.bool_, np.random.float",
            "np.int32, np.float64, np.bool_, np.random.float",
        ),
        ("def f(int): return np.int, int", "def f(int): return np.int, int"),
        ("def f(np): return np.int", "def f(np): return np.int"),
        ("x.np.int", "x.np.int"),
    ],
)
def test_numpy_aliases(before, expected):
    assert after(f"import numpy as np\n{before}\n") == f"import numpy as np\n{expected}\n"


@pytest.mark.parametrize(
    "before, expected",
    [
        ("np.asscalar(f(x)[0])", "np.asarray(f(x)[0]).item()"),
        ("np.asfarray((x))", "np.asarray((x), dtype=float)"),
        ("np.asfarray(x, dtype=y)",) * 2,
        ("np.msort(x,)",) * 2,
        ("max(np.NINF, -np.PZERO)", "max((-np.inf), -0.0)"),
    ],
)
def test_numpy_functions(before, expected):
    assert after(f"import numpy as np\n{before}\n") == f"import numpy as np\n{expected}\n"


def test_unittest_names():
    before = "import numpy\nclass Test(TestCase):\n  def test(self): self.assertItemsEqual(x, y)\n"
    assert after(before) == before.replace("assertItemsEqual", "assertCountEqual")
    own = before + "  def assertItemsEqual(self, a, b): pass\n"
    assert after(own) == own


@pytest.mark.parametrize(
    "before, expected",
    [
        (
            "from sklearn.cross_validation import KFold",
            "from contrib_learn_compat.cross_validation import KFold",
        ),
        (
            "from sklearn.grid_search import GridSearchCV",
            "from sklearn.model_selection import GridSearchCV",
        ),
        (
            "from sklearn import datasets, cross_validation, metrics\n"
            "cross_validation.train_test_split(x)",
            "from sklearn import datasets, model_selection as cross_validation, metrics\n"
            "cross_validation.train_test_split(x)",
        ),
        (
            "from sklearn import cross_validation\ncross_validation.KFold(3)",
            "from contrib_learn_compat import cross_validation\ncross_validation.KFold(3)",
        ),
        ("from sklearn.externals import joblib as j", "import joblib as j"),
        (
            "from sklearn import datasets\ndatasets.load_boston().data",
            "from contrib_learn_compat.tf.contrib.learn import datasets\n"
            "datasets.load_boston().data",
        ),
        (
            "from sklearn.datasets import load_boston",
            "from contrib_learn_compat.tf.contrib.learn.datasets import load_boston",
        ),
        ("from sklearn.datasets import load_boston, load_wine",) * 2,
        ("from sklearn import metrics, datasets", "from sklearn import metrics, datasets"),
        (
            "import sklearn.cross_validation as cv\ncv.train_test_split(x)",
            "import sklearn.model_selection as cv\ncv.train_test_split(x)",
        ),
    ],
)
def test_sklearn_modules(before, expected):
    assert after(before) == expected


def test_what_is_gone_is_noted_once_above_its_statement():
    before = """\
import tensorflow as tf
from tensorflow.contrib import crf, learn


def model(x):
\tif x:
\t\treturn tf.contrib.boosted_trees.f(
\t\t    tf.contrib.boosted_trees.g(x), crf.crf_log_likelihood(x))
"""
    result = rewrite(before, target())
    lines = result.text.splitlines()
    assert lines[1].startswith("# MIGRATE: tf.contrib.crf is gone. Use ")
    assert lines[1].endswith(" See migration_guide/contrib.md.")
    assert lines[2] == "from contrib_learn_compat.tf.contrib import crf, learn"
    assert lines[7].startswith("\t\t# MIGRATE: tf.contrib.boosted_trees is gone. ")
    assert lines[8:] == before.splitlines()[6:]
    found = [(n.line, n.column, n.symbol) for n in result.notices]
    trees = "tf.contrib.boosted_trees"
    assert found == [
        (2, 32, "tf.contrib.crf"),
        (7, 10, trees),
        (8, 7, trees),
        (8, 38, "tf.contrib.crf"),
    ]
    assert result.notices[1].successor == "the tensorflow-decision-forests package"
    assert result.notices[1].page == "contrib.md"
    assert rewrite(result.text, target()).text == result.text


def test_what_is_doubtful_is_reported_and_left():
    text = "from contrib_learn_compat import tf\ntf = tf or fake\ntf.pack, tf.nn, tf.contrib.crf\n"
    result = rewrite(text, target())
    assert result.text == text
    found = [(notice.column, notice.symbol) for notice in result.notices]
    assert found == [(1, "tf.pack"), (17, "tf.contrib.crf")]
    assert result.notices[0].message == "tf may be something else here, so tf.pack is left alone."


def test_without_comments_no_line_is_added():
    before = "import tensorflow as tf\ntf.contrib.crf\n"
    result = rewrite(before, target(), comments=False)
    assert result.text == "from contrib_learn_compat import tf\ntf.contrib.crf\n"
    assert len(result.notices) == 1


@pytest.mark.parametrize(
    "name",
    [
        "tf.contrib.learn.DNNClasifier",
        "tf.contrib.learn.TensorFlowEstimator",
        "tf.contrib.tensor_forest.python.tensor_forest.ForestHParams",
        "tf.nn.seq2seq.rnn_decoder",
        "tf.contrib.no_such_thing",
        "getattr(tf.contrib, 'crf')",
        "tf.examples.tutorials.mnist.fully_connected_feed",
        "tf.contrib.learn.python.learn.estimators.head._no_such_head",
    ],
)
def test_what_needs_a_person(name):
    assert body(name).splitlines()[0].startswith("# MIGRATE: ")


@pytest.mark.parametrize(
    "name",
    [
        "tf.contrib.learn.DNNClassifier.fit",
        "tf.contrib.learn.python.learn.estimators.head._multi_class_head",
        "tf.contrib.losses",
        "tf.contrib.layers.python.layers.layers._inner_flatten",
        "tf.contrib.signal.stft",
        "tf.contrib.keras.layers.Dense",
    ],
)
def test_what_is_served_needs_nobody(name):
    assert body(name) == name
