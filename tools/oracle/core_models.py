"""The ready-made models of tf.estimator, and what is asked of them.

`life` trains a model in an empty model_dir, `answers` comes back to a model_dir, whoever made it.
Runs under Python 3.7 and 3.10+.
"""

import itertools
import os

import numpy as np

import golden_json
from core_scenarios import described_export, outcome, training_events
from learn_scenarios import arrays

STEPS = 3

FEATURES = {
    "x": np.array([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0], [0.0, -0.5]], np.float32),
    "age": np.array([[17.0], [35.0], [64.0], [35.0]], np.float32),
    "word": np.array([["a"], ["c"], ["b"], ["a"]], np.object_),
    "weight": np.array([[1.0], [2.0], [0.5], [1.0]], np.float32),
}
TWO, THREE = np.array([[0], [1], [1], [0]]), np.array([0, 1, 2, 0])
WORDS = np.array([["no"], ["yes"], ["yes"], ["no"]], np.object_)
NUMBERS = np.array([[0.5], [-1.0], [2.0], [0.0]], np.float32)
PAIRS = np.array([[0.5, 1.0], [-1.0, 0.0], [2.0, 3.0], [0.0, -2.0]], np.float32)

MODELS = {}
REFUSALS = {}


class World:
    """A TensorFlow (the v1 names), and the tf.estimator and tf.contrib.estimator beside it."""

    def __init__(self, tf, estimator, contrib):
        self.tf = tf
        self.estimator = estimator
        self.contrib = contrib


def model(labels, features=FEATURES):
    """Registers a function of the world and keyword arguments that makes an estimator."""

    def register(function):
        MODELS[function.__name__] = (function, features, labels)
        return function

    return register


def refusal(function):
    REFUSALS[function.__name__] = function
    return function


def _deep(tf):
    column = tf.feature_column
    word = column.categorical_column_with_vocabulary_list("word", ["a", "b", "c"])
    return [
        column.numeric_column("x", shape=(2,)),
        column.indicator_column(column.categorical_column_with_hash_bucket("word", 5)),
        column.embedding_column(word, 3),
        column.bucketized_column(column.numeric_column("age"), [20.0, 40.0]),
    ]


@model(TWO)
def dnn_classifier(world, **options):
    return world.estimator.DNNClassifier([4, 3], _deep(world.tf), **options)


@model(THREE)
def dnn_classifier_of_three(world, **options):
    tf = world.tf
    return world.estimator.DNNClassifier(
        [4],
        _deep(tf)[:1],
        n_classes=3,
        weight_column="weight",
        optimizer=lambda: tf.train.GradientDescentOptimizer(
            tf.train.exponential_decay(0.5, tf.train.get_global_step(), 1, 0.5)
        ),
        activation_fn=tf.nn.tanh,
        dropout=0.5,
        batch_norm=True,
        loss_reduction=tf.losses.Reduction.SUM_OVER_BATCH_SIZE,
        **options,
    )


@model(WORDS)
def dnn_classifier_of_words(world, **options):
    tf = world.tf
    weight = tf.feature_column.numeric_column("weight", normalizer_fn=lambda x: 2 * x)
    return world.estimator.DNNClassifier(
        ["4"], _deep(tf)[:1], label_vocabulary=["no", "yes"], weight_column=weight, **options
    )


@model(NUMBERS)
def dnn_regressor(world, **options):
    tf = world.tf
    column = tf.feature_column
    words = [column.categorical_column_with_hash_bucket("word", 5) for _ in range(2)]
    shared = column.shared_embedding_columns(words[:1], 2)
    return world.estimator.DNNRegressor(
        [3, 2], _deep(tf)[:1] + shared, optimizer="SGD", activation_fn="elu", **options
    )


@model(PAIRS)
def dnn_regressor_of_pairs(world, **options):
    deep = _deep(world.tf)
    return world.estimator.DNNRegressor(
        [3], deep[:1], label_dimension=2, weight_column="x", optimizer="Adam", **options
    )


@model(TWO)
def warm_started_classifier(world, model_dir, config):
    """Begins with the embedding of another model, which is trained first."""

    def make(path, **options):
        return world.estimator.DNNClassifier(
            [4], _deep(world.tf), model_dir=path, config=config, **options
        )

    other = os.path.join(model_dir, "other")
    make(other).train(_input_fn(world, FEATURES, TWO), max_steps=2)
    settings = world.estimator.WarmStartSettings(other, ".*embedding_weights")
    return make(model_dir, warm_start_from=settings)


