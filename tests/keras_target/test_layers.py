"""What the layers, the scopes and the operations of a model_fn look like in Keras."""

import pytest

from contrib_learn_migrate.keras.aliases import canonical

from .bodies import keras_of, obstacles_of, rendered
from .test_corpus import moved

TEXTS = {
    "a convolution": (
        "x = layers.conv2d(x, num_outputs=4, kernel_size=[5, 5], padding='VALID', scope='conv1')",
        "x = keras.layers.Conv2D(4, [5, 5], activation='relu', name='conv1')(x)",
    ),
    "defaults that are Keras's": (
        "x = layers.conv2d(x, 4, 3, 1, 'SAME', 'NHWC', rate=1, activation_fn=None,\n"
        "    weights_initializer=layers.xavier_initializer(),\n"
        "    biases_initializer=tf.zeros_initializer(), reuse=None, trainable=True)",
        "x = keras.layers.Conv2D(4, 3, padding='same')(x)",
    ),
    "pooling over its own stride": (
        "x = slim.max_pool2d(x, [2, 2], scope='pool1')",
        "x = keras.layers.MaxPooling2D([2, 2])(x)",
    ),
    "a normalizer": (
        "h = layers.fully_connected(x, 6, tf.nn.tanh, layers.batch_norm, {'decay': 0.9})",
        "h = keras.layers.Dense(6, use_bias=False)(x)\n"
        "h = FixedMode(FusedBatchNormalization(momentum=0.9, scale=False), training=True)(h)\n"
        "h = keras.layers.Activation('tanh')(h)",
    ),
    "a normalizer within an expression": (
        "return layers.linear(x, 6, normalizer_fn=layers.layer_norm)",
        "return keras.layers.GroupNormalization(1, epsilon=1e-12)(\n"
        "    keras.layers.Dense(6, use_bias=False)(x)\n"
        ")",
    ),
    "the mode": (
        "train = (mode == ModeKeys.TRAIN)\nx = layers.dropout(x, 0.9, is_training=train)",
        "x = keras.layers.Dropout(0.1)(x)",
    ),
    "a share that is kept in training": (
        "keep = 0.7 if mode == 'train' else 1.0\nx = tf.nn.dropout(x, keep_prob=keep)",
        "x = keras.layers.Dropout(0.3)(x)",
    ),
    "dropout in all modes": (
        "x = tf.nn.dropout(x, keep)",
        "x = FixedMode(keras.layers.Dropout(1 - keep), training=True)(x)",
    ),
    "a stack of as many as there are": (
        "x = layers.stack(x, layers.relu, params['hidden'], scope='deep')",
        "x = keras.Sequential(\n"
        "    [\n"
        "        keras.layers.Dense(units, activation='relu', name=f'deep_deep_{i}')\n"
        "        for i, units in enumerate(params['hidden'], 1)\n"
        "    ]\n"
        ")(x)",
    ),
    "a stack of a variable": (
        "sizes = [8, 4]\nx = slim.stack(x, slim.fully_connected, sizes, scope='s')",
        "sizes = [8, 4]\n"
        "x = keras.Sequential(\n"
        "    [\n"
        "        keras.layers.Dense(units, activation='relu', name=f's_s_{i}')\n"
        "        for i, units in enumerate(sizes, 1)\n"
        "    ]\n"
        ")(x)",
    ),
    "a stack of a few": (
        "x = layers.stack(x, layers.fully_connected, [(6, tf.nn.elu), (3, tf.tanh)], scope='s')",
        "x = keras.layers.Dense(6, activation='elu', name='s_s_1')(x)\n"
        "x = keras.layers.Dense(3, activation='tanh', name='s_s_2')(x)",
    ),
    "arg_scope": (
        "with arg_scope([layers.conv2d, layers.max_pool2d], padding='SAME'):\n"
        "  with arg_scope([layers.conv2d], activation_fn=tf.nn.elu):\n"
        "    # Twice.\n"
        "    x = layers.convolution2d(x, 4, 3)  # first\n"
        "    x = layers.conv2d(x, 4, 3, padding='VALID')  # second\n"
        "  x = layers.max_pool2d(x, 3)\n"
        "y = x",
        "# Twice.\n"
        "x = keras.layers.Conv2D(4, 3, padding='same', activation='elu')(x)  # first\n"
        "x = keras.layers.Conv2D(4, 3, activation='elu')(x)  # second\n"
        "x = keras.layers.MaxPooling2D(3, strides=2, padding='same')(x)\n"
        "y = x",
    ),
    "names of scopes": (
        "with tf.variable_scope('a', values=[x]) as a, tf.name_scope('n'):\n"
        "    x = layers.linear(x, 4)\n"
        "    x = layers.linear(x, 4)\n"
        "    x = layers.linear(x, 4, scope='b/c')\n"
        "    x = layers.linear(x, 4, scope=a)",
        "x = keras.layers.Dense(4, name='a_fully_connected')(x)\n"
        "x = keras.layers.Dense(4, name='a_fully_connected_1')(x)\n"
        "x = keras.layers.Dense(4, name='a_b_c')(x)\n"
        "x = keras.layers.Dense(4, name='a')(x)",
    ),
    "names that are made": (
        "for i in range(3):\n"
        "    with tf.variable_scope('tower_%d' % i, reuse=False):\n"
        "        x = tf.layers.dense(x, 4, name='h{}'.format(i))\n"
        "        x = tf.layers.dense(x, 4)",
        "for i in range(3):\n"
        "    x = keras.layers.Dense(4, name=f'tower_{i}_h{i}')(x)\n"
        "    x = keras.layers.Dense(4, name=f'tower_{i}_dense')(x)",
    ),
    "partitioners": (
        "split = tf.fixed_size_partitioner(3)\n"
        "with tf.variable_scope('a', partitioner=split):\n"
        "    x = layers.linear(x, 4, scope='b')",
        "x = keras.layers.Dense(4, name='a_b')(x)",
    ),
    "arguments in a dict": (
        "norm = {'decay': 0.9, 'is_training': mode == 'train'}\n"
        "x = layers.linear(x, 4, normalizer_fn=layers.batch_norm, normalizer_params=norm)",
        "x = keras.layers.Dense(4, use_bias=False)(x)\n"
        "x = FusedBatchNormalization(momentum=0.9, scale=False)(x)",
    ),
    "initializers": (
        "a = layers.variance_scaling_initializer(factor=1.0, mode='FAN_AVG', uniform=True)\n"
        "b = tf.truncated_normal_initializer(stddev=0.1, seed=3)\n"
        "c = layers.l2_regularizer(0.0004)\n"
        "d = layers.l2_regularizer(FLAGS.decay)",
        "a = keras.initializers.VarianceScaling(1.0, 'fan_avg', 'uniform')\n"
        "b = keras.initializers.TruncatedNormal(stddev=0.1, seed=3)\n"
        "c = keras.regularizers.L2(0.0002)\n"
        "d = keras.regularizers.L2(FLAGS.decay / 2)",
    ),
    "an rnn over the words of a text": (
        "words = tf.unstack(vectors, axis=1)\n"
        "cell = rnn.GRUCell(SIZE)\n"
        "_, encoding = rnn.static_rnn(cell, words, dtype=tf.float32)\n"
        "return encoding",
        "cell = GRUCell(SIZE)\nencoding = keras.layers.RNN(cell)(vectors)\nreturn encoding",
    ),
    "a stack of cells": (
        "cell = rnn_cell.MultiRNNCell([rnn_cell.LSTMCell(n) for n in sizes])\n"
        "start = cell.zero_state(batch_size, tf.float32)\n"
        "outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)\n"
        "return outputs[:, -1, :] + state[-1].h",
        "cell = keras.layers.StackedRNNCells([LSTMCell(n) for n in sizes])\n"
        "outputs = state = keras.layers.RNN(cell)(x)\n"
        "return outputs + state",
    ),
    "cells that drop units": (
        "keep = 0.8 if mode == 'train' else 1.0\n"
        "a = rnn.DropoutWrapper(rnn.BasicLSTMCell(3), output_keep_prob=keep)\n"
        "b = rnn.DropoutWrapper(rnn.BasicRNNCell(3, tf.nn.relu), 0.5)",
        "a = DropoutWrapper(LSTMCell(3), output_rate=0.2)\n"
        "b = DropoutWrapper(SimpleRNNCell(3, activation='relu'), input_rate=0.5, training=True)",
    ),
    "operations": (
        "x = math_ops.cast(x, tf.float32) * tf.to_float(y)\n"
        "x = tf.reshape(x, [tf.shape(x)[0], x.get_shape()[1].value * 2])\n"
        "x = tf.concat([x, tf.expand_dims(y, -1)], 1)\n"
        "x = tf.reduce_mean(tf.squared_difference(x, y + 1), reduction_indices=[1])\n"
        "y = tf.argmax(tf.nn.softmax(x, name='p'))",
        "x = keras.ops.cast(x, 'float32') * keras.ops.cast(y, 'float32')\n"
        "x = keras.ops.reshape(x, [-1, x.shape[1] * 2])\n"
        "x = keras.ops.concatenate([x, keras.ops.expand_dims(y, axis=-1)], axis=1)\n"
        "x = keras.ops.mean(keras.ops.square(x - (y + 1)), axis=[1])\n"
        "y = keras.ops.argmax(keras.ops.softmax(x), axis=0)",
    ),
    "variables": (
        "def model_fn(features, labels, mode):\n"
        "    w = tf.Variable(tf.random_normal([3, 4]), name='w')\n"
        "    y = tf.nn.xw_plus_b(features, w, b)\n"
        "    return tf.matmul(features, w)",
        "def model_fn(features, labels, mode):\n"
        "    w = Weight([3, 4], keras.initializers.RandomNormal(stddev=1.0), name='w')(features)\n"
        "    y = keras.ops.matmul(features, w) + b\n"
        "    return keras.ops.matmul(features, w)",
    ),
}


