"""Patterns of programs that people wrote: what they become, or that they are left with a reason."""

import ast

import pytest

from contrib_learn_migrate.keras.flow import Flow
from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import ESTIMATOR, INPUT, MODEL, converted


def reasons(text):
    """Returns what stands in the way of a program."""
    with pytest.raises(Obstacles) as raised:
        converted(text)
    return str(raised.value)


def test_chains_of_methods_of_others_are_not_followed():
    """Each of these parameters is made of the next one: following all chains never ended."""
    count = 12
    text = "".join(
        f"def f{i}(x):\n  return x.scale().shift()\n\nf{i}(f{(i + 1) % count}(y{i}))\n\n"
        for i in range(count)
    )
    flow = Flow(ast.parse(text))
    methods = [call.func for call in flow.calls if isinstance(call.func, ast.Attribute)]
    assert [flow.origins(method) for method in methods] == [[method] for method in methods]


CUSTOM = """\
import tensorflow as tf


def model_fn(features, labels, mode):
    predictions = tf.layers.dense(features['x'], 1)
    loss = tf.losses.mean_squared_error(labels, predictions)
    train_op = tf.py_func(print, [loss], tf.float32)
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op)


def input_fn():
    return tf.data.Dataset.from_tensors(({'x': [[1.0]]}, [[2.0]]))


"""


def test_a_model_that_is_not_moved_is_the_reason_where_it_is_trained_and_evaluated():
    text = CUSTOM + (
        "estimator = tf.estimator.Estimator(model_fn)\n"
        "tf.estimator.train_and_evaluate(\n"
        "    estimator, tf.estimator.TrainSpec(input_fn, max_steps=10),\n"
        "    tf.estimator.EvalSpec(input_fn))\n"
    )
    assert "train_op: it is made in a way that is not known" in reasons(text)


def test_a_model_that_is_not_moved_is_the_reason_where_an_experiment_takes_it():
    text = CUSTOM + (
        "estimator = tf.contrib.learn.Estimator(model_fn)\n"
        "tf.contrib.learn.Experiment(estimator, input_fn, input_fn).train_and_evaluate()\n"
    )
    assert "train_op: it is made in a way that is not known" in reasons(text)


def test_specs_that_are_not_known_are_the_reason():
    text = MODEL + (
        "def run(specs):\n"
        "    estimator = learn.Estimator(model_fn)\n"
        "    tf.estimator.train_and_evaluate(estimator, *specs)\n"
        "    tf.estimator.train_and_evaluate(estimator, specs[0], specs[1])\n"
    )
    assert "it is not known what it is given" in reasons(text)


READ = """\
def input_fn(name='a.csv'):
    dataset = tf.data.TextLineDataset({files})
    def parse(line):
        x, y = {parsed}
        return {{'x': tf.expand_dims(x, -1)}}, y
    return dataset.map(parse).batch(2).repeat()


estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=10)
"""


def test_arguments_are_named_as_tensorflow_2_names_them():
    text = converted(
        MODEL
        + READ.format(
            files="tf.gfile.Glob(filename=name)",
            parsed="tf.decode_csv(records=line, record_defaults=[[0.0], [0]], na_value='?')",
        )
    )
    assert "tf.io.gfile.glob(pattern=name)" in text
    assert "records=line, record_defaults=[[0.0], [0]], na_value='?'\n" in text


def test_arguments_at_other_places_are_not_guessed():
    text = MODEL + READ.format(
        files="name", parsed="tf.decode_csv(line, [[0.0], [0]], ',', True, 'csv')"
    )
    assert "TensorFlow 2 takes these arguments in another order: name them" in reasons(text)


ARRAYS = (
    "import numpy as np\n"
    "from sklearn import metrics\n"
    "from tensorflow.contrib import learn\n\n"
    "x, y = np.ones([4, 1], 'float32'), np.zeros([4], 'int64')\n"
    "classifier = learn.DNNClassifier([5], learn.infer_real_valued_columns_from_input(x))\n"
    "classifier.fit(x, y, steps=10, batch_size=2)\n"
)


@pytest.mark.parametrize("function", ["metrics.accuracy_score(y, {})", "np.array({})"])
def test_libraries_are_given_arrays(function):
    """They took what predict returned as it was before it returned iterators."""
    text = converted(ARRAYS + f"print({function.format('classifier.predict(x)')})\n")
    assert "iter(" not in text
    assert "['classes']" in text


def test_what_is_asked_for_the_next_is_an_iterator():
    text = converted(ARRAYS + "print(next(classifier.predict(x)))\n")
    assert "next(iter(" in text


def test_functions_of_ones_own_are_given_iterators():
    text = "import shown\n" + ARRAYS + "shown.first(classifier.predict(x))\n"
    assert "shown.first(iter(" in "".join(converted(text).split("\n")).replace("( ", "(")


@pytest.mark.parametrize(
    "old, new",
    [
        ("tf.reset_default_graph()", ""),
        ("tf.summary.FileWriterCache.clear()", ""),
        ("tf.logging.log(tf.logging.WARN, 'as %s', 1)", 'logging.warn("as %s", 1)'),
    ],
)
def test_statements_about_what_is_around_models(old, new):
    between = converted(f"{MODEL}{INPUT}{old}\n{ESTIMATOR}").partition("repeat()\n")[2]
    assert between.partition("estimator =")[0].strip() == new


def test_a_level_that_only_runs_know_stays():
    text = f"{MODEL}{INPUT}level = 20\ntf.logging.log(level, 'said')\n{ESTIMATOR}"
    assert "tf.logging.log: its level is not known" in reasons(text)


ONE_OR_ANOTHER = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn


def input_fn():
    return {"x": tf.constant([[1.0]]), "y": tf.constant([[2.0]])}, tf.constant([[3.0]])


def build(is_wide):
    x, y = layers.real_valued_column("x"), layers.real_valued_column("y")
    if is_wide:
        estimator = learn.LinearRegressor([x])
    else:
        estimator = learn.DNNRegressor([4], [x, y])
    return estimator


estimator = build(True)
estimator.fit(input_fn=input_fn, steps=10)
print(list(estimator.predict(input_fn=input_fn)))
"""


def test_a_model_is_asked_what_it_takes_where_it_is_one_or_another():
    assert converted(ONE_OR_ANOTHER).count("input_fn().map(only(*estimator.input))") == 2


def test_what_has_no_name_is_not_asked():
    text = ONE_OR_ANOTHER.replace("estimator.fit(", "build(False).fit(")
    assert "input_fn: one model takes what another does not" in reasons(text)


OF_THE_MODULE = MODEL.replace("    head = learn.multi_class_head(3)\n", "").replace(
    "head.create", "HEAD.create"
)


def test_a_head_may_be_the_modules():
    model = OF_THE_MODULE.replace(
        "def model_fn", "HEAD = learn.multi_class_head(3)\n\n\ndef model_fn"
    )
    expected = converted(MODEL + INPUT + ESTIMATOR)
    assert converted(model + INPUT + ESTIMATOR).split() == expected.split()


def test_a_head_out_of_another_function_is_not_known():
    made = "def made(n):\n    return learn.multi_class_head(n)\n\n\nHEAD = made(3)\n\n\n"
    text = OF_THE_MODULE.replace("def model_fn", made + "def model_fn")
    assert "head: it is not known which head this is" in reasons(text + INPUT + ESTIMATOR)