def _wide(tf):
    column = tf.feature_column
    word = column.categorical_column_with_vocabulary_list("word", ["a", "b", "c"])
    age = column.bucketized_column(column.numeric_column("age"), [20.0, 40.0])
    return [column.numeric_column("x", shape=(2,)), word, column.crossed_column([word, age], 7)]


@model(TWO)
def linear_classifier(world, **options):
    return world.estimator.LinearClassifier(_wide(world.tf), **options)


@model(THREE)
def linear_classifier_of_three(world, **options):
    return world.estimator.LinearClassifier(
        _wide(world.tf),
        n_classes=3,
        optimizer=world.tf.train.AdagradOptimizer(0.5),
        weight_column="weight",
        loss_reduction="weighted_mean",
        sparse_combiner="mean",
        **options,
    )


@model(NUMBERS)
def linear_regressor(world, **options):
    return world.estimator.LinearRegressor(_wide(world.tf), optimizer=None, **options)


@model(PAIRS)
def linear_regressor_of_pairs(world, **options):
    return world.estimator.LinearRegressor(
        _wide(world.tf), label_dimension=2, weight_column="weight", optimizer="RMSProp", **options
    )


@model(TWO)
def combined_classifier(world, **options):
    return world.estimator.DNNLinearCombinedClassifier(
        linear_feature_columns=_wide(world.tf),
        dnn_feature_columns=_deep(world.tf),
        dnn_hidden_units=[4, 2],
        **options,
    )


@model(PAIRS)
def combined_regressor(world, **options):
    sgd = world.tf.train.GradientDescentOptimizer
    return world.estimator.DNNLinearCombinedRegressor(
        linear_feature_columns=_wide(world.tf)[1:],
        linear_optimizer=sgd(0.5),
        dnn_feature_columns=_deep(world.tf)[:1],
        dnn_optimizer=lambda: sgd(0.25),
        dnn_hidden_units=[4],
        dnn_dropout=0.25,
        batch_norm=True,
        label_dimension=2,
        **options,
    )


@model(THREE)
def only_deep(world, **options):
    return world.estimator.DNNLinearCombinedClassifier(
        dnn_feature_columns=_deep(world.tf)[:1], dnn_hidden_units=[4], n_classes=3, **options
    )


@model(NUMBERS)
def only_wide(world, **options):
    return world.estimator.DNNLinearCombinedRegressor(
        linear_feature_columns=_wide(world.tf), **options
    )


@model(THREE)
def baseline_classifier(world, **options):
    return world.estimator.BaselineClassifier(n_classes=3, weight_column="weight", **options)


@model(NUMBERS)
def baseline_regressor(world, **options):
    return world.estimator.BaselineRegressor(optimizer="Adam", **options)


def _net(tf, features):
    """Logits, three wide, of a model that needs no seeds."""
    weights = tf.get_variable("w", initializer=np.arange(6, dtype=np.float32).reshape(2, 3) / 4)
    return tf.matmul(features["x"], weights)


def _model_of_head(world, make, **options):
    def model_fn(features, labels, mode):
        tf = world.tf
        head = make()
        logits = _net(tf, features)[:, : head.logits_dimension]
        regularizers = [tf.reduce_sum(tf.square(logits)), tf.constant(0.25)]
        return head.create_estimator_spec(
            features=features,
            mode=mode,
            labels=labels,
            logits=logits,
            train_op_fn=lambda loss: tf.train.GradientDescentOptimizer(0.1).minimize(
                loss, global_step=tf.train.get_global_step()
            ),
            regularization_losses=regularizers,
        )

    return world.estimator.Estimator(model_fn, **options)


@model(np.array([[0, 1, 1], [1, 0, 0], [1, 1, 1], [0, 0, 1]]))
def multi_label(world, **options):
    def make():
        return world.contrib.multi_label_head(
            3,
            weight_column="weight",
            thresholds=[0.25, 0.5],
            classes_for_class_based_metrics=[0, 2],
            name="labels",
        )

    return _model_of_head(world, make, **options)


@model(THREE)
def multi_label_of_sparse_words(world, **options):
    words = ["a", "b", "c"]

    def make():
        return world.contrib.multi_label_head(
            3, label_vocabulary=words, classes_for_class_based_metrics=["b"]
        )

    estimator = _model_of_head(world, make)

    def model_fn(features, labels, mode, config):
        if labels is not None:
            rows = [[0, 0], [0, 1], [1, 0], [3, 0]]
            labels = world.tf.SparseTensor(rows, ["a", "c", "b", "c"], [4, 2])
        return estimator.model_fn(features, labels, mode, config)

    return world.estimator.Estimator(model_fn, **options)


