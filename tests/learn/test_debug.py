"""DebugClassifier and DebugRegressor, which learn a bias alone."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.canned.debug import DebugClassifier, DebugRegressor

STEPS = 200


def inputs(labels):
    def input_fn():
        examples = len(labels)
        return {"x": tf.zeros([examples, 3]), "z": tf.ones([examples])}, tf.constant(labels)

    return input_fn


def test_a_classifier_learns_how_often_each_class_is_seen(tmp_path):
    input_fn = inputs([0, 1, 1, 2])
    classifier = DebugClassifier(str(tmp_path), n_classes=3).fit(input_fn=input_fn, steps=STEPS)
    probabilities = np.stack(list(classifier.predict_proba(input_fn=input_fn)))
    np.testing.assert_allclose(probabilities, [[0.25, 0.5, 0.25]] * 4, atol=0.01)
    assert list(classifier.predict_classes(input_fn=input_fn)) == [1] * 4
    entropy = 1.5 * np.log(2)
    assert classifier.evaluate(input_fn=input_fn, steps=1)["loss"] == pytest.approx(entropy, 1e-3)


def test_a_regressor_learns_the_mean(tmp_path):
    input_fn = inputs([[1.0], [2.0], [6.0]])
    regressor = DebugRegressor(str(tmp_path)).fit(input_fn=input_fn, steps=STEPS)
    scores = list(regressor.predict_scores(input_fn=input_fn))
    np.testing.assert_allclose(scores, [3.0] * 3, atol=0.05)


def test_features_that_differ_in_length_are_refused(tmp_path):
    def input_fn():
        return {"x": tf.zeros([4, 3]), "z": tf.ones([3])}, tf.constant([0, 1, 1, 0])

    with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
        DebugClassifier(str(tmp_path)).fit(input_fn=input_fn, steps=1)


def test_no_features_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Features cannot be empty"):
        DebugClassifier(str(tmp_path)).fit(input_fn=lambda: ({}, tf.constant([0])), steps=1)
