"""What Estimator.export writes can be loaded and asked, by its signature."""

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat import namespace
from contrib_learn_compat.learn.utils import session_bundle

learn = namespace.module("tf.contrib.learn")
layers = namespace.module("tf.contrib.layers")

X = np.arange(8, dtype=np.float32).reshape(4, 2) / 4
Y = X[:, :1] - X[:, 1:]


def serialized(row):
    example = tf.train.Example()
    example.features.feature["x"].float_list.value.extend(row)
    return example.SerializeToString()


def test_an_export_predicts_what_the_estimator_does(tmp_path):
    columns = [layers.real_valued_column("x", dimension=2)]
    regressor = learn.LinearRegressor(columns, model_dir=str(tmp_path / "model"))
    regressor.fit(input_fn=lambda: ({"x": tf.constant(X)}, tf.constant(Y)), steps=5)
    directory = regressor.export(str(tmp_path / "export"), default_batch_size=None).decode()

    with tf.Graph().as_default() as graph, tf.Session() as session:
        saver = tf.train.import_meta_graph(f"{directory}/export.meta")
        saver.restore(session, f"{directory}/export")
        session.run(graph.get_collection(session_bundle.INIT_OP_KEY))
        signatures = session_bundle.Signatures()
        (packed,) = graph.get_collection(session_bundle.SIGNATURES_KEY)
        assert packed.Unpack(signatures)
        signature = signatures.default_signature.regression_signature
        examples = [serialized(row) for row in X]
        scores = session.run(signature.output.tensor_name, {signature.input.tensor_name: examples})
    expected = list(regressor.predict_scores(input_fn=lambda: {"x": tf.constant(X)}))
    np.testing.assert_allclose(np.ravel(scores), np.ravel(expected), rtol=1e-6)