@model(np.array([[0.0], [1.0], [0.25], [0.5]], np.float32))
def logistic_regression(world, **options):
    return _model_of_head(world, world.contrib.logistic_regression_head, **options)


@model(np.array([[0.0, 1.0], [3.0, 2.0], [1.0, 1.0], [7.0, 0.0]], np.float32))
def poisson_regression(world, **options):
    return _model_of_head(
        world,
        lambda: world.contrib.poisson_regression_head(label_dimension=2, name="counts"),
        **options,
    )


@model(TWO)
def binary_at_thresholds(world, **options):
    return _model_of_head(
        world,
        lambda: world.contrib.binary_classification_head(
            weight_column="weight",
            thresholds=[0.25, 0.5],
            loss_fn=lambda labels, logits, features: features["age"] * (labels - logits) ** 2 / 64,
            name="two",
        ),
        **options,
    )


@model(THREE)
def dnn_estimator(world, **options):
    head = world.contrib.multi_class_head(3)
    adam = world.tf.train.AdamOptimizer(0.1)
    clipping = world.contrib.clip_gradients_by_norm(adam, 0.5)
    return world.estimator.DNNEstimator(
        head, [3], _deep(world.tf)[:1], optimizer=clipping, **options
    )


@model(NUMBERS)
def linear_estimator(world, **options):
    head = world.contrib.regression_head(loss_reduction=world.tf.losses.Reduction.MEAN)
    estimator = world.estimator.LinearEstimator(head, _wide(world.tf), **options)

    def more(predictions, features):
        return {"oldest": world.tf.metrics.mean(features["age"] - predictions["predictions"])}

    return world.contrib.add_metrics(
        world.contrib.forward_features(estimator, ["age", "word"]), more
    )


@model(TWO)
def combined_estimator(world, **options):
    head = world.contrib.binary_classification_head()
    return world.estimator.DNNLinearCombinedEstimator(
        head, linear_feature_columns=_wide(world.tf), **options
    )


@model(PAIRS)
def baseline_estimator(world, **options):
    head = world.contrib.regression_head(label_dimension=2)
    return world.estimator.BaselineEstimator(head, optimizer="SGD", **options)


@refusal
def features_that_are_no_dict(world):
    columns = _deep(world.tf)[:1]
    world.estimator.DNNClassifier([2], columns).train(lambda: ([1.0], [0]), steps=1)


def _refuses_training(features, labels, **options):
    def train(world):
        columns = _deep(world.tf)[:1]
        estimator = world.estimator.DNNClassifier([2], columns, **options)
        estimator.train(_input_fn(world, features, labels), steps=1)

    return train


