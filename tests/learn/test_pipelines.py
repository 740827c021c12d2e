"""An estimator is the last step of a pipeline of scikit-learn's, as it was."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import contrib_learn_compat as learn
from contrib_learn_compat import layers

pipeline = pytest.importorskip("sklearn.pipeline", reason="scikit-learn is not a requirement")
FunctionTransformer = pytest.importorskip("sklearn.preprocessing").FunctionTransformer


@pytest.mark.parametrize("wrap", [lambda estimator: estimator, learn.SKCompat])
def test_pipelines_predict_with_an_estimator_and_check_nothing_of_it(tmp_path, wrap):
    x = np.array([[0.0], [1.0], [2.0], [3.0]], np.float32)
    y = np.array([1.0, 3.0, 5.0, 7.0], np.float32)
    regressor = wrap(
        learn.LinearRegressor(
            [layers.real_valued_column("")],
            model_dir=str(tmp_path),
            optimizer=tf.train.GradientDescentOptimizer(0.1),
        )
    )
    doubled = pipeline.Pipeline(
        [("halve", FunctionTransformer(lambda x: x / 2)), ("model", regressor)]
    )
    doubled.fit(x, y, model__steps=300)
    predictions = doubled.predict(x)
    scores = predictions["scores"] if isinstance(predictions, dict) else list(predictions)
    np.testing.assert_allclose(scores, y, atol=0.1)
