"""Variables by the names that TensorFlow 1 gave them."""

import ast
import textwrap

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

IMPORTS = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn

X = layers.real_valued_column("x")
KIND = layers.sparse_column_with_keys("kind", ["a", "b"])

def input_fn():
    return {"x": tf.constant([[1.0]]), "kind": tf.constant([["a"]])}, tf.constant([[1]])

"""
FIT = "estimator.fit(input_fn=input_fn, steps=1)\n"
OWN = """\
def model_fn(features, labels, mode):
    net = layers.fully_connected(features["x"], 2, scope="tower/hidden_1")
    with tf.variable_scope("end"):
        scale = tf.get_variable("scale", [1])
        net = scale * tf.layers.dense(net, 1, use_bias=False, name="logits")
    loss = tf.losses.mean_squared_error(labels, net)
    {train}
    return learn.ModelFnOps(mode, net, loss, train_op)

estimator = learn.Estimator(model_fn)
"""
SGD = "train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())"
ADAM = SGD.replace("GradientDescent", "Adam")
LISTED = "for name in estimator.get_variable_names():\n    print(name)\n"


def of(made, listed):
    return converted(f"{IMPORTS}{made}{FIT}{textwrap.dedent(listed)}")


def table(made, listed=LISTED):
    """Returns the table of a converted program."""
    functions = [n for n in ast.parse(of(made, listed)).body if isinstance(n, ast.FunctionDef)]
    table = next(f for f in functions if f.name == "variables").body[-1].value
    return {key.value: ast.unparse(of) for key, of in zip(table.keys, table.values, strict=True)}


def layer(name, attribute):
    return f"model.get_layer('{name}').{attribute}"


NO_SLOTS = (
    "for name in estimator.get_variable_names():\n"
    "    if not name.endswith(('Adagrad', 'Ftrl', 'Ftrl_1')):\n        print(name)\n"
)
DEEP = {
    "dnn/hiddenlayer_0/biases": layer("dnn_hiddenlayer_0", "bias"),
    "dnn/hiddenlayer_0/weights": layer("dnn_hiddenlayer_0", "kernel"),
    "dnn/logits/biases": layer("dnn_logits", "bias"),
    "dnn/logits/weights": layer("dnn_logits", "kernel"),
}
BAG = {
    "dnn/input_from_feature_columns/kind_embedding/weights": layer("kind_embedding", "embeddings")
}
LINEAR = {
    "linear/bias_weight": layer("linear", "bias"),
    "linear/kind/weights": layer("linear_kind", "embeddings"),
    "linear/x/weight": layer("linear_x", "kernel"),
}
STEP = {"global_step": "model.optimizer.iterations"}
RATE = "model.optimizer.learning_rate"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            "estimator = learn.DNNClassifier([3], [layers.embedding_column(KIND, 2), X])",
            {**DEEP, **BAG, "dnn/binary_logistic_head/dnn/learning_rate": RATE},
        ),
        (
            "UNITS = [3]\nestimator = learn.DNNRegressor(hidden_units=UNITS, feature_columns=[X])",
            {**DEEP, "dnn/regression_head/dnn/learning_rate": RATE},
        ),
        ("estimator = learn.LinearClassifier([KIND, X])", LINEAR),
        (
            "estimator = learn.LinearClassifier([X])",
            {
                "linear/bias_weight": layer("linear_x", "bias"),
                "linear/x/weight": layer("linear_x", "kernel"),
            },
        ),
        (
            "estimator = learn.DNNLinearCombinedEstimator(learn.multi_class_head(3, head_name='h'),"
            " linear_feature_columns=[X, KIND], dnn_feature_columns=[X], dnn_hidden_units=[3],"
            " fix_global_step_increment_bug=True)",
            {
                **DEEP,
                **LINEAR,
                "h/dnn/learning_rate": RATE,
                "h/linear/learning_rate": "model.linear_optimizer.learning_rate",
            },
        ),
    ],
)
def test_canned_models(made, expected):
    assert table(made + "\n", NO_SLOTS) == {**expected, **STEP}


def test_models_of_scopes():
    expected = {
        "end/logits/kernel": layer("end_logits", "kernel"),
        "end/scale": layer("end_scale", "weight"),
        "tower/hidden_1/biases": layer("tower_hidden_1", "bias"),
        "tower/hidden_1/weights": layer("tower_hidden_1", "kernel"),
    }
    assert table(OWN.format(train=SGD)) == {**expected, **STEP}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            """\
            for name in estimator.get_variable_names():
                print(name, estimator.get_variable_value(name).shape)
            """,
            """\
            for name in variables(estimator):
                print(name, variables(estimator)[name].numpy().shape)
            """,
        ),
        ("print(estimator.get_variable_names())", "print(list(variables(estimator)))"),
        ("print(len(estimator.get_variable_names()))", "print(len(list(variables(estimator))))"),
        (
            """\
            names = sorted(estimator.get_variable_names())
            values = [estimator.get_variable_value(n) for n in names]
            """,
            """\
            names = sorted(variables(estimator))
            values = [variables(estimator)[n].numpy() for n in names]
            """,
        ),
        (
            """\
            variables = {
                n: estimator.get_variable_value(n) for n in estimator.get_variable_names()
            }
            """,
            """\
            variables = {
                n: legacy_variables(estimator)[n].numpy() for n in legacy_variables(estimator)
            }
            """,
        ),
    ],
)
def test_they_are_read_as_they_were(old, new):
    text = of(OWN.format(train=SGD) + "print(1)\n", old)
    assert textwrap.dedent(new).strip() in text, text


@pytest.mark.parametrize(
    "listed",
    [
        "print([n for n in estimator.get_variable_names()"
        " if n.startswith('end/') and 'Ada' not in n])",
        "for n in estimator.get_variable_names():\n    if 'Adam' in n or n in ('beta1_power',"
        " 'beta2_power'):\n        continue\n    print(n)",
        "names = [n for n in estimator.get_variable_names() if n == 'end/scale']\nprint(names)",
        "print('end/scale' in estimator.get_variable_names())",
    ],
)
def test_what_leaves_the_slots_out_needs_none(listed):
    assert "variables(estimator)" in of(OWN.format(train=ADAM), listed)


@pytest.mark.parametrize(
    ("made", "listed", "reason"),
    [
        (OWN.format(train=ADAM), LISTED, "optimizers have other variables"),
        (
            OWN.format(train=ADAM),
            "print([n for n in estimator.get_variable_names() if 'kernel' in n])",
            "optimizers have other variables",
        ),
        (
            OWN.format(train=ADAM),
            "for n in estimator.get_variable_names():\n    if 'Adam' in n:\n        continue\n"
            "    print(n)",
            "optimizers have other variables",  # The powers of beta.
        ),
        (
            OWN.format(train=ADAM),
            "print('end/scale/Adam' in estimator.get_variable_names())",
            "optimizers have other variables",
        ),
        (
            "estimator = learn.DNNClassifier([3], [X], optimizer=tf.train.AdagradOptimizer(0.3))\n",
            NO_SLOTS,
            "optimizers have other variables",  # A learning rate that nothing learns by.
        ),
        (OWN.format(train=SGD).replace(', scope="tower/hidden_1"', ""), LISTED, "has no scope"),
        (
            "estimator = learn.DNNClassifier([3], [X], enable_centered_bias=True)\n",
            NO_SLOTS,
            "its head has variables of its own",
        ),
        (
            OWN.format(train=SGD),
            f"{LISTED}print(estimator.get_variable_value(input()))",
            "name is not a literal",
        ),
    ],
)
def test_what_is_not_certain_stays(made, listed, reason):
    with pytest.raises(Obstacles, match=reason) as raised:
        of(made, listed)
    assert len(raised.value.obstacles) == 1


def test_a_variable_that_no_layer_made():
    assert 'estimator.get_layer("end_scale").weight.numpy()' in of(
        OWN.format(train=SGD), "print(estimator.get_variable_value('end/scale'))"
    )
