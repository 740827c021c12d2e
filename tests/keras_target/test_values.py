"""Numbers of classes that a program has under a name: two classes are another model than three."""

import textwrap

import pytest

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.keras.program import conversion
from contrib_learn_migrate.keras.rules import Obstacles
from contrib_learn_migrate.rewrite import rewrite

PROGRAM = """\
import argparse
import sys
import tensorflow as tf
from tensorflow.contrib import layers, learn

{before}


def input_fn():
    return {{"x": tf.constant([[1.0], [2.0]])}}, tf.constant([0, 2])


def make({parameter}):
    x = layers.real_valued_column("x")
    return learn.DNNClassifier([4], [x], n_classes={n})


estimator = make({argument})
estimator.fit(input_fn=input_fn, steps=10)
"""
FLAG = 'flags = tf.app.flags\nFLAGS = flags.FLAGS\nflags.DEFINE_integer("n", 3, "Classes.")'
PARSED = """\
parser = argparse.ArgumentParser()
parser.add_argument("--n", type=int, default=3)
FLAGS, _ = parser.parse_known_args()
"""
CLASS = "class Config(object):\n    n = 3"


def converted(n, before="", parameter="", argument=""):
    parts = {"n": n, "before": before, "parameter": parameter, "argument": argument}
    return conversion(rewrite(PROGRAM.format(**parts), target(), program=True).text)


def logits(*args, **kwargs):
    """Returns the text of the layer of the logits, where there are more than two classes."""
    text = converted(*args, **kwargs).text
    assert "SparseCategoricalCrossentropy" in text
    return next(line.strip() for line in text.splitlines() if line.strip().startswith("logits ="))


@pytest.mark.parametrize(
    ("n", "before"),
    [
        ("N", "N = 3"),
        ("N", "LABELS = 2\nN = 1 + LABELS"),
        ("len(NAMES)", 'NAMES = ["a", "b", "c"]'),
        ("N", 'NAMES = {"a": 0, "b": 1, "c": 2}\nN = len(NAMES)'),
        ('CONFIG["n"]', 'CONFIG = {"n": 3}'),
        ("Config.n", CLASS),
        ("N", "N = 3 if len(sys.argv) > 1 else 4"),
    ],
)
def test_the_name_stays_where_the_number_is_known(n, before):
    assert f".Dense({n}, " in logits(n, before)


@pytest.mark.parametrize("argument", ["", "5", "k=5", "N"])
def test_arguments_and_their_defaults_are_known(argument):
    assert ".Dense(k, " in logits("k", "N = 4", "k=3", argument)


def test_two_classes_have_one_logit():
    text = converted("N", "N = 2").text
    assert ".Dense(1, " in text
    assert "binary_metrics()" in text


@pytest.mark.parametrize("flags", [FLAG, PARSED])
def test_a_flag_is_taken_for_its_default_and_the_report_says_so(flags):
    assert ".Dense(FLAGS.n, " in logits("FLAGS.n", flags)
    (said,) = {message for _, message in converted("FLAGS.n", flags).left_out}
    assert said == "the new program is made for what n is by default"


@pytest.mark.parametrize(
    ("n", "before"),
    [
        ("N", "N = 3\nN += 1"),
        ("N", "N = 2 if len(sys.argv) > 1 else 3"),
        ("N", "N = 3\ndef change():\n    global N\n    N = int(sys.argv[1])"),
        ("N", "N = int(sys.argv[1])"),
        ("N", "N = 1\nN = N + 1"),
        ("len(NAMES)", 'NAMES = ["a", "b"]\nNAMES.append("c")'),
        ("len(NAMES)", 'NAMES = ["a", "b"]\nALSO = NAMES\ndel ALSO[0]'),
        ("len(NAMES)", "NAMES = list(range(3))"),
        ('CONFIG["n"]', 'CONFIG = {"n": 3}\nCONFIG.update(n=2)'),
        ('CONFIG["m"]', 'CONFIG = {"n": 3}'),
        ("Config.n", f"{CLASS}\nConfig.n = 2"),
        ("FLAGS.n", f"{FLAG}\nFLAGS.n = 2"),
        ("FLAGS.m", FLAG),
        ("FLAGS.n", FLAG.replace("3", "None")),
        ("FLAGS.n", PARSED.replace(", default=3", "")),
    ],
)
def test_what_is_not_certain_stays(n, before):
    with pytest.raises(Obstacles, match="not known whether there are two classes"):
        converted(n, before)


HEAD = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn

SIZES = {"wide": 3}


def model_fn(features, labels, mode, params):
    n = params["n"]
    head = learn.multi_class_head(n)
    logits = layers.linear(features["x"], n)
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=logits,
        train_op_fn=lambda loss: tf.train.AdagradOptimizer(0.1).minimize(loss))


def input_fn():
    return {"x": tf.constant([[1.0], [2.0]])}, tf.constant([0, 2])


estimator = learn.Estimator(model_fn, params={"n": SIZES["wide"]})
estimator.fit(input_fn=input_fn, steps=10)
"""


def test_an_entry_of_params_is_what_it_is_given():
    new = conversion(rewrite(textwrap.dedent(HEAD), target(), program=True).text).text
    assert 'n = params["n"]\n' in new
    assert "keras.layers.Dense(n)(" in new
    assert "SparseCategoricalCrossentropy" in new