@pytest.mark.parametrize("old, new", TEXTS.values(), ids=TEXTS)
def test_it_reads_like_this(old, new):
    assert keras_of(old) == new


@pytest.mark.parametrize(
    "text, reason",
    [
        ("x = layers.linear(x, 3, scope='a', reuse=True)", "shares the variables"),
        ("with tf.variable_scope('a', reuse=tf.AUTO_REUSE):\n    x = tf.tanh(x)", "reuse"),
        ("with tf.variable_scope('a', initializer=i):\n    x = tf.tanh(x)", "initializer"),
        ("with tf.control_dependencies([x]):\n    y = tf.identity(x)", "control_dependencies"),
        ("with arg_scope(scope_of_net()):\n    x = layers.linear(x, 3)", "for which functions"),
        ("with arg_scope([layers.linear], units=3):\n    x = layers.linear(x)", "does not take"),
        ("x = layers.batch_norm(x, is_training=is_training)", "is not known to be"),
        ("x = layers.batch_norm(x, renorm=True)", "renorm"),
        ("x = layers.batch_norm(x, trainable=False)", "trainable"),
        ("x = layers.layer_norm(x, begin_norm_axis=2)", "axes"),
        ("x = layers.linear(x, 3, normalizer_fn=lambda y: y)", "normalizer_fn"),
        ("x = layers.linear(x, 3, outputs_collections=tf.GraphKeys.LOSSES)", "outputs_collections"),
        ("is_training = mode == 'train'\nx = is_training", "without the mode"),
        ("i = 3\nx = layers.stack(x, layers.linear, n, activation_fn=f[i])", "names that the loop"),
        ("x = tf.squeeze(x)", "which axes"),
        ("x = tf.where(mask, x, y)", "condition"),
        ("x = tf.py_func(f, [x], tf.float32)", "no Keras form"),
        ("cell = rnn.LSTMCell(3, use_peepholes=True)", "peepholes"),
        ("cell = rnn.BasicLSTMCell(3, forget_bias=0.5)", "forget bias"),
        ("cell = rnn.DropoutWrapper(cell, state_keep_prob=0.5)", "units of states"),
        (
            "cell = rnn.DropoutWrapper(rnn.GRUCell(3), output_keep_prob=0.5)\n"
            "_, y = rnn.static_rnn(cell, x)\nz = y",
            "its states are taken as more than the last outputs",
        ),
        ("cell = rnn.MultiRNNCell([cell] * 3)", "several times"),
        ("y = rnn.static_rnn(cell, x)", "taken apart"),
        (
            "o, s = tf.nn.dynamic_rnn(rnn.LSTMCell(3), x)\ny = s.c",
            "its states are taken as more than the last outputs",
        ),
    ],
)
def test_what_is_not_certain_stays(text, reason):
    (obstacle,) = obstacles_of(text)
    assert reason in obstacle


