"""Composable models: what they build, train and give back from a checkpoint."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers
from contrib_learn_compat.learn.canned.composable_model import (
    DNNComposableModel,
    LinearComposableModel,
)

COLUMNS = [layers.real_valued_column("b"), layers.real_valued_column("a", dimension=2)]


def trained(model, directory, columns=COLUMNS, steps=30):
    """Trains a model to tell 3 from its features; returns its first and its last loss."""
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        features = {"a": tf.ones([4, 2]), "b": tf.ones([4, 1])}
        logits = model.build_model(features, columns, is_training=True)
        assert logits.shape.as_list() == [4, 1]
        loss = tf.losses.mean_squared_error([[3.0]] * 4, logits)
        step = model.get_train_step(loss)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            losses = [session.run([loss, *step])[0] for _ in range(steps)]
            tf.train.Saver().save(session, f"{directory}/model.ckpt")
    return losses[0], losses[-1]


def test_a_linear_model_trains_and_gives_its_weights(tmp_path):
    model = LinearComposableModel(num_label_columns=1, gradient_clip_norm=5.0)
    first, last = trained(model, tmp_path)
    assert last < first / 2
    weights = model.get_weights(str(tmp_path))
    assert {name: value.shape for name, value in weights.items()} == {
        "linear/a/weight": (2, 1),
        "linear/b/weight": (1, 1),
    }
    total = sum(value.sum() for value in weights.values()) + model.get_bias(str(tmp_path))
    np.testing.assert_allclose(total, [3.0], atol=1e-3)


def test_a_deep_model_trains_and_gives_its_layers(tmp_path):
    model = DNNComposableModel(1, hidden_units=[4, 2], optimizer="SGD", scope="deep")
    first, last = trained(model, tmp_path)
    assert last < first
    shapes = [weights.shape for weights in model.get_weights(str(tmp_path))]
    assert shapes == [(3, 4), (4, 2), (2, 1)]
    assert [bias.shape for bias in model.get_bias(str(tmp_path))] == [(4,), (2,), (1,)]
    assert model.get_scope_name() == "deep"


def test_what_cannot_be_trained_makes_no_step():
    model = DNNComposableModel(1, hidden_units=[2])
    with tf.Graph().as_default():
        assert model.get_train_step(tf.constant(1.0)) == []


@pytest.mark.parametrize("optimizer", [lambda: tf.train.AdamOptimizer(0.1), "Adam"])
def test_an_optimizer_may_be_a_function_or_a_name(optimizer):
    model = LinearComposableModel(1, optimizer)
    model._feature_columns = COLUMNS
    assert isinstance(model._get_optimizer(), tf.train.AdamOptimizer)
