"""The Keras form of a DynamicRnnEstimator computes and learns what it does, from equal weights."""

import numpy as np
import pytest
import tensorflow as tf

from tests.keras_target.canned_models import carry_over, estimator, keras_model

N, STEPS = 12, 5
PRELUDE = """\
from contrib_learn_compat.keys import ProblemType
from contrib_learn_compat.learn.canned.rnn_common import PredictionType
a = tf.contrib.layers.real_valued_column('a', dimension=2)
b = tf.contrib.layers.real_valued_column('b')
"""
NUMBERS = "ProblemType.LINEAR_REGRESSION"
CLASSES = "ProblemType.CLASSIFICATION"
EACH, LAST = "PredictionType.MULTIPLE_VALUE", "PredictionType.SINGLE_VALUE"
DRAW = np.random.RandomState(5)
CASES = {
    "a number each step": (
        f"{NUMBERS}, {EACH}, [a, b], num_units=4, optimizer='Adam', learning_rate=0.05",
        DRAW.normal(size=(N, STEPS)).astype("float32"),
    ),
    "a number in the end": (
        f"{NUMBERS}, {LAST}, [a, b], num_units=4, cell_type='gru', gradient_clipping_norm=0.1",
        DRAW.normal(size=(N,)).astype("float32"),
    ),
    "a class each step": (
        f"{CLASSES}, {EACH}, [a, b], num_classes=3, num_units=[4, 3], cell_type='lstm'",
        DRAW.randint(0, 3, (N, STEPS)),
    ),
    "a class in the end": (
        f"{CLASSES}, {LAST}, [b], num_classes=4, num_units=5, optimizer='Adagrad', "
        "predict_probabilities=True, gradient_clipping_norm=None",
        DRAW.randint(0, 4, (N,)),
    ),
}
FEATURES = {
    "a": DRAW.normal(size=(N, STEPS, 2)).astype("float32"),
    "b": DRAW.normal(size=(N, STEPS, 1)).astype("float32"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_it_computes_and_learns_the_same(case, tmp_path):
    arguments, labels = CASES[case]
    text = f"{PRELUDE}tf.contrib.learn.DynamicRnnEstimator({arguments})\n"
    legacy = estimator(text, tmp_path)
    model, predictor = keras_model(text)
    features = {name: tf.constant(FEATURES[name]) for name in model.input}

    def inputs():
        return {k: tf.constant(v) for k, v in FEATURES.items()}, tf.constant(labels)

    legacy.fit(input_fn=inputs, steps=1)
    carry_over(legacy, model)
    _compare(legacy, inputs, model, predictor, features, labels)
    legacy.fit(input_fn=inputs, steps=5)
    for _ in range(5):
        model.train_on_batch(features, labels)
    _compare(legacy, inputs, model, predictor, features, labels)


def _compare(legacy, inputs, model, predictor, features, labels):
    expected = legacy.evaluate(input_fn=inputs, steps=1)
    loss = model.compute_loss(y=tf.constant(labels), y_pred=model(features), training=False)
    np.testing.assert_allclose(loss, expected["loss"], 1e-5)
    results = model.evaluate(features, labels, batch_size=N, return_dict=True, verbose=0)
    assert results.keys() == expected.keys() - {"global_step"}
    for name in results:
        np.testing.assert_allclose(results[name], expected[name], 1e-5)
    given = predictor(features)
    for i, prediction in enumerate(legacy.predict(input_fn=inputs)):
        assert given.keys() == {name for name in prediction if "state" not in name}
        for name in given:
            np.testing.assert_allclose(given[name][i], prediction[name], 1e-4, 1e-5)