REFUSALS.update(
    {
        "no labels": _refuses_training(FEATURES, None),
        "labels of one-hot form": _refuses_training(FEATURES, PAIRS),
        "labels that are words": _refuses_training(FEATURES, WORDS, n_classes=3),
        "labels that are numbers": _refuses_training(FEATURES, NUMBERS, n_classes=3),
        "labels that are no words": _refuses_training(
            FEATURES, TWO, n_classes=3, label_vocabulary=["a", "b", "c"]
        ),
        "a weight column of no kind": _refuses_training(FEATURES, TWO, weight_column=3),
        "an unknown optimizer": _refuses_training(FEATURES, TWO, optimizer="Best"),
        "an unknown activation": _refuses_training(FEATURES, TWO, activation_fn="relu7"),
        "an optimizer of no kind": _refuses_training(FEATURES, TWO, optimizer=lambda: 3),
        "one class": lambda world: world.estimator.DNNClassifier([2], [], n_classes=1),
        "no reduction": lambda world: world.estimator.DNNRegressor([2], [], loss_reduction="none"),
        "no label": lambda world: world.estimator.DNNRegressor([2], [], label_dimension=0),
        "a vocabulary of no kind": lambda world: world.estimator.DNNClassifier(
            [2], [], label_vocabulary="ab"
        ),
        "another vocabulary of no kind": lambda world: world.estimator.DNNClassifier(
            [2], [], n_classes=3, label_vocabulary="abc"
        ),
        "a categorical column for a deep model": lambda world: world.estimator.DNNRegressor(
            [2], _wide(world.tf)
        ).train(_input_fn(world, FEATURES, NUMBERS), steps=1),
        "no column for a deep model": lambda world: world.estimator.DNNRegressor([2], []).train(
            _input_fn(world, FEATURES, NUMBERS), steps=1
        ),
        "two columns of a name": lambda world: world.estimator.LinearRegressor(
            _wide(world.tf)[:1] * 2
        ).train(_input_fn(world, FEATURES, NUMBERS), steps=1),
        "no column for a linear model": lambda world: world.estimator.LinearRegressor([]).train(
            _input_fn(world, FEATURES, NUMBERS), steps=1
        ),
        "no columns": lambda world: world.estimator.DNNLinearCombinedClassifier(),
        "no hidden units": lambda world: world.estimator.DNNLinearCombinedRegressor(
            dnn_feature_columns=_deep(world.tf)
        ).train(_input_fn(world, FEATURES, NUMBERS), steps=1),
        "replicas in step": lambda world: world.estimator.DNNLinearCombinedRegressor(
            linear_feature_columns=_wide(world.tf),
            linear_optimizer=world.tf.train.SyncReplicasOptimizer(
                world.tf.train.GradientDescentOptimizer(0.5), 1
            ),
        ).train(_input_fn(world, FEATURES, NUMBERS), steps=1),
        "labels of too few classes": lambda world: world.contrib.multi_label_head(1),
        "a threshold of 1": lambda world: world.contrib.multi_label_head(2, thresholds=[1.0]),
        "another threshold of 1": lambda world: world.contrib.binary_classification_head(
            thresholds=[1.0]
        ),
        "too short a vocabulary": lambda world: world.contrib.multi_label_head(
            2, label_vocabulary=["a"]
        ),
        "a class out of range": lambda world: world.contrib.multi_label_head(
            2, classes_for_class_based_metrics=[2]
        ),
        "a class by an unknown word": lambda world: world.contrib.multi_label_head(
            2, classes_for_class_based_metrics=["a"]
        ),
        "a loss without logits": lambda world: world.contrib.regression_head(
            loss_fn=lambda labels, other: other
        ),
        "a loss of more": lambda world: world.contrib.multi_class_head(
            3, loss_fn=lambda labels, logits, more: logits
        ),
        "keys of no kind": lambda world: world.contrib.forward_features(None, 3),
        "a key of no kind": lambda world: world.contrib.forward_features(None, ["a", 3]),
        "logits of no kind": lambda world: world.contrib.call_logit_fn(
            lambda features: 3, {}, "train", {}, None
        ),
        "units of no kind": lambda world: world.estimator.experimental.dnn_logit_fn_builder(
            1.5, [2], [], None, None, None, False
        ),
    }
)


def _input_fn(world, features, labels):
    def input_fn():
        constants = {name: world.tf.constant(values) for name, values in features.items()}
        return constants, None if labels is None else world.tf.constant(labels)

    return input_fn


def _estimator(world, name, path):
    make, features, labels = MODELS[name]
    config = world.estimator.RunConfig(tf_random_seed=7, save_summary_steps=1)
    with world.tf.Graph().as_default():  # Shared columns are refused in eager mode.
        return make(world, model_dir=path, config=config), _input_fn(world, features, labels)


def life(world, name, path):
    """Returns the losses of training in an empty model_dir, and what has come of it."""
    tf = world.tf

    class Losses(tf.train.SessionRunHook):
        seen = []

        def before_run(self, run_context):
            return tf.train.SessionRunArgs(tf.losses.get_losses()[0])

        def after_run(self, run_context, run_values):
            self.seen.append(run_values.results)

    estimator, input_fn = _estimator(world, name, path)
    hook = Losses()
    hook.seen = []
    estimator.train(input_fn, hooks=[hook], steps=STEPS)
    variables = {key: estimator.get_variable_value(key) for key in estimator.get_variable_names()}
    events = training_events(tf, path)
    return dict(
        answers(world, name, path), losses=arrays(hook.seen), variables=arrays(variables),
        events=events,
    )  # fmt: skip


def answers(world, name, path):
    """Returns what the model in a model_dir answers."""
    tf = world.tf
    estimator, input_fn = _estimator(world, name, path)
    evaluation = estimator.evaluate(input_fn, steps=1)

    def receiver():
        features = {
            key: tf.placeholder(tf.as_dtype(values.dtype), [None, values.shape[1]], name=key)
            for key, values in MODELS[name][1].items()
        }
        examples = tf.placeholder(tf.string, [None], name="examples")
        return world.estimator.export.ServingInputReceiver(features, examples)

    def export():
        exported = estimator.export_saved_model(os.path.join(path, "export"), receiver)
        return described_export(exported.decode())

    return golden_json.as_json(
        {
            "metrics": list(evaluation),
            "evaluation": arrays(evaluation),
            "predictions": arrays(list(itertools.islice(estimator.predict(input_fn), 4))),
            "export": outcome(export),
        }
    )


def refused(world):
    """Returns how everything in REFUSALS fails."""
    return {name: outcome(lambda refuse=refuse: refuse(world)) for name, refuse in REFUSALS.items()}