@pytest.mark.parametrize(
    "name, public",
    [
        ("tf.contrib.slim.conv2d", "tf.contrib.layers.conv2d"),
        ("tf.contrib.slim.arg_scope", "tf.contrib.framework.arg_scope"),
        ("tf.contrib.framework.python.ops.arg_scope", "tf.contrib.framework.arg_scope"),
        ("tf.contrib.layers.python.layers.encoders.bow_encoder", "tf.contrib.layers.bow_encoder"),
        ("tf.contrib.layers.convolution2d", "tf.contrib.layers.conv2d"),
        ("tf.python.ops.math_ops.cast", "tf.cast"),
        ("tf.python.ops.nn.relu", "tf.nn.relu"),
        ("tf.python.ops.rnn_cell.GRUCell", "tf.contrib.rnn.GRUCell"),
        ("tf.nn.rnn_cell.LSTMCell", "tf.contrib.rnn.LSTMCell"),
        ("tf.python.framework.dtypes.float32", "tf.float32"),
        ("tf.python.training.adam.AdamOptimizer", "tf.train.AdamOptimizer"),
        ("tf.python.no.such.module", "tf.python.no.such.module"),
        ("tf.matmul", "tf.matmul"),
    ],
)
def test_a_symbol_has_one_name(name, public):
    assert canonical(name) == public


