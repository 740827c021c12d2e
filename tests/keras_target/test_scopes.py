"""Regularizers of scopes at the Keras target: every layer of the scope gets them."""

import pytest

from .bodies import obstacles_of, rendered

SCOPE = "with tf.variable_scope('a', regularizer=layers.l2_regularizer(0.2)):\n    "


def in_scope(text):
    return SCOPE + text.replace("\n", "\n    ")


def of_scope(text):
    new, body = rendered(in_scope(text))
    assert not body.obstacles
    return new.replace("keras.regularizers.L2(0.1)", "L2").rstrip()


def test_layers_have_the_regularizer_of_their_scope():
    assert of_scope("x = layers.linear(x, 4, scope='b')\nx = tf.tanh(x)") == (
        "x = keras.layers.Dense(4, kernel_regularizer=L2, bias_regularizer=L2, name='a_b')(x)\n"
        "x = keras.ops.tanh(x)"
    )
    assert of_scope("x = tf.layers.dense(x, 4, kernel_regularizer=None, name='b')") == (
        "x = keras.layers.Dense(4, kernel_regularizer=L2, bias_regularizer=L2, name='a_b')(x)"
    )


def test_variables_have_one_regularizer():
    sequence = "x = layers.embed_sequence(x, 9, 2, {}scope='b')"
    text = (
        "x = Embedding(9, 2, embeddings_initializer='glorot_uniform', embeddings_regularizer={}, "
        "name='a_b')(x)"
    )
    assert of_scope(sequence.format("")) == text.format("L2")
    own = of_scope(sequence.format("regularizer=layers.l1_regularizer(0.3), "))
    assert own == text.format("keras.regularizers.L1(0.3)")


def test_inner_scopes_have_their_own_or_the_outer_one():
    text = of_scope(
        "with tf.variable_scope('b'):\n"
        "    x = layers.linear(x, 4, biases_initializer=None)\n"
        "with tf.variable_scope('c', regularizer=layers.l1_regularizer(0.3)):\n"
        "    x = layers.linear(x, 4, biases_initializer=None)"
    )
    assert [part.partition(",")[0] for part in text.split("kernel_regularizer=")[1:]] == [
        "L2",
        "keras.regularizers.L1(0.3)",
    ]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("x = layers.linear(x, 3, weights_regularizer=layers.l1_regularizer(1.0))", "adds its"),
        ("x = layers.linear(x, 3, normalizer_fn=layers.batch_norm)", "all of its variables"),
        ("x = tf.layers.batch_normalization(x)", "all of its variables"),
        ("x = layers.layer_norm(x)", "all of its variables"),
        ("cell = rnn.GRUCell(3)", "all of its variables"),
        ("x = tower(x)", "regularizes what it makes"),
        ("x = self.tower(x)", "regularizes what it makes"),
    ],
)
def test_what_else_a_scope_regularizes_is_an_obstacle(text, reason):
    assert any(reason in obstacle for obstacle in obstacles_of(in_scope(text)))


def test_a_regularizer_that_changes_within_its_scope_is_an_obstacle():
    (obstacle,) = obstacles_of(
        "r = layers.l2_regularizer(0.2)\n"
        "with tf.variable_scope('a', regularizer=r):\n"
        "    r = layers.l2_regularizer(0.3)\n"
        "    x = layers.linear(x, 3)"
    )
    assert "gives it a new value" in obstacle
