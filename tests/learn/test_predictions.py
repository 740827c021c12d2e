"""Predictions one by one, and as the array that they were before TensorFlow 0.12."""

from collections.abc import Generator

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.canned.debug import DebugClassifier
from contrib_learn_compat.learn.predictions import Predictions

X = np.float32([[1], [2], [3]])
LABELS = np.array([1, 1, 0])


def input_fn():
    return tf.constant(X), None


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    classifier = DebugClassifier(str(tmp_path_factory.mktemp("model")), n_classes=2)
    return classifier.fit(X, LABELS, steps=2)


def test_one_by_one(classifier):
    predicted = classifier.predict_classes(input_fn)
    assert isinstance(predicted, Generator)
    assert next(predicted) == 1
    assert list(predicted) == [1, 1]


def test_scikit_learn_gets_an_array(classifier):
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not a requirement")
    predicted = classifier.predict_classes(input_fn)
    assert metrics.accuracy_score(predicted, LABELS) == pytest.approx(2 / 3)


def test_arrays_of_what_is_left():
    rows = Predictions(np.float32([row]) for row in range(4))
    assert next(rows) == [0]
    assert np.asarray(rows).tolist() == [[1], [2], [3]]
    assert np.asarray(rows, np.int64).tolist() == [[1], [2], [3]]
    assert np.array(rows) is not np.array(rows)
    assert [int(row[0]) for row in rows] == [1, 2, 3]
    assert list(rows) == []
