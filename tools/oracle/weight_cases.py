"""Models of every kind of weight and optimizer, of which checkpoints are recorded for Keras.

A case is a function of a World that builds a graph: it returns a tensor of predictions and a train
op of its loss. Runs under Python 3.7.
"""

import collections

import numpy as np

World = collections.namedtuple("World", "tf contrib head_lib modes")

_random = np.random.RandomState(0)
X = _random.uniform(-1, 1, [8, 4]).astype(np.float32)
IMAGES = _random.uniform(-1, 1, [8, 6, 6, 2]).astype(np.float32)
SEQUENCES = _random.uniform(-1, 1, [8, 5, 3]).astype(np.float32)
IDS = _random.randint(0, 7, [8, 3])
Y = _random.uniform(0, 1, [8, 1]).astype(np.float32)
CLASSES = np.arange(8)[:, None] % 3
STEPS_BEFORE, STEPS_AFTER = 5, 10

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


# Optimizers, on two layers.


def _two_layers(world, optimizer, **options):
    layers = world.contrib.layers
    hidden = layers.fully_connected(world.tf.constant(X), 5, scope="hidden")
    outputs = layers.fully_connected(hidden, 1, activation_fn=None, scope="outputs")
    return outputs, _train(world, outputs, optimizer, **options)


def _train(world, outputs, optimizer, **options):
    tf = world.tf
    loss = tf.losses.mean_squared_error(Y, outputs)
    step = tf.train.get_or_create_global_step()
    if not options:
        return loss, optimizer.minimize(loss, step)
    # Its scope goes before the names of the slots.
    train_op = world.contrib.layers.optimize_loss(
        loss, step, optimizer=lambda rate: optimizer, **options
    )
    return loss, train_op


def _optimizers(train):
    return {
        "sgd": train.GradientDescentOptimizer(0.1),
        "momentum": train.MomentumOptimizer(0.1, 0.9),
        "nesterov": train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
        "adagrad": train.AdagradOptimizer(0.1),
        "adadelta": train.AdadeltaOptimizer(0.5, rho=0.9, epsilon=1e-6),
        "adam": train.AdamOptimizer(0.05),
        "adam_by_another_name": train.AdamOptimizer(0.05, name="Adam_of_all"),
        "ftrl": train.FtrlOptimizer(
            0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02
        ),
        "rmsprop": train.RMSPropOptimizer(0.01),
        "rmsprop_with_momentum": train.RMSPropOptimizer(0.01, momentum=0.9),
        "rmsprop_centered": train.RMSPropOptimizer(0.01, momentum=0.9, centered=True),
    }


def _optimizer_case(name):
    return lambda world: _two_layers(world, _optimizers(world.tf.train)[name])


CASES.update(
    {
        name: _optimizer_case(name)
        for name in (
            "sgd momentum nesterov adagrad adadelta adam adam_by_another_name ftrl rmsprop "
            "rmsprop_with_momentum rmsprop_centered"
        ).split()
    }
)


@case
def optimize_loss(world):
    optimizer = world.tf.train.AdamOptimizer(0.05)
    return _two_layers(world, optimizer, learning_rate=0.05)


# Variables in parts.


@case
def parts(world):
    tf = world.tf
    with tf.variable_scope("tower", partitioner=tf.fixed_size_partitioner(3)):
        hidden = world.contrib.layers.fully_connected(tf.constant(X), 5, scope="hidden")
    outputs = world.contrib.layers.fully_connected(hidden, 1, activation_fn=None, scope="outputs")
    return outputs, _train(world, outputs, tf.train.AdamOptimizer(0.05))


@case
def parts_under_optimize_loss(world):
    tf = world.tf
    with tf.variable_scope("tower", partitioner=tf.fixed_size_partitioner(3)):
        hidden = world.contrib.layers.fully_connected(tf.constant(X), 5, scope="hidden")
    outputs = world.contrib.layers.fully_connected(hidden, 1, activation_fn=None, scope="outputs")
    return outputs, _train(world, outputs, tf.train.AdagradOptimizer(0.05), learning_rate=0.05)


# Layers, under the names that they give themselves.


