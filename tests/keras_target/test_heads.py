"""Heads in Keras: the loss, the metrics and the predictions are the heads' own."""

import ast

import keras
import numpy as np
import pytest
import tensorflow as tf

from contrib_learn_compat import heads
from tests.keras_target.programs import converted

PROGRAM = """
import tensorflow as tf
from tensorflow.contrib import learn

def model_fn(features, labels, mode):
    head = learn.{head}
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=features["x"] + 0.0,
        train_op_fn=lambda loss: tf.train.GradientDescentOptimizer(0.1).minimize(
            loss, tf.train.get_global_step()))

def input_fn():
    return {{"x": tf.constant([[1.0]])}}, tf.constant([[1]])

estimator = learn.Estimator(model_fn, config=learn.RunConfig(tf_random_seed=1))
estimator.fit(input_fn=input_fn, steps=1)
estimator.predict(input_fn=input_fn)
"""

RNG = np.random.RandomState(3)
TWO = RNG.randn(40, 1), RNG.randint(0, 2, (40, 1))
THREE = RNG.randn(40, 3), RNG.randint(0, 3, (40, 1))
MANY = RNG.randn(40, 3), RNG.randint(0, 2, (40, 3))
NUMBERS = RNG.randn(40, 2), RNG.randn(40, 2)
COUNTS = RNG.randn(40, 1), RNG.poisson(2.0, (40, 1)).astype(np.float32)
WEIGHTS = RNG.uniform(0.5, 2.0, (40, 1)).astype(np.float32)

HEADS = {
    "multi_class_head(2)": TWO,
    "multi_class_head(2, thresholds=[0.3, 0.7], head_name='a')": TWO,
    "multi_class_head(2, weight_column_name='w')": TWO,
    "multi_class_head(3)": THREE,
    "multi_class_head(3, metric_class_ids=[0, 2], weight_column_name='w', head_name='a')": THREE,
    "binary_svm_head(head_name='a')": TWO,
    "binary_svm_head(weight_column_name='w')": TWO,
    "multi_label_head(3)": MANY,
    "multi_label_head(3, metric_class_ids=[1], weight_column_name='w', head_name='a')": MANY,
    "regression_head(label_dimension=2, link_fn=tf.sigmoid)": NUMBERS,
    "regression_head(weight_column_name='w', head_name='a')": COUNTS,
    "poisson_regression_head(head_name='a')": COUNTS,
    "poisson_regression_head(weight_column_name='w', head_name='a')": COUNTS,
}


def definitions(program):
    """Returns the functions and classes of a program's Keras form, by name."""
    tree = ast.parse(converted(program))
    kept = ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    scope = {}
    exec(compile(tree, "migrated", "exec"), scope)
    return scope


def of_head(head, x, labels, mode):
    """Returns what a head says of its logits: loss, metrics and predictions."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        scope = {"tf": tf.compat.v1, **vars(heads)}
        ops = eval(head, scope).create_model_fn_ops(
            {"x": tf.constant(x), "w": tf.constant(WEIGHTS)},
            mode,
            labels=tf.constant(labels),
            logits=tf.constant(x),
        )
        session.run([tf.compat.v1.local_variables_initializer(), tf.compat.v1.tables_initializer()])
        session.run({key: update for key, (_, update) in ops.eval_metric_ops.items()})
        metrics = session.run({key: value for key, (value, _) in ops.eval_metric_ops.items()})
        return session.run(ops.loss), metrics, session.run(ops.predictions)


def _cases():
    for head, (_, labels) in HEADS.items():
        yield head, labels
        if labels.shape[1] == 1 and "weight" not in head:
            yield head, labels[:, 0]


@pytest.mark.parametrize(("head", "labels"), list(_cases()))
def test_a_head_says_the_same(head, labels):
    x, _ = HEADS[head]
    x = x.astype(np.float32)
    loss, metrics, predictions = of_head(head, x, labels, "eval")
    migrated = definitions(PROGRAM.format(head=head))
    model = migrated["build_model"]({"x": keras.Input(x.shape[1:], name="x")})
    dataset = tf.data.Dataset.from_tensors(({"x": x, "w": WEIGHTS}, labels))
    dataset = dataset.map(migrated.get("prepared", lambda f, labels: ({"x": f["x"]}, labels)))
    results = model.evaluate(dataset, return_dict=True, verbose=0)
    np.testing.assert_allclose(results.pop("loss"), loss, rtol=1e-6)
    metrics.pop("loss", None)
    assert sorted(results) == sorted(metrics)
    for key, value in metrics.items():
        np.testing.assert_allclose(results[key], value, atol=2e-6, err_msg=key)
    predicted = migrated["build_predictor"](model).predict({"x": x}, verbose=0)
    assert sorted(predicted) == sorted(predictions)
    for key, value in predictions.items():
        np.testing.assert_allclose(predicted[key], value, atol=1e-6, err_msg=key)


def test_heads_of_one_tensor_share_its_columns():
    heads = (
        "multi_head([learn.multi_class_head(3, label_name='kind', head_name='kind'), "
        "learn.regression_head(label_name='cost', head_name='price')], loss_weights=[1.0, 0.5])"
    )
    program = PROGRAM.format(head=heads).replace('features["x"] + 0.0', "logits")
    logits = 'logits = tf.contrib.layers.linear(features["x"], 4)'
    program = program.replace("    return head", f"    {logits}\n    return head")
    migrated = definitions(program)
    model = migrated["build_model"]({"x": keras.Input([2], name="x")})
    labels = {"kind": np.array([[0], [2]]), "cost": np.array([[1.0], [2.0]])}
    dataset = tf.data.Dataset.from_tensors(({"x": np.ones([2, 2])}, labels))
    results = model.evaluate(dataset.map(migrated["prepared"]), return_dict=True, verbose=0)
    assert sorted(results) == ["accuracy/kind", "loss", "loss/kind", "loss/price"]
    total = results["loss/kind"] + 0.5 * results["loss/price"]
    np.testing.assert_allclose(results["loss"], total, rtol=1e-6)
    predicted = migrated["build_predictor"](model).predict(dataset, verbose=0)
    assert predicted["kind/probabilities"].shape == (2, 3)
    assert predicted["price/scores"].shape == (2,)