def test_helpers_are_noted():
    _, body = rendered("x = layers.bow_encoder(x, 5, 3)\nx = layers.unit_norm(x, 1)")
    assert body.helpers == {"embedding", "mean_of_symbols", "unit_norm"}


PROGRAM = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn


def tower(x, sizes):
  net = layers.stack(x, layers.fully_connected, sizes{more})
  return tf.nn.l2_normalize(net, 1)


def model_fn(features, labels, mode, params):
  net = tower(features['x'], params['sizes'])
  head = learn.multi_class_head(3)
  return head.create_model_fn_ops(
      features, mode, labels, logits_input=net,
      train_op_fn=lambda loss: layers.optimize_loss(loss, tf.train.get_global_step(), .1, 'SGD'))


def input_fn():
  return {{'x': tf.constant([[1.], [2.]])}}, tf.constant([0, 1])


estimator = learn.Estimator(model_fn, params={{'sizes': [3, 4]}})
estimator.fit(input_fn=input_fn, steps=3)
"""


def test_functions_that_a_model_fn_calls_take_tensors_of_keras():
    new = moved(PROGRAM.format(more="")).new
    assert (
        """\
def tower(x, sizes):
  net = keras.Sequential(
      [
          keras.layers.Dense(units, activation='relu', name=f'stack_stack_{i}')
          for i, units in enumerate(sizes, 1)
      ])(x)
  return keras.ops.normalize(net, axis=1, epsilon=1e-06)
"""
        in new
    )
    assert "net = tower(features['x'], params['sizes'])" in new
