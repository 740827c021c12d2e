"""Layers in Keras compute what tf.contrib.layers computed, with the same weights."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from tf_keras.api._v1.keras.__internal__.legacy import layers as core_layers

from contrib_learn_compat import framework, layers, rnn, slim
from contrib_learn_compat.keras.weights import match
from contrib_learn_migrate.keras.helpers import HELPERS, with_their_own

from . import bodies

VECTORS, IMAGES, STEPS, IDS = "vectors", "images", "steps", "ids"
RNG = np.random.RandomState(0)
INPUTS = {
    VECTORS: RNG.normal(size=(6, 5)).astype("float32"),
    IMAGES: RNG.normal(size=(3, 9, 8, 4)).astype("float32"),
    STEPS: RNG.normal(size=(4, 7, 3)).astype("float32"),
    IDS: np.array([[1, 2, 0, 0], [3, 0, 3, 6], [0, 0, 0, 0]], "int32"),
}
BATCH_NORM = "is_training=mode == 'train', scope='norm'"

ALIKE = {
    "dense": (VECTORS, "y = layers.fully_connected(x, 4)"),
    "linear": (VECTORS, "y = layers.linear(x, 4, scope='a/b')"),
    "relu6": (VECTORS, "y = layers.relu6(x, 4, biases_initializer=None)"),
    "elu": (VECTORS, "y = layers.elu(x, 4, weights_regularizer=layers.l2_regularizer(0.3))"),
    "dense of steps": (STEPS, "y = layers.fully_connected(x, 4, activation_fn=tf.nn.tanh)"),
    "regularizers": (
        VECTORS,
        "y = layers.linear(x, 4, weights_regularizer=layers.l1_l2_regularizer(0.1, 0.3),\n"
        "    biases_regularizer=layers.l1_regularizer(0.2))",
    ),
    "sum of regularizers": (
        VECTORS,
        "y = layers.linear(x, 4, weights_regularizer=layers.sum_regularizer(\n"
        "    [layers.l2_regularizer(0.1), layers.l1_regularizer(0.3)]))",
    ),
    "stack": (VECTORS, "y = layers.stack(x, layers.fully_connected, [7, 6, 5, 4, 3], scope='s')"),
    "stack of pairs": (
        VECTORS,
        "y = layers.stack(x, layers.fully_connected, [(6, tf.nn.tanh), (3, None)])",
    ),
    "repeat": (IMAGES, "y = slim.repeat(x, 2, slim.conv2d, 4, [3, 3], scope='c')"),
    "repeat often": (IMAGES, "y = layers.repeat(x, 5, layers.conv2d, 4, 3, scope='c')"),
    "arg_scope": (
        VECTORS,
        "with arg_scope([layers.fully_connected], activation_fn=None):\n"
        "    h = layers.fully_connected(x, 5)\n"
        "    y = layers.fully_connected(h, 4, activation_fn=tf.nn.elu)",
    ),
    "variable_scope": (
        VECTORS,
        "with tf.variable_scope('a'):\n"
        "    y = layers.fully_connected(x, 5)\n"
        "    y = layers.fully_connected(y, 5)\n"
        "with tf.variable_scope('b') as b:\n"
        "    y = layers.fully_connected(y, 5, scope=b)\n"
        "    y = layers.fully_connected(y, 5, scope='c')",
    ),
    "scopes in a loop": (
        VECTORS,
        "y = x\n"
        "for i in range(3):\n"
        "    with tf.variable_scope('h_%d' % i):\n"
        "        y = layers.fully_connected(y, 5, scope='dense')",
    ),
    "conv2d": (IMAGES, "y = layers.conv2d(x, 5, [3, 2])"),
    "conv2d strides": (IMAGES, "y = layers.conv2d(x, 5, 3, stride=2, padding='VALID')"),
    "conv2d rate": (IMAGES, "y = layers.convolution2d(x, 5, 3, rate=[2, 2], scope='c')"),
    "conv1d": (STEPS, "y = layers.conv1d(x, 5, 3, 2)"),
    "conv2d_transpose": (IMAGES, "y = layers.conv2d_transpose(x, 5, 3, 2)"),
    "conv2d_transpose valid": (
        IMAGES,
        "y = layers.conv2d_transpose(x, 5, [4, 2], stride=[3, 3], padding='VALID')",
    ),
    "separable_conv2d": (
        IMAGES,
        "y = layers.separable_conv2d(x, 5, 3, 2, weights_regularizer=layers.l2_regularizer(.1))",
    ),
    "depthwise": (IMAGES, "y = layers.separable_conv2d(x, None, [3, 3], stride=2)"),
    "max_pool2d": (IMAGES, "y = layers.max_pool2d(x, 3)"),
    "avg_pool2d": (IMAGES, "y = layers.avg_pool2d(x, [2, 2], padding='SAME')"),
    "batch_norm": (VECTORS, f"y = layers.batch_norm(x, decay=0.8, {BATCH_NORM})"),
    "batch_norm of images": (
        IMAGES,
        f"y = layers.batch_norm(x, 0.9, activation_fn=tf.nn.elu, scale=True, {BATCH_NORM})",
    ),
    "batch_norm of steps": (STEPS, f"y = layers.batch_norm(x, decay=0.9, {BATCH_NORM})"),
    "batch_norm not fused": (IMAGES, f"y = layers.batch_norm(x, 0.9, fused=False, {BATCH_NORM})"),
    "batch_norm always": (VECTORS, "y = layers.batch_norm(x, scope='norm')"),
    "batch_norm never": (
        IMAGES,
        "y = tf.layers.batch_normalization(x, beta_initializer=tf.ones_initializer())",
    ),
    "dropout never": (VECTORS, "y = layers.dropout(x, is_training=False)"),
    "normalizer": (
        IMAGES,
        "y = layers.conv2d(x, 5, 3, normalizer_fn=layers.batch_norm, scope='c',\n"
        "    normalizer_params={'is_training': mode == 'train', 'decay': 0.9})",
    ),
    "layer_norm": (VECTORS, "y = layers.layer_norm(x, scale=False, scope='norm')"),
    "layer_norm of images": (IMAGES, "y = layers.layer_norm(x, activation_fn=tf.nn.relu)"),
    "layer_norm normalizer": (
        VECTORS,
        "y = layers.fully_connected(x, 6, normalizer_fn=layers.layer_norm)",
    ),
    "flatten": (IMAGES, "y = layers.flatten(x)"),
    "bias_add": (VECTORS, "y = layers.bias_add(x, activation_fn=tf.nn.relu, scope='b')"),
    "unit_norm": (STEPS, "y = layers.unit_norm(x, dim=2)"),
    "softmax": (STEPS, "y = layers.softmax(x)"),
    "one_hot_encoding": (IDS, "y = layers.one_hot_encoding(x, 8)"),
    "embed_sequence": (IDS, "y = layers.embed_sequence(x, 8, 3, scope='words')"),
    "bow_encoder": (IDS, "y = layers.bow_encoder(x, vocab_size=8, embed_dim=3)"),
    "bow_encoder of all": (IDS, "y = layers.bow_encoder(x, 8, 3, sparse_lookup=False)"),
    "tf.layers": (
        IMAGES,
        "y = tf.layers.conv2d(x, 5, [3, 3], padding='same', activation=tf.nn.relu)\n"
        "y = tf.layers.max_pooling2d(inputs=y, pool_size=[2, 2], strides=2)\n"
        "y = tf.layers.batch_normalization(y, momentum=0.9, training=mode == 'train')\n"
        "y = tf.layers.dropout(tf.layers.flatten(y), rate=0.4)\n"
        "y = tf.layers.dense(inputs=y, units=3, name='out', use_bias=False)",
    ),
    "basic rnn": (
        STEPS,
        "outputs, state = tf.nn.dynamic_rnn(rnn.BasicRNNCell(4), x, dtype=tf.float32)\n"
        "y = tf.reduce_sum(outputs, 1)",
    ),
    "gru": (
        STEPS,
        "_, y = rnn.static_rnn(rnn.GRUCell(4), tf.unstack(x, axis=1), dtype=tf.float32)",
    ),
    "lstm": (
        STEPS,
        "outputs, state = rnn.static_rnn(\n"
        "    rnn.BasicLSTMCell(4), tf.unstack(x, axis=1), dtype=tf.float32)\n"
        "y = outputs[-1] + state.h",
    ),
    "lstm without forget bias": (
        STEPS,
        "y, _ = tf.nn.dynamic_rnn(rnn.LSTMCell(4, forget_bias=0.0), x, dtype=tf.float32)",
    ),
    "two lstms": (
        STEPS,
        "cells = rnn.MultiRNNCell([rnn.LSTMCell(n) for n in [5, 4]])\n"
        "outputs, _ = tf.nn.dynamic_rnn(cells, x, dtype=tf.float32)\n"
        "y = outputs[:, -1]",
    ),
    "cells with dropout": (
        STEPS,
        "keep = 0.5 if mode == 'train' else 1.0\n"
        "cells = [rnn.DropoutWrapper(rnn.LSTMCell(n), keep, keep) for n in (4, 3)]\n"
        "y, _ = tf.nn.dynamic_rnn(rnn.MultiRNNCell(cells), x, dtype=tf.float32)",
    ),
    "lengths": (
        STEPS,
        "n = tf.constant([1, 7, 0, 4])\n"
        "_, y = tf.nn.dynamic_rnn(rnn.GRUCell(4), x, sequence_length=n, dtype=tf.float32)",
    ),
    "outputs up to lengths": (
        STEPS,
        "n = tf.constant([1, 7, 0, 4])\n"
        "y, _ = tf.nn.dynamic_rnn(rnn.GRUCell(4), x, sequence_length=n, dtype=tf.float32)",
    ),
    "variables": (
        VECTORS,
        "w = tf.get_variable('w', [5, 2])\n"
        "b = tf.Variable(tf.zeros([2]), name='b')\n"
        "y = tf.nn.xw_plus_b(x, w, b)",
    ),
}


def variables_of(graph, session):
    """Returns the values of all variables, made random first."""
    with graph.as_default():
        found = tf.compat.v1.global_variables()
        values = {v.op.name: np.float32(RNG.uniform(0.2, 1, v.shape)) for v in found}
        session.run([v.initializer for v in found])
        for variable in found:
            variable.load(values[variable.op.name], session)
    return values


def legacy_of(text, inputs, mode):
    """Builds the legacy layers: the graph, and what to run in it."""
    graph = tf.Graph()
    with graph.as_default():
        tf.compat.v1.set_random_seed(1)
        names = {
            "tf": SimpleNamespace(**{**vars(tf.compat.v1), "layers": core_layers}),
            "layers": layers, "rnn": rnn, "slim": slim,
            "arg_scope": framework.arg_scope, "mode": mode, "x": tf.constant(inputs),
        }  # fmt: skip
        exec(text, names)
        losses = tf.compat.v1.losses.get_regularization_losses()
        updates = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)
        return graph, names["y"], tf.add_n(losses) if losses else tf.zeros([]), updates


def migrated_of(text, inputs):
    """Builds the Keras model that the rules say."""
    new, body = bodies.rendered(
        f"def model(features):\n    x = features\n{indented(text)}    return y\n"
    )
    assert not body.obstacles
    keras.backend.clear_session()
    names = {"keras": keras, "np": np}
    for name in with_their_own(body.helpers):
        exec("\n".join([*HELPERS[name].needs, HELPERS[name].text]), names)
    exec(new, names)
    x = keras.Input(inputs.shape[1:], batch_size=len(inputs), dtype=inputs.dtype.name)
    return keras.Model(x, names["model"](x))


def indented(text):
    return "".join(f"    {line}\n" for line in text.split("\n"))


@pytest.mark.parametrize("kind, text", ALIKE.values(), ids=ALIKE)
def test_it_computes_the_same(kind, text):
    inputs = INPUTS[kind]
    graph, y, loss, _ = legacy_of(text, inputs, "eval")
    model = migrated_of(text, inputs)
    with tf.compat.v1.Session(graph=graph) as session:
        values = variables_of(graph, session)
        wanted, wanted_loss = session.run([y, loss])
    matching = match(values, model)
    assert matching.is_whole, matching
    matching.assign()
    np.testing.assert_allclose(model(inputs, training=False), wanted, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(sum(model.losses), wanted_loss, rtol=1e-5)
    assert model.count_params() == sum(value.size for value in values.values())
    if "batch_norm" in text and "train'" in text:
        graph, y, _, updates = legacy_of(text, inputs, "train")
        with tf.compat.v1.Session(graph=graph) as session, graph.as_default():
            found = {v.op.name: v for v in tf.compat.v1.global_variables()}
            for name, value in values.items():
                found[name].load(value, session)
            wanted = session.run([y, updates])[0]
            after = session.run(found)
        np.testing.assert_allclose(model(inputs, training=True), wanted, rtol=1e-4, atol=1e-5)
        for _, weight, value in match(after, model).mapped:
            np.testing.assert_allclose(weight, value, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind, text, rate", [
    (VECTORS, "y = layers.dropout(x + 9, 0.7, is_training=mode == 'train')", 0.3),
    (VECTORS, "y = tf.layers.dropout(x + 9, 0.4, training=mode == 'train')", 0.4),
    (VECTORS, "y = tf.nn.dropout(x + 9, 0.6 if mode == 'train' else 1.0)", 0.4),
    (
        STEPS,
        "cell = rnn.DropoutWrapper(rnn.GRUCell(9), 1.0, 0.7 if mode == 'train' else 1.0)\n"
        "y, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)",
        0.3,
    ),
])  # fmt: skip
def test_it_drops_in_training_alone(kind, text, rate):
    x = np.tile(INPUTS[kind], (200, *[1] * (INPUTS[kind].ndim - 1)))
    model = migrated_of(text, x)
    whole, dropped = (np.asarray(model(x, training=training)) for training in (False, True))
    assert np.mean(whole == 0) == 0
    assert np.mean(dropped == 0) == pytest.approx(rate, abs=0.02)
    kept = dropped != 0
    np.testing.assert_allclose(dropped[kept], whole[kept] / (1 - rate), rtol=1e-5)


@pytest.mark.parametrize("text", [
    "layers.xavier_initializer()",
    "layers.xavier_initializer(uniform=False)",
    "layers.variance_scaling_initializer()",
    "layers.variance_scaling_initializer(factor=0.5, mode='FAN_OUT')",
    "layers.variance_scaling_initializer(1.0, 'FAN_AVG', uniform=True)",
    "tf.variance_scaling_initializer(2.0, distribution='untruncated_normal')",
    "tf.variance_scaling_initializer(scale=0.5, mode='fan_avg')",
    "tf.initializers.he_normal()",
    "tf.initializers.lecun_uniform()",
    "tf.glorot_normal_initializer()",
    "tf.uniform_unit_scaling_initializer(factor=1.5)",
    "tf.truncated_normal_initializer(stddev=0.1)",
    "tf.random_normal_initializer(1.0, 0.2)",
    "tf.random_uniform_initializer(-0.1, 0.3)",
    "tf.constant_initializer(0.3)",
    "tf.ones_initializer()",
    "tf.orthogonal_initializer(gain=0.5)",
])  # fmt: skip
def test_initial_values_are_of_the_same_distribution(text):
    shape = (3, 5, 60, 200)
    keras.utils.set_random_seed(1)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.compat.v1.set_random_seed(1)
        made = eval(text, {"tf": tf.compat.v1, "layers": layers})
        wanted = session.run(made(list(shape), dtype=tf.float32))
    new, _ = bodies.rendered(f"y = {text}")
    names = {"keras": keras}
    exec(new, names)
    values = np.asarray(keras.initializers.get(names["y"])(shape, "float32"))
    spread = wanted.std() or 1
    np.testing.assert_allclose(values.mean(), wanted.mean(), atol=0.02 * spread)
    np.testing.assert_allclose(values.std(), wanted.std(), rtol=0.005, atol=1e-7)
    np.testing.assert_allclose(np.abs(values).max(), np.abs(wanted).max(), rtol=0.15)


@pytest.mark.parametrize("cell", ["BasicRNNCell", "GRUCell", "LSTMCell"])
def test_cells_begin_alike(cell):
    text = f"_, y = rnn.static_rnn(rnn.{cell}(90), tf.unstack(x, axis=1), dtype=tf.float32)"
    text = text.replace("_, y", "o, _") + "\ny = o[-1]"
    inputs = np.zeros((4, 2, 90), "float32")  # Wide, so that there are many weights to compare.
    keras.utils.set_random_seed(1)
    graph, *_ = legacy_of(text, inputs, "train")
    with graph.as_default(), tf.compat.v1.Session(graph=graph) as session:
        found = tf.compat.v1.global_variables()
        session.run([variable.initializer for variable in found])
        values = {variable.op.name: variable.eval(session) for variable in found}
    model = migrated_of(text, inputs)
    for _, weight, value in match(values, model).mapped:
        np.testing.assert_allclose(np.std(weight), np.std(value), rtol=0.05, atol=1e-7)
        np.testing.assert_allclose(np.mean(weight), np.mean(value), atol=0.01)
