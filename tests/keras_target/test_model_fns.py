"""model_fns that have a loss, predictions and metrics of their own."""

import ast

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import converted

PROGRAM = """
import tensorflow as tf
from tensorflow.contrib import layers, learn

{model}

def input_fn():
    return {{"x": tf.constant([[1.0]])}}, tf.constant([[1]])

estimator = learn.Estimator(model_fn{params})
estimator.fit(input_fn=input_fn, steps=1)
estimator.predict(input_fn=input_fn)
"""
TRAIN = """train_op = tf.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.train.get_global_step())"""


def functions(model, params=""):
    """Returns the functions of a program's Keras form, by name, without their docstrings."""
    text = PROGRAM.format(model=model.replace("<TRAIN>", TRAIN), params=params)
    tree = ast.parse(converted(text))
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            found[node.name] = "\n".join(map(ast.unparse, body))
    return found


def obstacles(model, params=""):
    with pytest.raises(Obstacles) as found:
        functions(model, params)
    return [(obstacle.construct, obstacle.reason) for obstacle in found.value.obstacles]


def of_loss(loss, logits="layers.linear(features['x'], 1)", predictions="logits"):
    """Returns a model_fn with a loss."""
    return f"""
def model_fn(features, labels, mode):
    logits = {logits}
    loss = {loss}
    <TRAIN>
    return learn.ModelFnOps(mode, {predictions}, loss, train_op)
"""


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("tf.losses.mean_squared_error(labels, logits)", "MeanSquaredError()"),
        ("tf.losses.mean_squared_error(labels, tf.squeeze(logits, 1))", "MeanSquaredError()"),
        ("tf.contrib.losses.absolute_difference(logits, labels)", "MeanAbsoluteError()"),
        ("tf.losses.huber_loss(labels, logits, delta=2.0)", "Huber(delta=2.0)"),
        ("tf.losses.hinge_loss(labels, logits)", "Hinge()"),
        (
            "tf.losses.sigmoid_cross_entropy(tf.to_float(labels), logits)",
            "BinaryCrossentropy(from_logits=True)",
        ),
        (
            "tf.losses.softmax_cross_entropy(tf.one_hot(tf.cast(labels, tf.int32), 3), logits)",
            "SparseCategoricalCrossentropy(from_logits=True)",
        ),
        (
            "tf.losses.softmax_cross_entropy(labels, logits, label_smoothing=0.1)",
            "CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)",
        ),
        (
            "tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits("
            "labels=labels, logits=logits))",
            "SparseCategoricalCrossentropy(from_logits=True)",
        ),
        ("tf.reduce_mean(input_tensor=tf.square(labels - logits))", "MeanSquaredError()"),
        ("tf.reduce_mean(tf.square(logits - labels))", "MeanSquaredError()"),
        ("tf.reduce_mean(tf.abs(labels - logits))", "MeanAbsoluteError()"),
    ],
)
def test_losses_that_keras_has(loss, expected):
    assert f"loss=keras.losses.{expected}" in functions(of_loss(loss))["build_model"]


def test_a_loss_that_keras_has_not_is_a_function():
    build = functions(of_loss("tf.reduce_sum(tf.square(logits - labels))"))["build_model"]
    assert "def loss(labels, logits):\n    return keras.ops.sum(" in build
    assert "keras.ops.square(logits - labels)" in build
    assert "loss=loss" in build


@pytest.mark.parametrize(
    ("loss", "construct"),
    [
        (
            "tf.losses.mean_squared_error(labels, logits, weights=2.0)",
            "tf.losses.mean_squared_error",
        ),
        (
            "tf.losses.mean_squared_error(labels, logits, reduction=tf.losses.Reduction.SUM)",
            "tf.losses.mean_squared_error",
        ),
        ("tf.reduce_sum(logits * features['x'] - labels)", "loss"),
    ],
)  # fmt: skip
def test_losses_that_nobody_is_certain_of(loss, construct):
    assert [name for name, _ in obstacles(of_loss(loss))] == [construct]


def test_only_regularizers_that_are_added_up_are_kept():
    logits = "layers.linear(features['x'], 1, weights_regularizer=layers.l2_regularizer(0.1))"
    loss = "tf.losses.mean_squared_error(labels, logits)"
    assert "regularizer" not in functions(of_loss(loss, logits))["build_model"]
    collected = "tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)"
    for total in (
        f"{loss} + tf.losses.get_regularization_loss()",
        f"tf.add_n([{loss}, tf.add_n({collected})])",
    ):
        build = functions(of_loss(total, logits))["build_model"]
        assert "kernel_regularizer=keras.regularizers.L2(0.05)" in build
        assert "loss=keras.losses.MeanSquaredError()" in build


def test_predictions_are_made_of_the_output():
    model = of_loss(
        "tf.losses.sigmoid_cross_entropy(labels, logits)",
        predictions="{'p': tf.sigmoid(logits), 'logits': logits}",
    )
    predictor = functions(model)["build_predictor"]
    assert predictor.startswith("logits = model.output\n")
    assert "{'p': keras.ops.sigmoid(logits), 'logits': logits}" in predictor


