"""The models whose model_dirs TF 1.15 left, as a person writes them in Keras 3.

`MODELS` has by folder and name a function that returns a model of logits, what makes predictions of
them, and the features that TF 1.15 predicted of.
"""

import functools

import keras
import tensorflow as tf
from keras import layers, ops

import learn_scenarios_kernels as kernels
import model_dirs
from head_case_parts import KINDS
from keras_weights.keras_layers import Bias, Cross, EmbeddingBag, HashBuckets, ids_of_keys

MODELS = {}


def model(folder, *names):
    def add(function):
        for name in names:
            MODELS[folder, name] = functools.partial(function, name)
        return function

    return add


def softmax(logits):
    return {
        "logits": logits,
        "probabilities": ops.softmax(logits),
        "classes": ops.argmax(logits, axis=-1),
    }


def logistic(logits):
    likely = ops.sigmoid(logits)
    return {
        "logits": logits,
        "logistic": likely,
        "probabilities": ops.concatenate([1 - likely, likely], axis=-1),
        "classes": ops.cast(logits[:, 0] > 0, "int64"),
    }


def hinge(logits):
    return {"logits": logits, "classes": ops.cast(logits > 0, "int64")}


def labels(logits):
    likely = ops.sigmoid(logits)
    return {"logits": logits, "probabilities": likely, "classes": ops.cast(likely > 0.5, "int64")}


def scores(logits):
    return {"scores": ops.squeeze(logits, -1) if logits.shape[-1] == 1 else logits}


def log_scores(logits):
    return scores(ops.exp(logits))


def named_classes(logits):
    return {"logits": logits, "probabilities": ops.softmax(logits)}


def likely_classes(logits):
    return {"probabilities": ops.softmax(logits), "classes": ops.argmax(logits, axis=-1)}


def inputs_of(arrays):
    """Returns what a model takes, and the features as it takes them."""
    features = {key: tf.constant(values) for key, values in arrays.items()}
    inputs = {
        key: keras.Input(values.shape[1:], dtype=values.dtype.name, name=key)
        for key, values in features.items()
    }
    return inputs, features


# The canned models of model_dirs.py. Each optimizer is the one that trained the legacy model; the
# combined ones had two, so their Keras models are not compiled.


def sparse_sums(word, x, units):
    """The parts of a linear model, one of each column."""
    crossed = Cross(7)(word, word)
    return [
        EmbeddingBag(3, units, "sum", name="linear_word")(ids_of_keys(word)),
        EmbeddingBag(7, units, "sum", name="linear_word_X_word")(crossed),
        layers.Dense(units, use_bias=False, name="linear_x")(x),
    ]


def deep(word, x, hidden_units, units):
    embedded = EmbeddingBag(3, 3, name="dnn_input_from_feature_columns_word_embedding")
    net = layers.Concatenate()([embedded(ids_of_keys(word)), x])
    for i, size in enumerate(hidden_units):
        net = layers.Dense(size, activation="relu", name=f"dnn_hiddenlayer_{i}")(net)
    return layers.Dense(units, name="dnn_logits")(net)


def x_and_word():
    return inputs_of({"x": model_dirs.ROWS, "word": model_dirs.WORDS})


@model("learn", "DNNClassifier", "DNNRegressor", "DNNEstimator")
def dnn(name):
    hidden_units, units, predict, optimizer = {
        "DNNClassifier": ([4, 3], 3, softmax, keras.optimizers.Adagrad()),
        "DNNRegressor": ([4], 1, scores, keras.optimizers.Adam(epsilon=1e-8)),
        "DNNEstimator": ([4], 1, log_scores, keras.optimizers.Adagrad()),
    }[name]
    inputs, features = x_and_word()
    made = keras.Model(inputs, deep(**inputs, hidden_units=hidden_units, units=units))
    made.compile(optimizer, "mse")
    return made, predict, features


LINEAR = {
    "LinearClassifier": (1, logistic),
    "LinearRegressor": (1, scores),
    "LinearEstimator": (3, softmax),
    "DNNLinearCombinedClassifier": (1, logistic),
    "DNNLinearCombinedRegressor": (1, scores),
    "DNNLinearCombinedEstimator": (3, softmax),
}


