"""The Keras form of canned estimators computes and learns what these do, from the same weights."""

import numpy as np
import pytest
import tensorflow as tf

from contrib_learn_compat.keras.weights import match
from tests.keras_target.canned_models import carry_over, estimator, keras_model, tensors, variables

COLUMNS = """\
L = tf.contrib.layers
age = L.real_valued_column('age')
height = L.real_valued_column('height', dimension=2, normalizer=lambda h: (h - 1.7) / 0.2)
city = L.sparse_column_with_hash_bucket('city', 20, combiner='sqrtn')
color = L.sparse_column_with_keys('color', ['red', 'green', 'blue'])
day = L.sparse_column_with_integerized_feature('day', 7)
ages = L.bucketized_column(age, [18, 30.5, 65])
heights = L.bucketized_column(height, [0.0, 1.0])
crosses = [L.crossed_column([city, ages], 30), L.crossed_column([day, color, city], 40)]
scored = L.weighted_sparse_column(city, 'score')
wide = [age, height, city, color, day, ages, heights, scored] + crosses
deep = [
    age, height, heights, L.one_hot_column(color), L.embedding_column(city, 3),
    L.embedding_column(day, 2, combiner='sum', max_norm=0.5),
    L.embedding_column(scored, 2, combiner='sqrtn'), L.embedding_column(crosses[0], 2),
]
"""
N = 12
SINGLE = "tf.contrib.learn.infer_real_valued_columns_from_input(np.zeros([4, 3]))"


def _features():
    draw = np.random.RandomState(7)
    words = np.array(["Basel", "Bern", "Chur", "", "Genf"])
    city = words[draw.randint(0, 5, (N, 3))]
    return {
        "age": draw.uniform(5, 80, (N, 1)).astype("float32"),
        "height": draw.uniform(1.4, 2.0, (N, 2)).astype("float32"),
        "city": city,
        "color": np.array(["red", "blue", "none", ""])[draw.randint(0, 4, (N, 2))],
        "day": draw.randint(-1, 9, (N, 2)),
        "score": np.where(city == "", 0, draw.uniform(0.1, 2, (N, 3))).astype("float32"),
    }


def _classes(n):
    return np.random.RandomState(1).randint(0, n, (N, 1))


NUMBERS = np.random.RandomState(2).uniform(0, 3, (N, 1)).astype("float32")
COMBINED = "linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=[5, 4], "
FIXED = "fix_global_step_increment_bug=True"
CASES = {
    "deep classes": ("DNNClassifier([6, 4], deep, n_classes=3)", _classes(3)),
    "deep, two classes": (
        "DNNClassifier([6], deep, gradient_clip_norm=0.1, activation_fn=tf.nn.tanh)",
        _classes(2),
    ),
    "deep numbers": (
        "DNNRegressor([6, 4], deep, optimizer=tf.train.AdamOptimizer(0.01))",
        NUMBERS,
    ),
    "linear classes": ("LinearClassifier(wide, n_classes=3)", _classes(3)),
    "linear, two classes": (
        "LinearClassifier(wide, gradient_clip_norm=0.5, "
        "optimizer=tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01))",
        _classes(2),
    ),
    "linear numbers": ("LinearRegressor(wide, optimizer='Adagrad')", NUMBERS),
    "one joint variable": ("LinearClassifier([day], _joint_weight=True)", _classes(2)),
    "combined classes": (
        f"DNNLinearCombinedClassifier(n_classes=3, {COMBINED}{FIXED})",
        _classes(3),
    ),
    "combined numbers": (
        f"DNNLinearCombinedRegressor({COMBINED}gradient_clip_norm=1.0, {FIXED})",
        NUMBERS,
    ),
    "combined and centered": (
        f"DNNLinearCombinedRegressor({COMBINED}enable_centered_bias=True, {FIXED})",
        NUMBERS,
    ),
    "only the linear part": (
        "DNNLinearCombinedRegressor(linear_feature_columns=wide)",
        NUMBERS,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_it_computes_and_learns_the_same(case, tmp_path):
    construction, labels = CASES[case]
    text = f"{COLUMNS}tf.contrib.learn.{construction}\n"
    features = _features()
    legacy = estimator(text, tmp_path)
    model, predictor = keras_model(text)
    used = {name: features[name] for name in model.input}

    def inputs():
        return tensors(features), tf.constant(labels)

    legacy.fit(input_fn=inputs, steps=1)
    carry_over(legacy, model)
    _compare(legacy, inputs, model, predictor, used, labels)
    steps = 5
    legacy.fit(input_fn=inputs, steps=steps)
    for _ in range(steps):
        model.train_on_batch({k: tf.constant(v) for k, v in used.items()}, labels)
    _compare(legacy, inputs, model, predictor, used, labels)
    for pair in match(variables(legacy), model).mapped:
        np.testing.assert_allclose(pair.weight, pair.value, 1e-4, 1e-5, err_msg=pair.weight.path)


def _compare(legacy, inputs, model, predictor, features, labels):
    tensors_of = {name: tf.constant(value) for name, value in features.items()}
    expected = legacy.evaluate(input_fn=inputs, steps=1)["loss"]
    loss = model.compute_loss(y=tf.constant(labels), y_pred=model(tensors_of), training=False)
    np.testing.assert_allclose(loss, expected, 1e-5)
    given = predictor(tensors_of)
    predictions = list(super(type(legacy), legacy).predict(input_fn=inputs, as_iterable=True))
    for i, prediction in enumerate(predictions):
        value = given["scores" if "scores" in given else "classes"][i]
        np.testing.assert_allclose(prediction, value, 1e-5, 1e-6)