def test_branches_on_the_mode():
    build = functions("""
def model_fn(features, labels, mode):
    is_training = mode == learn.ModeKeys.TRAIN
    net = layers.relu(features['x'], 4)
    if is_training:
        net = layers.dropout(net, 0.5)
    scores = layers.linear(net, 1, scope='scores')
    if mode in (learn.ModeKeys.INFER,):
        return learn.ModelFnOps(mode, {'scores': scores})
    loss = tf.losses.mean_squared_error(labels, scores)
    if not is_training:
        return learn.ModelFnOps(mode, {'scores': scores}, loss, eval_metric_ops={
            'mae': tf.metrics.mean_absolute_error(labels, scores)})
    <TRAIN>
    return learn.ModelFnOps(mode, {'scores': scores}, loss, train_op)
""")["build_model"]
    assert "labels" not in build
    assert "net = keras.layers.Dropout(0.5)(net)" in build
    assert "metrics=[keras.metrics.MeanAbsoluteError(name='mae')]" in build


def test_metrics_of_an_output_that_is_squeezed():
    build = functions("""
def model_fn(features, labels, mode):
    scores = tf.squeeze(layers.linear(features['x'], 1), axis=1)
    if mode == learn.ModeKeys.INFER:
        return learn.ModelFnOps(mode, {'scores': scores})
    loss = tf.losses.mean_squared_error(labels, scores)
    <TRAIN>
    return learn.ModelFnOps(mode, {'scores': scores}, loss, train_op, eval_metric_ops={
        'rmse': tf.metrics.root_mean_squared_error(labels, scores)})
""")["build_model"]
    assert "metrics=[keras.metrics.RootMeanSquaredError(name='rmse')]" in build


OF_STEPS = """
def model_fn(features, labels, mode):
    logits = layers.linear(features['x'], 1)
    p = tf.sigmoid(logits)
    <MORE>
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    <TRAIN>
    return learn.ModelFnOps(mode, p, loss, train_op, eval_metric_ops={
        'hits': tf.metrics.recall(labels, p)})
"""


def test_metrics_of_what_is_made_in_several_steps():
    for step, seen in (
        ("p = tf.round(p)", "keras.ops.round(keras.ops.sigmoid(logits)) != 0"),
        ("p = p > 0.4", "keras.ops.sigmoid(logits) > 0.4"),
    ):
        build = functions(OF_STEPS.replace("<MORE>", step))["build_model"]
        assert f"lambda labels, logits: (labels, {seen})" in build
    with pytest.raises(Obstacles, match="made in several steps"):
        functions(OF_STEPS.replace("<MORE>", "q = 1.0 - p; p = tf.round(q)"))


OF_ROWS = """
def model_fn(features, labels, mode):
    logits = layers.linear(features['x'], 3)
    classes = tf.cast(tf.argmax(logits, <AXIS>), tf.uint8)
    loss = tf.losses.softmax_cross_entropy(labels, logits)
    <TRAIN>
    return learn.ModelFnOps(mode, logits, loss, train_op, eval_metric_ops={
        'hits': tf.metrics.<METRIC>})
"""


@pytest.mark.parametrize(
    "metric, new",
    [
        (
            "accuracy(tf.argmax(labels, 1), classes)",
            "keras.metrics.CategoricalAccuracy(name='hits')",
        ),
        (
            "accuracy(classes, tf.argmax(labels, 1))",
            "keras.metrics.CategoricalAccuracy(name='hits')",
        ),
        (
            "mean_absolute_error(tf.argmax(labels, 1), classes)",
            "(keras.ops.argmax(labels, axis=1), keras.ops.argmax(logits, axis=1))",
        ),
    ],
)
def test_metrics_of_labels_that_are_rows(metric, new):
    build = functions(OF_ROWS.replace("<METRIC>", metric).replace("<AXIS>", "1"))["build_model"]
    assert new in build


def test_metrics_of_other_labels_than_the_loss_stay():
    for metric, axis in (("accuracy(labels['y'], classes)", "1"), ("auc(classes, labels)", "1")):
        with pytest.raises(Obstacles, match="labels that are not those of the dataset"):
            functions(OF_ROWS.replace("<METRIC>", metric).replace("<AXIS>", axis))
    build = functions(
        OF_ROWS.replace("<METRIC>", "accuracy(labels, classes)").replace("<AXIS>", "0")
    )
    assert "keras.metrics.Accuracy(name='hits')" in build["build_model"]


PREDICTIONS = """
def model_fn(features, labels, mode):
    logits = layers.linear(features['x'], 3)
    predictions = {'class': tf.argmax(logits, 1), 'prob': tf.nn.softmax(logits)}
    <MORE>
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    <TRAIN>
    return learn.ModelFnOps(mode, predictions, loss, train_op, eval_metric_ops={
        'accuracy': tf.metrics.accuracy(labels, predictions['class'])})
"""


def test_metrics_of_one_of_the_predictions():
    build = functions(PREDICTIONS.replace("<MORE>", ""))["build_model"]
    assert "metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')]" in build