@model("learn", *LINEAR)
def linear(name):
    units, predict = LINEAR[name]
    inputs, features = x_and_word()
    net = layers.Add()(sparse_sums(**inputs, units=units))
    net = Bias(name="linear_bias_weight")(net)
    if name.startswith("DNN"):
        net = layers.Add()([net, deep(**inputs, hidden_units=[4], units=units)])
    made = keras.Model(inputs, net)
    if not name.startswith("DNN"):
        made.compile(keras.optimizers.Ftrl(), "mse")
    return made, predict, features


@model("learn", "LinearClassifier_jointly")
def linear_jointly(name):
    inputs, features = inputs_of({"word": model_dirs.WORDS})
    word = inputs["word"]
    # One table of weights: behind the buckets of the cross come the three keys.
    ids = ops.concatenate([Cross(7)(word, word), ids_of_keys(word) + 7], axis=1)
    net = EmbeddingBag(10, 3, "sum", name="linear_linear_weights")(ids)
    made = keras.Model(inputs, Bias(name="linear_bias_weight")(net))
    made.compile(keras.optimizers.Ftrl(), "mse")
    return made, softmax, features


# The recurrent ones.


def sequence_and_context(**more):
    inputs, features = inputs_of({"sequence": model_dirs.SEQUENCES, "x": model_dirs.ROWS, **more})
    context = layers.RepeatVector(3)(inputs["x"])
    return inputs, layers.Concatenate()([inputs["sequence"], context]), features


@model("learn", "DynamicRnnEstimator_classifies")
def rnn_of_one_value(name):
    inputs, net, features = sequence_and_context(sequence_length=model_dirs.LENGTHS)
    for units in (4, 2):
        net = layers.LSTM(units, return_sequences=True)(net)
    last = ops.one_hot(inputs["sequence_length"] - 1, 3)
    net = layers.Dense(3)(ops.sum(net * last[..., None], axis=1))
    made = keras.Model(inputs, net)
    made.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    return made, likely_classes, features


@model("learn", "DynamicRnnEstimator_regresses")
def rnn_of_many_values(name):
    inputs, net, features = sequence_and_context()
    net = layers.GRU(3, return_sequences=True, reset_after=False)(net)
    made = keras.Model(inputs, layers.Dense(1)(net))
    made.compile(keras.optimizers.Adagrad(), "mse")
    return made, scores, features


# A hidden layer under each head.

HEADS = {
    "binary": logistic,
    "multi_class": softmax,
    "svm": hinge,
    "multi_label": labels,
    "regression": scores,
    "regression_2d": scores,
    "poisson": log_scores,
    "label_keys": named_classes,
}
UNITS = {kind.name: len(kind.logits[0]) for kind in KINDS} | {"multi_class": 5, "label_keys": 3}


@model("learn", *(f"head_{name}" for name in HEADS))
def under_a_head(name):
    name = name.removeprefix("head_")
    x = keras.Input([3])
    hidden = layers.Dense(4, activation="relu", name="hidden")(x)
    made = keras.Model(x, layers.Dense(UNITS[name], name="logits")(hidden))
    made.compile(keras.optimizers.Adam(0.1, epsilon=1e-8), "mse")
    return made, HEADS[name], model_dirs.ROWS


class Decay(layers.Layer):
    """Adds the loss of a weight that predicts nothing."""

    def build(self, shape):
        self.decayed = self.add_weight(name="decayed", shape=[2, 2])

    def call(self, inputs):
        self.add_loss(ops.sum(self.decayed**2) / 2)
        return inputs


@model("learn", "head_loss_only")
def under_a_loss(name):
    x = keras.Input([3])
    made = keras.Model(x, Decay(name="decay")(layers.Dense(4, name="hidden")(x)))
    return made, lambda hidden: {}, model_dirs.ROWS


@model("learn", "head_multi")
def under_all_heads(name):
    x = keras.Input([3])
    hidden = layers.Dense(4, activation="relu", name="hidden")(x)
    hidden = Decay(name="decay")(hidden)
    heads = {kind.name: HEADS[kind.name] for kind in KINDS}
    logits = {of: layers.Dense(UNITS[of], name=f"{of}_logits")(hidden) for of in heads}
    made = keras.Model(x, logits)
    made.compile(keras.optimizers.Adam(0.1, epsilon=1e-8), dict.fromkeys(heads, "mse"))

    def predict(logits):
        return {
            str((of, key)): value
            for of, predict_one in heads.items()
            for key, value in predict_one(logits[of]).items()
        }

    return made, predict, model_dirs.ROWS


