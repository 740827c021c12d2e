"""Models of every kind that are trained, left, and come back to: what model_dirs are recorded of.

A model's life has two parts. `train` makes its model_dir and trains it a few steps. `follow` comes
back to a model_dir, whoever made it, and tells what the model answers and what becomes of it.
Runs under Python 3.7 and 3.10+.
"""

import contextlib
import io
import itertools
import os
import sys

import numpy as np

import golden_json
from core_scenarios import described_export, outcome, training_events
from head_case_parts import INPUT, KINDS, WEIGHTS
from learn_scenarios import arrays

STEPS_BEFORE, STEPS_AFTER = 5, 15
RECORDED_EXPORT = "recorded_export"  # the folder of an archive that has TF 1.15's

ROWS = np.array(INPUT, np.float32)
WORDS = np.array([["a"], ["c"], ["b"], ["a"]], np.object_)
SEQUENCES = np.linspace(-1.0, 1.0, 24, dtype=np.float32).reshape(4, 3, 2) ** 3
LENGTHS = np.array([3, 1, 2, 3], np.int32)
TWO, THREE = np.array([[0], [1], [1], [0]]), np.array([[0], [1], [2], [0]])
NUMBERS = np.array([[0.5], [-1.0], [2.0], [0.0]], np.float32)
COUNTS = np.array([[0.0], [1.0], [3.0], [2.0]], np.float32)

MODELS = {}


class World:
    """A TensorFlow (the v1 names), and the modules of the tf.contrib that belongs to it by name."""

    def __init__(self, tf, contrib):
        self.tf = tf
        self.learn = contrib("learn")
        self.layers = contrib("layers")
        self.heads = contrib("learn.python.learn.estimators.head")
        self.rnn_common = contrib("learn.python.learn.estimators.rnn_common")


class Model:
    """A model and what it is given.

    Args:
      make: a function of keyword arguments, `model_dir` and `config`, that returns an estimator.
      labels: an array or a dict of arrays.
      features: a dict of arrays; beside them all models get weights.
      fed: how an export is fed: with tf.Examples, or with the features themselves.
      key: the output alternative that an export has for its default.
    """

    def __init__(self, make, labels, features=None, fed="examples", key=None):
        self.make = make
        self.labels = labels
        self.features = {"x": ROWS, "word": WORDS} if features is None else features
        self.fed = fed
        self.key = key


def model(function):
    MODELS[function.__name__] = function
    return function


def _columns(world):
    layers = world.layers
    word = layers.sparse_column_with_keys("word", ["a", "b", "c"])
    hashed = layers.sparse_column_with_hash_bucket("word", 5)
    x = layers.real_valued_column("x", dimension=3)
    wide = [word, layers.crossed_column([word, hashed], 7), x]
    return wide, [x, layers.embedding_column(word, 3)]


def _partial(make, *args, **kwargs):
    return lambda **more: make(*args, **dict(kwargs, **more))


@model
def DNNClassifier(world):
    _, deep = _columns(world)
    make = _partial(
        world.learn.DNNClassifier, [4, 3], deep, n_classes=3, weight_column_name="weight"
    )
    return Model(make, THREE)


@model
def DNNRegressor(world):
    _, deep = _columns(world)
    make = _partial(world.learn.DNNRegressor, [4], deep, optimizer="Adam", gradient_clip_norm=0.5)
    return Model(make, NUMBERS)


@model
def DNNEstimator(world):
    _, deep = _columns(world)
    head = world.heads.poisson_regression_head()
    return Model(_partial(world.learn.DNNEstimator, head, [4], deep), COUNTS)


@model
def LinearClassifier(world):
    wide, _ = _columns(world)
    return Model(_partial(world.learn.LinearClassifier, wide), TWO)


@model
def LinearRegressor(world):
    wide, _ = _columns(world)
    make = _partial(world.learn.LinearRegressor, wide, weight_column_name="weight")
    return Model(make, NUMBERS)


@model
def LinearEstimator(world):
    wide, _ = _columns(world)
    head = world.heads.multi_class_head(3)
    return Model(_partial(world.learn.LinearEstimator, wide, head), THREE)


@model
def LinearClassifier_jointly(world):
    wide, _ = _columns(world)
    make = _partial(world.learn.LinearClassifier, wide[:2], n_classes=3, _joint_weight=True)
    return Model(make, THREE)


def _combined(world, **options):
    wide, deep = _columns(world)
    return dict(
        options, linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=[4]
    )


@model
def DNNLinearCombinedClassifier(world):
    options = _combined(world, fix_global_step_increment_bug=True)
    return Model(_partial(world.learn.DNNLinearCombinedClassifier, **options), TWO)


@model
def DNNLinearCombinedRegressor(world):
    options = _combined(world, fix_global_step_increment_bug=True, dnn_optimizer="RMSProp")
    return Model(_partial(world.learn.DNNLinearCombinedRegressor, **options), NUMBERS)