@pytest.mark.parametrize(
    "change",
    [
        "predictions['class'] = 2 * predictions['class']",
        "predictions.update(more=logits)",
        "for name in 'ab': predictions[name] = logits",
    ],
)
def test_predictions_that_change_are_not_known(change):
    changed = PREDICTIONS.replace("<MORE>", change)
    reason = "no one tensor is known that it and the predictions are made of"
    assert obstacles(changed) == [("loss", reason)]


STEPPED = """
def model_fn(features, labels, mode):
    scores = layers.linear(features['x'], 1)
    if mode == learn.ModeKeys.INFER:
        return learn.ModelFnOps(mode, {'scores': scores})
    loss = tf.losses.mean_squared_error(labels, scores)
    if mode == learn.ModeKeys.TRAIN:
        step = tf.train.get_global_step()
        rate = <RATE>
        train_op = tf.train.AdagradOptimizer(rate).minimize(loss, step)
        return learn.ModelFnOps(mode, None, loss, train_op)
    return learn.ModelFnOps(mode, None, loss)
"""


def test_what_only_training_makes_is_for_the_optimizer():
    text = STEPPED.replace("<RATE>", "tf.train.exponential_decay(0.1, step, 100, 0.5)")
    build = functions(text)["build_model"]
    assert "rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, decay_rate=0.5)" in build
    assert "optimizer=keras.optimizers.Adagrad(rate)" in build
    assert "step =" not in build


def test_a_model_has_no_global_step():
    reason = "a Keras model is built without the global step"
    assert obstacles(STEPPED.replace("<RATE>", "0.1 / (1 + step)")) == [("step", reason)]


def test_a_model_that_differs_in_prediction():
    found = obstacles("""
def model_fn(features, labels, mode):
    scores = layers.linear(features['x'], 1)
    if mode == learn.ModeKeys.INFER:
        scores = scores * 2
    loss = tf.losses.mean_squared_error(labels, scores)
    <TRAIN>
    return learn.ModelFnOps(mode, {'scores': scores}, loss, train_op)
""")
    assert found == [("mode", "training and prediction differ in the model")]


@pytest.mark.parametrize(
    "change, found",
    [
        ("scores = scores * 2", ("mode", "training and evaluation differ in the model")),
        ("loss = loss * 2", ("loss", "it is another in evaluation")),
        ("loss += tf.losses.get_regularization_loss()", ("loss", "it is another in evaluation")),
    ],
)
def test_a_model_that_differs_in_evaluation(change, found):
    assert obstacles(f"""
def model_fn(features, labels, mode):
    scores = layers.linear(features['x'], 1)
    loss = tf.losses.mean_squared_error(labels, scores)
    if mode == learn.ModeKeys.EVAL:
        {change}
    <TRAIN>
    return learn.ModelFnOps(mode, {{'scores': scores}}, loss, train_op)
""") == [found]


@pytest.mark.parametrize("call", ["net, labels, mode", "mode=mode, targets=labels, out=net"])
def test_a_function_that_ends_several_models(call):
    found = functions(
        """
def finish(out, targets, mode):
    loss = None
    if targets is not None:
        loss = tf.losses.mean_squared_error(targets, out)
    train_op = None
    if mode == learn.ModeKeys.TRAIN:
        <TRAIN>
    return learn.ModelFnOps(mode, {'doubled': out * 2}, loss, train_op)

def model_fn(features, labels, mode):
    net = layers.linear(features['x'], 1, scope='net')
    return finish(<CALL>)
""".replace("<CALL>", call)
    )
    assert "finish" not in found
    assert "model = keras.Model(features, net)" in found["build_model"]
    assert found["build_predictor"].startswith("net = model.output\n")
    assert "{'doubled': net * 2}" in found["build_predictor"]


def test_labels_out_of_a_dict():
    found = functions(of_loss("tf.losses.mean_squared_error(labels['y'], logits)"))
    assert found["prepared"] == "return (features, labels['y'])"


def test_features_that_are_assigned_again():
    build = functions("""
def model_fn(features, labels, mode):
    features = layers.relu(features['x'], 4)
    logits = layers.linear(features, 1)
    loss = tf.losses.mean_squared_error(labels, logits)
    <TRAIN>
    return learn.ModelFnOps(mode, logits, loss, train_op)
""")["build_model"]
    assert build.startswith("inputs = features\nfeatures = ")
    assert "model = keras.Model(inputs, logits)" in build


HEAD = """
def model_fn(features, labels, mode, params):
    head = learn.multi_class_head(params['n'])
    return head.create_model_fn_ops(
        features, mode, labels, lambda loss: tf.train.AdagradOptimizer(0.1).minimize(loss),
        logits_input=features['x'])
"""


def test_the_number_of_classes_is_what_the_estimator_gives():
    assert "binary_metrics()" in functions(HEAD, params=", params={'n': 2}")["build_model"]
    several = functions(HEAD, params=", params={'n': 3}")["build_model"]
    assert "SparseCategoricalCrossentropy" in several
    assert ("it is not known whether there are two classes") in [
        reason for _, reason in obstacles(HEAD, params=", params={'n': len('abc')}")
    ]