# Those of model_dirs_kernels.py.


def kernel_inputs(*keys):
    return inputs_of({key: kernels.FEATURES[key] for key in keys})


def sum_of(parts):
    return Bias(name="linear_bias_weight")(layers.Add()(parts))


@model("learn_kernels", "SVM")
def svm(name):
    inputs, features = kernel_inputs("x", "word")
    net = sum_of(
        [
            layers.Dense(1, use_bias=False, name="linear_x")(inputs["x"]),
            EmbeddingBag(3, 1, "sum", name="linear_word")(ids_of_keys(inputs["word"])),
        ]
    )
    return keras.Model(inputs, net), hinge, features


@model("learn_kernels", "LinearClassifier")
def sdca(name):
    inputs, features = kernel_inputs("x", "age", "word", "other")
    ages = layers.Discretization([2.0, 4.0])(inputs["age"])
    # The buckets of a column of two numbers: three of the one, then three of the other.
    xs = layers.Discretization([0.0, 1.0])(inputs["x"]) + ops.array([[0, 3]])
    net = sum_of(
        [
            layers.Dense(1, use_bias=False, name="linear_x")(inputs["x"]),
            EmbeddingBag(3, 1, "sum", name="linear_age_bucketized")(ages),
            EmbeddingBag(6, 1, "sum", name="linear_x_bucketized")(xs),
            EmbeddingBag(3, 1, "sum", name="linear_word")(ids_of_keys(inputs["word"])),
            EmbeddingBag(5, 1, "sum", name="linear_other")(HashBuckets(5)(inputs["other"])),
            EmbeddingBag(7, 1, "sum", name="linear_other_X_word")(
                Cross(7)(inputs["other"], inputs["word"])
            ),
        ]
    )
    return keras.Model(inputs, net), logistic, features


@model("learn_kernels", "LinearClassifier_in_pieces")
def sdca_in_pieces(name):
    inputs, features = kernel_inputs("age", "word", "other")
    net = sum_of(
        [
            layers.Dense(1, use_bias=False, name="linear_age")(inputs["age"]),
            EmbeddingBag(3, 1, "sum", name="linear_word")(ids_of_keys(inputs["word"])),
            EmbeddingBag(5, 1, "sum", name="linear_other")(HashBuckets(5)(inputs["other"])),
        ]
    )
    return keras.Model(inputs, net), logistic, features


@model("learn_kernels", "LinearRegressor")
def sdca_regressor(name):
    inputs, features = kernel_inputs("x", "word", "share")
    shares = EmbeddingBag(3, 1, "sum", name="linear_word_weighted_by_share")
    net = sum_of(
        [
            layers.Dense(1, use_bias=False, name="linear_x")(inputs["x"]),
            shares(ids_of_keys(inputs["word"]), inputs["share"]),
        ]
    )
    return keras.Model(inputs, net), scores, features


@model("learn_kernels", "LogisticRegressor")
def logistic_regressor(name):
    inputs, features = kernel_inputs("x")
    made = keras.Model(inputs, layers.Dense(1, use_bias=False)(inputs["x"]))
    return made, lambda logits: {"probabilities": ops.sigmoid(logits)}, features


class SquaredDistances(layers.Layer):
    """The squared distances of points to the centers of clusters."""

    def __init__(self, count, **kwargs):
        super().__init__(**kwargs)
        self.count = count

    def build(self, shape):
        self.clusters = self.add_weight(name="clusters", shape=[self.count, shape[-1]])

    def call(self, points):
        return ops.sum((points[:, None] - self.clusters) ** 2, axis=-1)


@model("learn_kernels", "KMeansClustering")
def k_means(name):
    points = keras.Input([2])
    made = keras.Model(points, SquaredDistances(4)(points))

    def predict(distances):
        return {"all_scores": distances, "cluster_idx": ops.argmin(distances, axis=-1)}

    return made, predict, kernels.POINTS