@model
def DNNLinearCombinedEstimator(world):
    options = _combined(world, fix_global_step_increment_bug=True)
    head = world.heads.multi_class_head(3)
    return Model(_partial(world.learn.DNNLinearCombinedEstimator, head, **options), THREE)


def _recurrent(world, prediction_type, labels, **options):
    make = _partial(
        world.learn.DynamicRnnEstimator,
        prediction_type=getattr(world.rnn_common.PredictionType, prediction_type),
        sequence_feature_columns=[world.layers.real_valued_column("sequence", dimension=2)],
        context_feature_columns=[world.layers.real_valued_column("x", dimension=3)],
        **options,
    )
    features = {"sequence": SEQUENCES, "x": ROWS, "sequence_length": LENGTHS}
    return Model(make, labels, features, fed="features")


@model
def DynamicRnnEstimator_classifies(world):
    return _recurrent(
        world,
        "SINGLE_VALUE",
        THREE[:, 0],
        problem_type=world.learn.ProblemType.CLASSIFICATION,
        num_classes=3,
        num_units=[4, 2],
        cell_type="lstm",
        optimizer="Momentum",
        momentum=0.9,
        predict_probabilities=True,
    )


@model
def DynamicRnnEstimator_regresses(world):
    return _recurrent(
        world,
        "MULTIPLE_VALUE",
        SEQUENCES[:, :, 0] * 2,
        problem_type=world.learn.ProblemType.LINEAR_REGRESSION,
        num_units=3,
        cell_type="gru",
        optimizer="Adagrad",
    )


def _under(world, head, labels, key=None):
    """A model_fn as programs write them: a hidden layer under a head."""
    tf, layers = world.tf, world.layers

    def model_fn(features, labels, mode):
        def train_op_fn(loss):
            return layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, "Adam")

        hidden = layers.fully_connected(features["x"], 4, scope="hidden")
        return head.create_model_fn_ops(
            features, mode, labels, train_op_fn=train_op_fn, logits_input=hidden
        )

    return Model(_partial(world.learn.Estimator, model_fn), labels, {"x": ROWS}, key=key)


_HEADS = {kind.name: kind for kind in KINDS}
_HEADS["multi_class"] = _HEADS["multi_class"]._replace(args={"n_classes": 5})


def _labels(kind):
    return np.array(kind.labels, kind.label_dtype)


def _head(world, kind, **options):
    return getattr(world.heads, kind.factory)(**dict(kind.args, **options))


def _head_model(kind):
    def make(world):
        return _under(world, _head(world, kind, weight_column_name="weight"), _labels(kind))

    return make


MODELS.update({"head_" + name: _head_model(kind) for name, kind in _HEADS.items()})


def _decay(world):
    tf = world.tf

    def loss_fn():
        weights = tf.get_variable("decayed", initializer=[[1.0, -2.0], [0.5, 3.0]])
        return [tf.nn.l2_loss(weights)]

    return world.heads.loss_only_head(loss_fn, head_name="decay")


@model
def head_loss_only(world):
    return _under(world, _decay(world), COUNTS)


@model
def head_label_keys(world):
    head = world.heads.multi_class_head(3, label_keys=["a", "b", "c"])
    return _under(world, head, WORDS)


@model
def head_multi(world):
    heads = [_head(world, kind, label_name=name, head_name=name) for name, kind in _HEADS.items()]
    labels = {name: _labels(kind) for name, kind in _HEADS.items()}
    head = world.heads.multi_head(heads + [_decay(world)])
    return _under(world, head, labels, key="multi_class")


def train(world, name, path, steps=STEPS_BEFORE):
    """Trains a model in a model_dir."""
    asked = MODELS[name](world)
    _estimator(world, asked, path).fit(input_fn=_input_fn(world, asked), steps=steps)


def answers(world, name, path):
    """Returns the evaluation and the predictions of the model in a model_dir."""
    asked = MODELS[name](world)
    return _answers(world, asked, _estimator(world, asked, path))


def follow(world, name, path):
    """Returns what the model in a model_dir answers, and what becomes of it.

    Exports it, then trains on.

    Returns:
      A dict of the evaluation and the predictions, the export's signatures, the variables after
      further training, and the kinds of summaries that training and evaluation wrote.
    """
    asked = MODELS[name](world)
    estimator = _estimator(world, asked, path)
    told = _answers(world, asked, estimator)
    told["export"] = outcome(lambda: described_export(export(world, name, path)))
    estimator.fit(input_fn=_input_fn(world, asked), steps=STEPS_AFTER)
    told["variables"] = arrays(
        {
            variable: estimator.get_variable_value(variable)
            for variable in estimator.get_variable_names()
        }
    )
    told["events"] = [training_events(world.tf, os.path.join(path, part)) for part in ("", "eval")]
    return golden_json.as_json(told)


