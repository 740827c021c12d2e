"""The heads answer as those of TF 1.15 did; tests/goldens/heads/ holds its answers.

They are recorded by tools/oracle/record_heads.py from the cases of tools/oracle/head_cases.py,
which say what is built, from which inputs, in which scopes. `golden_diff` says what must be equal.
"""

import pathlib
import re

import pytest
import tensorflow as tf

import golden_json
import head_cases
import head_runner
import head_surface
from contrib_learn_compat import heads, model_fn

from . import golden_diff

GOLDENS = pathlib.Path(__file__).parents[1] / "goldens" / "heads"
RECORDED = {
    row["case"]["id"]: row
    for family in head_cases.families()
    for row in golden_json.load(GOLDENS / f"{family}.json")
}
# The heads with most metrics take most time, and every guise of their inputs is tried elsewhere.
SLOW = re.compile("(binary|multi_label)/(labels|weights|logits|logits_input)/")
# Each head and mode with all options at once, and variables where a program gives tensors.
SAMPLE = re.compile(".*(/everything|joined/loss_weights|/as_variable)")
# Parts of answers that are TensorFlow's to change: under a seed, weights depend on the number of
# ops made before them, and those of another head's metrics are TensorFlow's own; and a variable
# scope calls its regularizer once more now, to see whether it gives anything.
IGNORED = {
    re.compile("multi_head/.*(logits_input|sgd|adagrad_of_all)|.*twice_unnamed"): ["initial"],
    re.compile(".*/regularizer/"): ["graph"],
}


def named(names):
    marks = [pytest.mark.slow]
    return [pytest.param(name, marks=marks if SLOW.match(name) else []) for name in names]


def answer(case, **options):
    runner = head_runner.HeadRunner(tf.compat.v1, heads, model_fn.ModelFnOps, **options)
    return golden_json.as_json(runner.run(case))


def without(parts, recorded):
    return {key: value for key, value in recorded.items() if key not in parts}


@pytest.mark.parametrize("name", named(RECORDED))
def test_as_tf_1_15(name, tf1_behavior):
    row = RECORDED[name]
    ignored = [part for names, parts in IGNORED.items() if names.match(name) for part in parts]
    expected, got = (without(ignored, part) for part in (row["answer"], answer(row["case"])))
    assert golden_diff.differences(name, expected, got) == []


@pytest.mark.parametrize("name", list(filter(SAMPLE.fullmatch, RECORDED)))
def test_as_tf_1_15_under_tf_2_behavior(name, tf2_behavior):
    """Resource variables, eager mode outside, graph rewriting and threads.

    Then the ops that hold and read variables are others, and so are the seeds of initializers.
    """
    row = RECORDED[name]
    got = answer(row["case"], session_config=tf.compat.v1.ConfigProto())
    expected, got = (without(("graph", "initial"), part) for part in (row["answer"], got))
    assert golden_diff.differences(name, expected, got, rewritten=True) == []


def test_the_recorded_cases_are_those_described():
    described = [case for cases in head_cases.families().values() for case in cases]
    assert [row["case"] for row in RECORDED.values()] == golden_json.as_json(described)


def test_surface():
    (recorded,) = golden_json.load(GOLDENS / "surface.json")
    surface = golden_json.as_json(head_surface.surface(heads, model_fn.ModelFnOps))
    assert surface == recorded["surface"]


def test_eager_tensors():
    """Where TF 1.15 fails, so do we; it predicts eagerly by accident, and we never do."""
    (recorded,) = golden_json.load(GOLDENS / "surface.json")
    failures = head_surface.eager_failures(tf.compat.v1, heads, model_fn.ModelFnOps)
    assert set(recorded["eager"].values()) == {"RuntimeError", None}
    assert failures == dict.fromkeys(recorded["eager"], "RuntimeError")
