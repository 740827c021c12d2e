"""The models of tools/oracle/weight_cases.py, as a person writes them in Keras 3."""

import keras
from keras import layers, optimizers

import weight_cases
from keras_weights.keras_layers import Bias

MODELS = {}


def model(function):
    MODELS[function.__name__] = function
    return function


def compiled(inputs, outputs, optimizer):
    made = keras.Model(inputs, outputs)
    made.compile(optimizer, "mse")
    return made


def two_layers(optimizer, scope=""):
    x = keras.Input([4])
    hidden = layers.Dense(5, activation="relu", name=f"{scope}hidden")(x)
    outputs = layers.Dense(1, name="outputs")(hidden)
    return compiled(x, outputs, optimizer), weight_cases.X


def of_optimizer(make, **options):
    return lambda: two_layers(make(**options))


MODELS.update(
    sgd=of_optimizer(optimizers.SGD, learning_rate=0.1),
    momentum=of_optimizer(optimizers.SGD, learning_rate=0.1, momentum=0.9),
    nesterov=of_optimizer(optimizers.SGD, learning_rate=0.1, momentum=0.9, nesterov=True),
    adagrad=of_optimizer(optimizers.Adagrad, learning_rate=0.1, epsilon=0.0),
    adadelta=of_optimizer(optimizers.Adadelta, learning_rate=0.5, rho=0.9, epsilon=1e-6),
    adam=of_optimizer(optimizers.Adam, learning_rate=0.05, epsilon=1e-8),
    adam_by_another_name=of_optimizer(optimizers.Adam, learning_rate=0.05, epsilon=1e-8),
    ftrl=of_optimizer(
        optimizers.Ftrl,
        learning_rate=0.1,
        l1_regularization_strength=0.01,
        l2_regularization_strength=0.02,
    ),
    rmsprop=of_optimizer(optimizers.RMSprop, learning_rate=0.01, epsilon=1e-10),
    rmsprop_with_momentum=of_optimizer(
        optimizers.RMSprop, learning_rate=0.01, momentum=0.9, epsilon=1e-10
    ),
    rmsprop_centered=of_optimizer(
        optimizers.RMSprop, learning_rate=0.01, momentum=0.9, epsilon=1e-10, centered=True
    ),
    optimize_loss=of_optimizer(optimizers.Adam, learning_rate=0.05, epsilon=1e-8),
    parts=lambda: two_layers(optimizers.Adam(0.05, epsilon=1e-8), "tower_"),
    parts_under_optimize_loss=lambda: two_layers(optimizers.Adagrad(0.05, epsilon=0.0), "tower_"),
)


@model
def contrib_layers():
    images = keras.Input([6, 6, 2])
    tanh = {"activation": "tanh", "padding": "same"}
    net = layers.Conv2D(3, 3, **tanh)(images)
    net = layers.SeparableConv2D(4, 3, **tanh)(net)
    net = layers.DepthwiseConv2D(3, depth_multiplier=2, **tanh)(net)
    net = layers.Conv2D(4, 1, **tanh)(net)
    net = layers.Conv2DTranspose(3, 2, strides=2, **tanh)(net)
    net = layers.LayerNormalization(epsilon=1e-12)(layers.Flatten()(net))
    net = layers.Dense(6, activation="tanh")(net)
    net = layers.Dense(6, use_bias=False)(net)
    net = keras.ops.tanh(layers.LayerNormalization(epsilon=1e-12)(net))
    net = layers.Dense(6, activation="tanh")(net)
    outputs = layers.Dense(1, name="logits")(net)
    return compiled(images, outputs, optimizers.Adagrad(0.05, epsilon=0.0)), weight_cases.IMAGES


class FrozenBatchNormalization(layers.BatchNormalization):
    """Normalizes in training as in prediction."""

    def call(self, inputs, training=None):
        return super().call(inputs, training=False)


@model
def core_layers():
    ids = keras.Input([3], dtype="int32")
    net = layers.Conv1D(4, 2)(layers.Embedding(7, 4)(ids))
    net = FrozenBatchNormalization()(net)
    net = layers.Flatten()(net)
    for _ in range(12):
        net = layers.Dense(4, activation="tanh")(net)
    outputs = layers.Dense(1)(net)
    return compiled(ids, outputs, optimizers.Adagrad(0.05, epsilon=0.0)), weight_cases.IDS


@model
def batch_norm():
    net = x = keras.Input([4])
    for units in (5, 5):
        net = layers.Dense(units, use_bias=False)(net)
        net = layers.ReLU()(FrozenBatchNormalization()(net))
    outputs = layers.Dense(1)(net)
    return compiled(x, outputs, optimizers.Adagrad(0.05, epsilon=0.0)), weight_cases.X


def recurrent(*of_sequences):
    net = sequences = keras.Input([5, 3])
    for layer in of_sequences:
        net = layer(net)
    outputs = layers.Dense(1)(net)
    return compiled(sequences, outputs, optimizers.Adam(0.05, epsilon=1e-8)), weight_cases.SEQUENCES


MODELS.update(
    basic_rnn=lambda: recurrent(layers.SimpleRNN(4)),
    basic_lstm=lambda: recurrent(layers.LSTM(4)),
    lstm_that_forgets=lambda: recurrent(layers.LSTM(4, unit_forget_bias=False)),
    gru=lambda: recurrent(layers.GRU(4, reset_after=False)),
    stacked_lstms=lambda: recurrent(layers.RNN([layers.LSTMCell(3) for _ in range(3)])),
    two_directions=lambda: recurrent(layers.Bidirectional(layers.LSTM(4))),
)


def centered(units):
    """A head's centered bias had an optimizer of its own, so these are not compiled."""
    x = keras.Input([4])
    hidden = layers.Dense(5, activation="relu", name="hidden")(x)
    outputs = Bias(name="centered_bias_weight")(layers.Dense(units, name="logits")(hidden))
    return keras.Model(x, outputs), weight_cases.X


MODELS.update(
    centered_binary=lambda: centered(1),
    centered_multi_class=lambda: centered(3),
    centered_multi_label=lambda: centered(3),
    centered_svm=lambda: centered(1),
    centered_regression=lambda: centered(1),
    centered_poisson=lambda: centered(1),
)