def export(world, name, path):
    """Exports the model in a model_dir; returns where to."""
    asked = MODELS[name](world)
    exported = _estimator(world, asked, path).export_savedmodel(
        os.path.join(path, "export"),
        _serving_fn(world, asked),
        default_output_alternative_key=asked.key,
    )
    return exported.decode()


def difference(given, expected):
    """Returns how far answers are apart: the greatest difference of two floats.

    Where a float is expected to be greater than 1, it is the relative difference.

    Raises:
      ValueError: where keys, dtypes or shapes differ, or what is no float.
    """
    if isinstance(expected, dict) and sorted(given) == sorted(expected):
        if str(expected.get("dtype")).startswith("float") and given["shape"] == expected["shape"]:
            given, expected = (np.array(side["values"], float) for side in (given, expected))
            apart = np.abs(given - expected) / np.maximum(1, np.abs(expected))
            return apart.max() if apart.size else 0.0
        return max([difference(given[key], expected[key]) for key in expected] or [0.0])
    if isinstance(expected, list) and len(given) == len(expected):
        return max([difference(*pair) for pair in zip(given, expected)] or [0.0])
    if given != expected:
        raise ValueError(f"{given} is not {expected}")
    return 0.0


def signatures(told):
    """Returns the signatures of the export that `follow` tells of, by name."""
    graphs = told["export"].get("returns", [])
    return {name: found for graph in graphs for name, found in graph["signatures"].items()}


def printed(main, exported, signature, request):
    """Returns what `saved_model_cli run`, whose entry point is `main`, prints."""
    arguments = ["run", "--dir", exported, "--tag_set", "serve", "--signature_def", signature]
    before, sys.argv = sys.argv, ["saved_model_cli"] + arguments + ["--input_exprs", request]
    try:
        with contextlib.redirect_stdout(io.StringIO()) as text:
            main()
    except SystemExit as end:  # as it ends today
        if end.code:
            raise
    finally:
        sys.argv = before
    return text.getvalue()


def request(world, name, signature):
    """Returns what `saved_model_cli run` is given for its --input_exprs: two examples.

    Args:
      world, name: the model.
      signature: a signature as `follow` describes it.
    """
    asked = MODELS[name](world)
    _, inputs, _ = signature
    fed = {key: values[:2].tolist() for key, values in asked.features.items()}
    if asked.fed == "examples":
        (key,) = inputs
        fed = {key: [_example(world.tf, fed, row) for row in range(2)]}
    return ";".join("{}={}".format(key, repr(fed[key]).replace(";", r"\x3b")) for key in inputs)


def _example(tf, fed, row):
    example = tf.train.Example()
    for key, values in fed.items():
        feature = example.features.feature[key]
        if isinstance(values[row][0], str):
            feature.bytes_list.value.extend(value.encode() for value in values[row])
        else:
            feature.float_list.value.extend(values[row])
    return example.SerializeToString(deterministic=True)


def _estimator(world, asked, path):
    # One thread after the other, so that a recorder gives the same numbers again.
    threads = world.tf.ConfigProto(inter_op_parallelism_threads=1, intra_op_parallelism_threads=1)
    config = world.learn.RunConfig(
        tf_random_seed=1, save_summary_steps=2, log_step_count_steps=5, session_config=threads
    )
    return asked.make(model_dir=path, config=config)


def _input_fn(world, asked, epochs=None):
    tf = world.tf
    features = dict(asked.features, weight=np.array(WEIGHTS, np.float32))

    def input_fn():
        data = tf.data.Dataset.from_tensor_slices((features, asked.labels)).repeat(epochs)
        return tf.data.make_one_shot_iterator(data.batch(len(LENGTHS))).get_next()

    return input_fn


def _answers(world, asked, estimator):
    once = _input_fn(world, asked, epochs=1)
    # A loss without a model reads no input, and would never see its end.
    predictions = outcome(
        lambda: arrays(list(itertools.islice(estimator.predict(input_fn=once), len(ROWS))))
    )
    predictions.pop("text", None)  # TF 1.15 has no answer of its own to a model without predictions
    return {
        "evaluation": arrays(estimator.evaluate(input_fn=once, steps=1)),
        "predictions": predictions,
    }


def _serving_fn(world, asked):
    tf = world.tf
    utils = world.learn.utils
    types = {
        key: tf.string if values.dtype == np.object_ else tf.as_dtype(values.dtype)
        for key, values in asked.features.items()
    }
    if asked.fed == "examples":
        return utils.build_parsing_serving_input_fn(
            {
                key: tf.FixedLenFeature(asked.features[key].shape[1:], dtype)
                for key, dtype in types.items()
            }
        )
    with tf.Graph().as_default():
        return utils.build_default_serving_input_fn(
            {
                key: tf.placeholder(dtype, asked.features[key].shape, name=key)
                for key, dtype in types.items()
            }
        )