@case
def contrib_layers(world):
    tf, layers = world.tf, world.contrib.layers
    tanh = {"activation_fn": tf.tanh}  # of which no unit is dead
    net = layers.conv2d(tf.constant(IMAGES), 3, 3, **tanh)
    net = layers.separable_conv2d(net, 4, 3, 1, **tanh)
    net = layers.separable_conv2d(net, None, 3, 2, **tanh)
    net = layers.conv2d(net, 4, 1, **tanh)
    net = layers.conv2d_transpose(net, 3, 2, stride=2, **tanh)
    net = layers.layer_norm(layers.flatten(net))
    net = layers.fully_connected(net, 6, **tanh)
    net = layers.fully_connected(net, 6, normalizer_fn=layers.layer_norm, **tanh)
    net = layers.fully_connected(net, 6, **tanh)
    outputs = layers.fully_connected(net, 1, activation_fn=None, scope="logits")
    return outputs, _train(world, outputs, tf.train.AdagradOptimizer(0.05))


@case
def core_layers(world):
    tf = world.tf
    embedded = tf.contrib.layers.embed_sequence(tf.constant(IDS), 7, 4)
    net = tf.layers.conv1d(embedded, 4, 2)
    net = tf.layers.batch_normalization(net)  # as it is when it predicts
    net = tf.layers.flatten(net)
    for _ in range(12):
        net = tf.layers.dense(net, 4, tf.tanh)
    outputs = tf.layers.dense(net, 1)
    return outputs, _train(world, outputs, tf.train.AdagradOptimizer(0.05))


@case
def batch_norm(world):
    tf, layers = world.tf, world.contrib.layers
    net = tf.constant(X)
    for units in (5, 5):
        net = layers.fully_connected(
            net,
            units,
            normalizer_fn=layers.batch_norm,
            normalizer_params={"is_training": False, "scale": True},
        )
    outputs = layers.fully_connected(net, 1, activation_fn=None)
    return outputs, _train(world, outputs, tf.train.AdagradOptimizer(0.05))


# Recurrent cells.


def _recurrent(world, cell):
    tf = world.tf
    net, _ = tf.nn.dynamic_rnn(cell, tf.constant(SEQUENCES), dtype=tf.float32)
    outputs = world.contrib.layers.fully_connected(net[:, -1], 1, activation_fn=None)
    return outputs, _train(world, outputs, tf.train.AdamOptimizer(0.05))


@case
def basic_rnn(world):
    return _recurrent(world, world.tf.nn.rnn_cell.BasicRNNCell(4))


@case
def basic_lstm(world):
    return _recurrent(world, world.tf.nn.rnn_cell.BasicLSTMCell(4))


@case
def lstm_that_forgets(world):
    return _recurrent(world, world.tf.nn.rnn_cell.LSTMCell(4, forget_bias=0.0))


@case
def gru(world):
    return _recurrent(world, world.tf.nn.rnn_cell.GRUCell(4))


@case
def stacked_lstms(world):
    cells = [world.tf.nn.rnn_cell.LSTMCell(3) for _ in range(3)]
    return _recurrent(world, world.tf.nn.rnn_cell.MultiRNNCell(cells))


@case
def two_directions(world):
    tf = world.tf
    cells = [tf.nn.rnn_cell.LSTMCell(4), tf.nn.rnn_cell.LSTMCell(4)]
    (forth, back), _ = tf.nn.bidirectional_dynamic_rnn(
        cells[0], cells[1], tf.constant(SEQUENCES), dtype=tf.float32
    )
    net = tf.concat([forth[:, -1], back[:, 0]], 1)
    outputs = world.contrib.layers.fully_connected(net, 1, activation_fn=None)
    return outputs, _train(world, outputs, tf.train.AdamOptimizer(0.05))


# Heads with a centered bias, which has a step of its own.


def _head(factory, labels, *args, **options):
    def build(world):
        tf = world.tf
        hidden = world.contrib.layers.fully_connected(tf.constant(X), 5, scope="hidden")
        head = getattr(world.head_lib, factory)(*args, enable_centered_bias=True, **options)

        def train_op_fn(loss):
            return tf.train.AdagradOptimizer(0.1).minimize(loss, step)

        step = tf.train.get_or_create_global_step()
        ops = head.create_model_fn_ops(
            {}, world.modes.TRAIN, labels, train_op_fn=train_op_fn, logits_input=hidden
        )
        key = "logits" if "logits" in ops.predictions else "scores"
        return ops.predictions[key], (ops.loss, ops.train_op)

    return build


CASES.update(
    {
        "centered_binary": _head("multi_class_head", CLASSES % 2, 2),
        "centered_multi_class": _head("multi_class_head", CLASSES, 3),
        "centered_multi_label": _head("multi_label_head", np.eye(3, dtype=int)[CLASSES[:, 0]], 3),
        "centered_svm": _head("binary_svm_head", CLASSES % 2),
        "centered_regression": _head("regression_head", Y),
        "centered_poisson": _head("poisson_regression_head", Y),
    }
)
