"""slim's names are those of layers, framework, losses and metrics; its train op is its own."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework, layers, slim


def test_layers_and_scopes_are_contribs():
    assert slim.conv2d is layers.conv2d
    assert slim.arg_scope is framework.arg_scope
    assert slim.losses.softmax_cross_entropy.__module__.startswith("contrib_learn_compat.losses")


def test_what_is_gone_names_tf_slim():
    for name in ("nets", "dataset", "queues"):
        with pytest.raises(AttributeError, match=f"tf.contrib.slim.{name} is gone. Use tf_slim"):
            getattr(slim, name)
    with pytest.raises(AttributeError, match="Use tf_slim.learning.train, or tf.contrib.training"):
        slim.learning.train  # noqa: B018


def test_create_train_op_multiplies_then_clips():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        weight = tf.get_variable("weight", [2], initializer=tf.zeros_initializer())
        loss = tf.reduce_sum(weight * [3.0, 4.0])
        train_op = slim.learning.create_train_op(
            loss,
            tf.train.GradientDescentOptimizer(1.0),
            gradient_multipliers={"weight": 10.0},
            clip_gradient_norm=1.0,
        )
        session.run(tf.global_variables_initializer())
        session.run(train_op)
        np.testing.assert_allclose(session.run(weight), [-0.6, -0.8], rtol=1e-6)
        assert session.run(tf.train.get_global_step()) == 1
        scopes = {op.name.split("/")[0] for op in graph.get_operations()}
        assert {"multiply_grads", "clip_grads"} <= scopes


def test_gradient_summaries_have_slims_tags():
    with tf.Graph().as_default():
        weight = tf.get_variable("weight", [2])
        summaries = slim.learning.add_gradients_summaries([(tf.ones([2]), weight), (None, weight)])
        assert [s.op.name for s in summaries] == ["weight/gradient", "weight/gradient_norm"]
