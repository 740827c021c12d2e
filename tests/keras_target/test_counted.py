"""Models each of whose steps counts as several make as many steps as TF 1.15 made."""

import ast

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import INPUT, converted

PROGRAM = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn

N = 40
x = layers.real_valued_column("x")
y = layers.bucketized_column(x, [1.5])


"""
BOTH = """\
estimator = learn.DNNLinearCombinedRegressor(
    linear_feature_columns=[y], dnn_feature_columns=[x], dnn_hidden_units=[2])
"""
EITHER = """\
def make(is_wide):
    if is_wide:
        return learn.LinearRegressor([y])
    return learn.DNNLinearCombinedRegressor(
        linear_feature_columns=[y], dnn_feature_columns=[x], dnn_hidden_units=[2])


estimator = make(False)
"""
STEPS = "N // 2 + 1"
FIT = "estimator.fit(input_fn=input_fn, steps=N)\n"


def called(function, made, *statements):
    """Returns the arguments of the call that a program comes to make of a function."""
    text = converted("".join([PROGRAM, INPUT, made, *statements]))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == function:
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            return [*map(ast.unparse, node.args)], given
    raise AssertionError(f"it does not call {function}")


def steps(made, fit):
    """Returns the text of the steps that `fit` comes to make."""
    return called("estimator.fit", made, fit)[1]["steps_per_epoch"]


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        # Odd numbers, and 2, are what TF 1.15 always makes of them; with others it is 1 less at
        # times.
        ("1", "1"),
        ("2", "2"),
        ("3", "2"),
        ("4", "3"),
        ("7", "4"),
        ("10", "6"),
        ("N", STEPS),
        ("N - 1", "(N - 1) // 2 + 1"),
    ],
)
def test_half_the_steps_and_one_are_made(asked, made):
    assert steps(BOTH, f"estimator.fit(input_fn=input_fn, steps={asked})") == made
    assert steps(BOTH, f"estimator.fit(input_fn=input_fn, max_steps={asked})") == made


@pytest.mark.parametrize(
    "part",
    ["linear_feature_columns=[y]", "dnn_feature_columns=[x], dnn_hidden_units=[2]"],
)
def test_one_optimizer_alone_counts_once(part):
    made = f"estimator = learn.DNNLinearCombinedRegressor({part})\n"
    assert steps(made, FIT) == "N"


def test_only_models_of_two_parts_make_fewer_steps():
    assert steps(EITHER, FIT) == "N // 2 + 1 if isinstance(estimator, WideAndDeep) else N"


@pytest.mark.parametrize(
    ("made", "count"),
    [(BOTH, "2"), (EITHER, "2 if isinstance(estimator, WideAndDeep) else 1")],
)
def test_the_global_step_is_what_was_counted(made, count):
    evaluate = "print(estimator.evaluate(input_fn=input_fn, steps=1)['global_step'])\n"
    given, _ = called("evaluate_counted", made, FIT, evaluate)
    assert given == ["estimator", "input_fn()", count]


def test_models_that_cannot_be_told_apart_stay():
    fit = "make(False).fit(input_fn=input_fn, steps=N)\n"
    with pytest.raises(Obstacles, match="of one of its models counts as several"):
        converted(PROGRAM + INPUT + EITHER + fit)


HOOK = """\
hook = tf.train.StepCounterHook()
estimator.fit(input_fn=input_fn, steps=4, monitors=[hook])
"""
RATE = "rate = tf.train.exponential_decay(0.1, tf.train.get_global_step(), 9, 0.5)\n"


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        (RATE, "a learning rate changes with steps"),
        ("estimator.get_variable_value('global_step')", "counts as several"),
        (HOOK, "its monitors watch steps that count as 2"),
    ],
)
def test_what_reads_the_global_step_stays(then, reason):
    with pytest.raises(Obstacles, match=reason):
        converted(PROGRAM + INPUT + BOTH + FIT + then)
