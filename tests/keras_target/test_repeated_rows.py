"""Rows that a batch has more than once: TensorFlow 1's optimizers add up their gradients first.

Keras's own Embedding leaves them apart, so that squares of gradients are other ones.
"""

import keras
import numpy as np
import pytest

from contrib_learn_migrate.keras.helpers.embedding import Embedding
from contrib_learn_migrate.keras.helpers.embedding_bag import EmbeddingBag
from contrib_learn_migrate.keras.helpers.weight import Weight
from tests.keras_target.programs import converted

IDS = np.array([[0, 1, 1], [1, 0, 2]])
COUNTS = np.array([2, 3, 1, 0])


def taken(ids):
    return keras.ops.take(Weight([4, 1], "ones")(ids), ids, axis=0)


def bag(ids):
    return EmbeddingBag(4, 1, "sum", "ones")(ids)


@pytest.mark.parametrize("rows", [Embedding(4, 1, "ones"), taken, bag])
def test_a_row_has_one_gradient(rows):
    ids = keras.Input([3], dtype="int32")
    model = keras.Model(ids, keras.ops.sum(rows(ids)))
    model.compile(keras.optimizers.Adagrad(0.5, epsilon=0.0), loss=lambda y, total: total)
    model.train_on_batch(IDS, np.zeros(2))
    (weight,) = model.get_weights()
    np.testing.assert_allclose(weight[:, 0], 1 - 0.5 * COUNTS / np.sqrt(0.1 + COUNTS**2), rtol=1e-6)


def test_embed_sequence_has_that_layer():
    new = converted("""
        import tensorflow as tf
        from tensorflow.contrib import layers, learn


        def model_fn(features, labels, mode):
            head = learn.multi_class_head(3)
            words = layers.embed_sequence(features["words"], vocab_size=20, embed_dim=4)
            logits = layers.linear(layers.flatten(words), 3)
            return head.create_model_fn_ops(
                features, mode, labels=labels, logits=logits,
                train_op_fn=lambda loss: tf.train.AdagradOptimizer(0.1).minimize(loss))


        def input_fn():
            return {"words": tf.constant([[1, 2], [2, 2]])}, tf.constant([0, 2])


        learn.Estimator(model_fn).fit(input_fn=input_fn, steps=10)
        """)
    assert "class Embedding(keras.layers.Embedding):" in new
    assert "words = Embedding(20, 4," in new
