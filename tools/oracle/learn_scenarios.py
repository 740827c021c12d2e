"""What tf.contrib.learn is asked: small programs, run on TF 1.15 and on this package.

As core_scenarios.py, whose helpers these use. Runs under Python 3.7 and 3.10+.
"""

import gzip
import itertools
import json
import os

import numpy as np

import golden_json
from core_scenarios import (
    CLUSTER,
    MASTER_CLUSTER,
    PROPERTIES,
    X,
    Y,
    all_batches,
    described_config,
    described_export,
    environment,
    events,
    files,
    log_lines,
    model_dir,
    outcome,
    settled_log,
    training_events,
    tree,
    variables,
)

SCENARIOS = {}


class World:
    """A TensorFlow (the v1 names) and the tf.contrib.learn that belongs to it."""

    def __init__(self, tf, learn, deep, layers, rnn, estimator):
        self.tf = tf
        self.learn = learn
        self.layers = layers
        self.rnn = rnn
        self.estimator = estimator
        self.deep = deep  # name of a module under tensorflow.contrib.learn.python.learn -> it


def scenario(function):
    SCENARIOS[function.__name__] = function
    return function


def arrays(value):
    """Returns results as JSON: arrays with their dtypes, dicts by sorted key."""
    if isinstance(value, dict):
        return {str(key): arrays(part) for key, part in sorted(value.items(), key=str)}
    if isinstance(value, (list, tuple)):
        return [arrays(part) for part in value]
    return golden_json.array(value)


def linear_ops(tf, features, labels, mode):
    """Predictions, loss and train_op of a model whose every number is exact."""
    weights = tf.get_variable("weights", [2, 1], initializer=tf.zeros_initializer())
    predicted = tf.matmul(features["x"] if isinstance(features, dict) else features, weights)
    predicted = predicted + tf.get_variable("bias", initializer=tf.constant([0.25]))
    loss = train_op = None
    if mode != "infer":
        tf.summary.scalar("predicted", tf.reduce_mean(predicted))
        loss = tf.reduce_mean(tf.abs(labels - predicted))
        train_op = tf.train.GradientDescentOptimizer(0.125).minimize(
            loss, global_step=tf.train.get_global_step()
        )
    return predicted, loss, train_op


def model_fns(world):
    """A model_fn of every signature that there was."""
    tf, learn = world.tf, world.learn

    def two(features, labels):
        return linear_ops(tf, features, labels if labels is not None else Y[:4], "train")

    def three(features, labels, mode):
        return linear_ops(tf, features, labels, mode)

    def four(features, labels, mode, params):
        predicted, loss, train_op = linear_ops(tf, features, labels, mode)
        return predicted * params["scale"], loss, train_op

    def five(features, labels, mode, params, config):
        assert config.save_summary_steps == 2, config
        return four(features, labels, mode, params)

    def six(features, labels, mode, params, config, model_dir):
        assert os.path.isdir(model_dir), model_dir
        return five(features, labels, mode, params, config)

    def ops(features, labels, mode):
        predicted, loss, train_op = linear_ops(tf, features, labels, mode)
        metrics = {}
        if mode == "eval":
            metrics = {"error": tf.metrics.mean(labels - predicted)}
        return learn.ModelFnOps(
            mode,
            predictions={"value": predicted, "double": 2 * predicted},
            loss=loss,
            train_op=train_op,
            eval_metric_ops=metrics,
        )

    class Callable:
        def method(self, features, labels, mode):
            return three(features, labels, mode)

    return {
        "two": two,
        "three": three,
        "four": four,
        "five": five,
        "six": six,
        "ops": ops,
        "method": Callable().method,
    }


def tensors(world, batch=slice(0, 4)):
    return lambda: ({"x": world.tf.constant(X[batch])}, world.tf.constant(Y[batch]))


def one_pass(world, batch_size=5):
    def input_fn():
        data = world.tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).batch(batch_size)
        return world.tf.data.make_one_shot_iterator(data).get_next()

    return input_fn


def config(world, **kwargs):
    return world.learn.RunConfig(**dict({"save_summary_steps": 2}, **kwargs))


@scenario
def signatures(world):
    answers = {}
    for name, model_fn in model_fns(world).items():
        params = {"scale": 2.0} if name in ("four", "five", "six") else None
        with model_dir() as path:
            estimator = world.learn.Estimator(model_fn, path, config(world), params=params)
            assert estimator.fit(input_fn=tensors(world), steps=3) is estimator
            answer = {"variables": variables(world.tf, path), "repr": repr(estimator)}
            answer["evaluation"] = arrays(estimator.evaluate(input_fn=tensors(world), steps=2))
            answer["predictions"] = arrays(list(estimator.predict(input_fn=tensors(world))))
            answer["files"] = files(path)
            answers[name] = answer
    return answers


@scenario
def training(world):
    """One estimator's life, with everything it leaves behind."""
    tf, learn = world.tf, world.learn
    answers = {}
    with model_dir() as path, log_lines(tf) as lines:
        settings = config(world, save_checkpoints_steps=3)
        estimator = learn.Estimator(model_fns(world)["ops"], path, settings)
        answers["predict at first"] = outcome(lambda: estimator.predict(input_fn=tensors(world)))
        answers["evaluate at first"] = outcome(
            lambda: estimator.evaluate(input_fn=tensors(world), steps=1)
        )
        estimator.fit(input_fn=one_pass(world, 4))
        estimator.fit(input_fn=tensors(world), max_steps=7)
        estimator.fit(input_fn=tensors(world), max_steps=7)
        estimator.partial_fit(input_fn=tensors(world))
        answers["files"] = files(path)
        answers["variables"] = variables(tf, path)
        answers["names"] = estimator.get_variable_names()
        answers["bias"] = golden_json.array(estimator.get_variable_value("bias"))
        answers["events"] = training_events(tf, path)
        metrics = {
            "mean": learn.MetricSpec(tf.metrics.mean, prediction_key="value"),
            "square": learn.MetricSpec(
                tf.metrics.mean_squared_error, prediction_key="double", weight_key="x"
            ),
        }
        metrics.pop("square")
        answers["evaluation"] = arrays(
            estimator.evaluate(input_fn=one_pass(world), metrics=metrics, name="more")
        )
        answers["steps"] = arrays(estimator.evaluate(input_fn=tensors(world), steps=2))
        answers["old"] = arrays(
            estimator.evaluate(
                input_fn=one_pass(world),
                checkpoint_path=os.path.join(path, "model.ckpt-3"),
                log_progress=False,
            )
        )
        answers["events of eval_more"] = events(tf, os.path.join(path, "eval_more"))
        answers["events of eval"] = events(tf, os.path.join(path, "eval"))
        answers["predictions"] = arrays(
            list(estimator.predict(input_fn=tensors(world), outputs=["double"]))
        )
        answers["batches"] = arrays(
            list(estimator.predict(input_fn=tensors(world), iterate_batches=True))
        )
        answers["not iterable"] = arrays(
            estimator.predict(input_fn=tensors(world), as_iterable=False)
        )
        answers["no such output"] = outcome(
            lambda: estimator.predict(input_fn=tensors(world), outputs=["none"])
        )
        answers["log"] = settled_log(lines)
        for answer in answers.values():
            if isinstance(answer, dict) and "text" in answer:
                answer["text"] = answer["text"].replace(path, "DIR")
    # TF 1.15 warns of deprecation at every turn.
    answers["log"] = [line for line in answers["log"] if "nstead" not in line]
    return answers


@scenario
def arrays_in(world):
    """fit, evaluate and predict given x and y."""
    tf, learn = world.tf, world.learn
    answers = {}
    three = model_fns(world)["three"]
    for name, x, y, batch_size in (
        ("arrays", X, Y, 4),
        ("all at once", X, Y, None),
        ("flat labels", X, Y[:, 0], 8),
        ("dict", {"x": X}, Y, 4),
    ):

        def model_fn(features, labels, mode):
            if labels is not None:
                labels = tf.reshape(labels, [-1, 1])
            return three(features, labels, mode)

        with model_dir() as path:
            estimator = learn.Estimator(model_fn, path, config(world))
            estimator.fit(x, y, steps=5, batch_size=batch_size)
            answer = {"variables": variables(tf, path)}
            answer["evaluation"] = arrays(estimator.evaluate(x, y, batch_size=batch_size))
            answer["one step"] = arrays(estimator.evaluate(x, y, batch_size=4, steps=1))
            answer["predictions"] = arrays(list(estimator.predict(x, batch_size=5)))
            answer["not iterable"] = arrays(estimator.predict(x, batch_size=5, as_iterable=False))
            compat = learn.SKCompat(learn.Estimator(model_fn, path, config(world)))
            compat.fit(x, y, batch_size=2, steps=2)
            answer["score"] = arrays(compat.score(x, y, batch_size=4))
            answer["predict"] = arrays(compat.predict(x, batch_size=5))
            answer["repr"] = repr(compat)
            answers[name] = answer
    return answers


@scenario
def refusals(world):
    tf, learn = world.tf, world.learn
    fns = model_fns(world)
    answers = {}
    with model_dir() as path:
        estimator = learn.Estimator(fns["ops"], path, config(world))
        data = tensors(world)
        calls = {
            "fit nothing": lambda: estimator.fit(steps=1),
            "fit both": lambda: estimator.fit(X, Y, input_fn=data, steps=1),
            "fit y": lambda: estimator.fit(y=Y, input_fn=data, steps=1),
            "fit batch_size": lambda: estimator.fit(input_fn=data, batch_size=2, steps=1),
            "fit steps": lambda: estimator.fit(input_fn=data, steps=1, max_steps=1),
            "fit tensors": lambda: estimator.fit(tf.constant(X), Y, steps=1),
            "fit bad batch_size": lambda: estimator.fit(X, Y, steps=1, batch_size=-1),
            "evaluate feed_fn": lambda: estimator.evaluate(X, Y, feed_fn=dict, steps=1),
            "evaluate metrics": lambda: estimator.evaluate(input_fn=data, metrics=[], steps=1),
            "evaluate x, metrics": lambda: estimator.evaluate(X, Y, metrics=[], steps=1),
            "params": lambda: learn.Estimator(fns["three"], params={}),
            "model_dirs": lambda: learn.Estimator(
                fns["three"], "/a", learn.RunConfig(model_dir="/b")
            ),
            "two values": lambda: learn.Estimator(lambda features, labels: (1, 2)).fit(
                input_fn=data, steps=1
            ),
            "abstract": lambda: learn.BaseEstimator(),
        }
        for name, call in calls.items():
            answers[name] = outcome(lambda c=call: c() and None)
        answers["abstract"]["text"] = ""  # Python's own words, another each release
        estimator.fit(input_fn=data, steps=1)

        def other():
            return {"x": tf.constant(X[:, :1])}, tf.constant(Y)

        answers["other features"] = outcome(
            lambda: estimator.fit(input_fn=other, steps=1) and None
        )["raises"]
        answers["missing features"] = outcome(
            lambda: estimator.fit(input_fn=lambda: ({}, tf.constant(Y)), steps=1) and None
        )["raises"]
        answers["other labels"] = outcome(
            lambda: estimator.evaluate(
                input_fn=lambda: ({"x": tf.constant(X)}, tf.constant(Y[:, 0])), steps=1
            )
        )["raises"]
    return answers


@scenario
def old_metrics(world):
    """Metrics before MetricSpec: functions, by name or by name and prediction."""
    tf, learn = world.tf, world.learn
    fns = model_fns(world)

    def error(predictions, labels):
        return tf.metrics.mean(labels - predictions)

    cases = {
        "of a tensor": ("three", {"error": error}),
        "of a dict": ("ops", {("error_of", "value"): error, ("twice", "double"): error}),
        "a name for a dict": ("ops", {"error_of": error}),
        "a pair for a tensor": ("three", {("error", "value"): error}),
        "a triple": ("ops", {("a", "b", "c"): error}),
    }
    answers = {}
    for name, (which, metrics) in cases.items():
        with model_dir() as path:
            estimator = learn.Estimator(fns[which], path, config(world))
            estimator.fit(input_fn=tensors(world), steps=1)
            answer = outcome(
                lambda e=estimator, m=metrics: arrays(
                    e.evaluate(input_fn=tensors(world), steps=1, metrics=m)
                )
            )
            answer["text"] = answer.get("text", "").split("Metrics:")[0]
            answers[name] = answer
    return answers


@scenario
def metric_specs(world):
    tf, spec = world.tf, world.learn.MetricSpec

    def predictions_labels(predictions, labels):
        return predictions, labels

    def labels_predictions(labels, predictions):
        return predictions, labels

    def with_weights(predictions, labels, weights=None):
        return predictions, labels, weights

    def singular(prediction, label, weight=None):
        return prediction, label, weight

    def only(predictions):
        return predictions

    def anything(a):
        return a

    def labels_first(targets, guesses):
        return guesses, targets

    def labels_second(guesses, target, weight=None):
        return guesses, target, weight

    def logits_and_weights(logits, weights=None):
        return logits, weights

    def ambiguous(predictions, logits, labels):
        return predictions, logits, labels

    features, labels, predictions = {"w": 7}, {"l": 1, "m": 2}, {"p": 3, "q": 4}
    answers = {}
    for fn in (
        predictions_labels,
        labels_predictions,
        with_weights,
        singular,
        only,
        anything,
        labels_first,
        labels_second,
        logits_and_weights,
        ambiguous,
        tf.metrics.accuracy,
    ):
        for prediction, label, weight in itertools.product((None, "p"), (None, "l"), (None, "w")):

            def run(f=fn, p=prediction, ell=label, w=weight):
                made = spec(f, prediction_key=p, label_key=ell, weight_key=w)
                given = (features, labels if ell else 1, predictions if p else 3)
                text = str(made)
                if f is tf.metrics.accuracy:
                    return text
                return [text, made.create_metric_ops(*given)]

            answer = outcome(run)
            if "missing from" in answer.get("text", "") or "Ambig" in answer.get("text", ""):
                answer["text"] = "".join(sorted(answer["text"]))  # it prints sets
            answers[f"{fn.__name__} {prediction} {label} {weight}"] = answer
    made = spec(predictions_labels, prediction_key="p", label_key="l")
    for name, given in {
        "no dict of predictions": (features, labels, 3),
        "no dict of labels": (features, 1, predictions),
        "no such prediction": (features, labels, {"z": 1}),
    }.items():
        answers[name] = outcome(lambda g=given: made.create_metric_ops(*g))
    answers["two predictions"] = outcome(
        lambda: spec(predictions_labels).create_metric_ops(features, 1, predictions)
    )
    answers["dicts of one"] = outcome(
        lambda: spec(predictions_labels).create_metric_ops(features, {"l": 1}, {"p": 2})
    )
    answers["by position"] = outcome(lambda: spec(predictions_labels).metric_fn(1, 2))
    return answers


@scenario
def run_configs(world):
    make = world.learn.RunConfig
    names = [n for n in PROPERTIES if n not in ("global_id_in_cluster", "service")]
    names += ["environment"]

    def described(made):
        answer = described_config(made, names)
        answer["tf_config"] = str(made.tf_config).replace("fraction: 1.0", "fraction: 1")
        answer["uid"] = made.uid() == make().uid()
        return answer

    tf_configs = {
        "none": {},
        "worker": {"cluster": MASTER_CLUSTER, "task": {"type": "worker", "index": 0}},
        "second worker": {"cluster": MASTER_CLUSTER, "task": {"type": "worker", "index": 1}},
        "master": {"cluster": MASTER_CLUSTER, "task": {"type": "master", "index": 0}},
        "cloud": {
            "cluster": MASTER_CLUSTER,
            "task": {"type": "master", "index": 0},
            "environment": "cloud",
        },
        "cloud worker": {
            "cluster": MASTER_CLUSTER,
            "task": {"type": "worker", "index": 0},
            "environment": "cloud",
        },
        "ps": {"cluster": CLUSTER, "task": {"type": "ps", "index": "1"}},
        "alone": {"cluster": {"worker": ["h0:1"]}, "task": {"type": "worker", "index": 0}},
        "no type": {"cluster": CLUSTER, "task": {"index": 1}},
        "no cluster": {"task": {"type": "worker", "index": 0}},
        "unknown": {"cluster": CLUSTER, "task": {"type": "boss", "index": 0}},
        "too high": {"cluster": CLUSTER, "task": {"type": "worker", "index": 2}},
        "model_dir": {"model_dir": "/there"},
    }
    answers = {}
    for name, tf_config in tf_configs.items():
        with environment(TF_CONFIG=json.dumps(tf_config)):
            answer = outcome(lambda: described(make()))
            answer["text"] = answer.get("text", "").split("'h")[0]
            answers["TF_CONFIG: " + name] = answer
    for name, kwargs in {
        "master": {"master": "grpc://m:1", "evaluation_master": "grpc://e:1"},
        "cores": {"num_cores": 3, "log_device_placement": True, "gpu_memory_fraction": 0.5},
        "steps": {"save_checkpoints_steps": 3},
        "secs": {"save_checkpoints_secs": 3},
        "both": {"save_checkpoints_secs": 3, "save_checkpoints_steps": 3},
        "neither": {"save_checkpoints_secs": None},
        "seed": {"tf_random_seed": 3, "keep_checkpoint_max": 2, "log_step_count_steps": 7},
        "model_dir": {"model_dir": "/here", "keep_checkpoint_every_n_hours": 3},
    }.items():
        answers[name] = outcome(lambda k=kwargs: described(make(**k)))
    answers["replace"] = outcome(lambda: described(make().replace(save_checkpoints_steps=2)))
    answers["replace master"] = outcome(lambda: make().replace(master="m"))
    answers["uid"] = make(tf_random_seed=4).uid() == make(tf_random_seed=5).uid()
    answers["uid of seeds"] = make(tf_random_seed=4).uid(whitelist=[]) == make(
        tf_random_seed=5
    ).uid(whitelist=[])
    with environment(TF_CONFIG=json.dumps({"model_dir": "/there"})):
        answers["two model_dirs"] = outcome(lambda: make(model_dir="/here") and None)
    return answers


@scenario
def feeders(world):
    """The batches of the data feeders."""
    tf, data_feeder = world.tf, world.deep("learn_io.data_feeder")

    def fed(x, y, n_classes, batch_size=None, shuffle=False, epochs=2):
        with tf.Graph().as_default():
            feeder = data_feeder.setup_train_data_feeder(
                x, y, n_classes, batch_size, shuffle=shuffle, epochs=epochs
            )
            placeholders = feeder.input_builder()
            feed, batches = feeder.get_feed_dict_fn(), []
            for _ in range(5):
                try:
                    batches.append(arrays(feed()))
                except StopIteration:
                    batches.append("the end")
            tensors = json.loads(json.dumps(placeholders, default=lambda tensor: tensor.name))
            state = feeder.get_feed_params() if epochs else None
            return {"placeholders": tensors, "batches": batches, "state": state}

    x, y = np.arange(10.0).reshape(5, 2), np.arange(5)
    cases = {
        "arrays": lambda: fed(x, y, None, 2),
        "all": lambda: fed(x, y, None),
        "one class": lambda: fed(x, y, 1, 2),
        "classes": lambda: fed(x, y, 5, 2),
        "rows of classes": lambda: fed(x, np.stack([y, y], 1), 5, 2),
        "columns": lambda: fed(x, y.reshape(5, 1), None, 2),
        "wide labels": lambda: fed(x, x, None, 2),
        "list": lambda: fed(x, list(y), None, 2),
        "flat features": lambda: fed(x[:, 0], y, None, 2),
        "rank three": lambda: fed(x.reshape(5, 2, 1), y, None, 2),
        "no labels": lambda: fed(x, None, None, 2),
        "dicts": lambda: fed({"a": x, "b": y}, {"c": y, "d": x}, None, 2),
        "classes of dicts": lambda: fed({"a": x}, {"c": y, "d": y}, {"c": 5}, 3),
        "shuffled": lambda: fed(x, y, None, 2, shuffle=True, epochs=None),
        "negative": lambda: fed(x, y, None, -1),
        "stream": lambda: fed(iter(x), iter(y), None, 2),
        "stream of classes": lambda: fed(iter(x), iter(y), 5, 2),
        "stream of dicts": lambda: fed(
            iter([{"a": row} for row in x]), iter([{"c": row} for row in x]), None, 2
        ),
        "stream without labels": lambda: fed(iter(x), None, None, 2),
        "half a stream": lambda: fed(iter(x), y, None, 2),
    }
    answers = {name: outcome(run) for name, run in cases.items()}
    for name, run in {
        "predict": lambda: data_feeder.setup_predict_data_feeder(x, 2),
        "predict all": lambda: data_feeder.setup_predict_data_feeder(x),
        "predict flat": lambda: data_feeder.setup_predict_data_feeder(y, 3),
        "predict stream": lambda: data_feeder.setup_predict_data_feeder(iter(x), 2),
        "predict dicts": lambda: data_feeder.setup_predict_data_feeder(
            iter([{"a": row} for row in x]), 3
        ),
        "predict none": lambda: data_feeder.setup_predict_data_feeder(x, 0),
    }.items():
        answers[name] = outcome(lambda r=run: arrays([batch for batch in r()]))
    return answers


@scenario
def frames(world):
    import pandas as pd

    pandas_io = world.deep("learn_io.pandas_io")
    good = pd.DataFrame({"a": [1, 2], "b": [True, False], "c": [0.5, 1.5]})
    bad = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).astype({"b": "category"})
    cases = {
        "data": lambda: pandas_io.extract_pandas_data(good),
        "bad data": lambda: pandas_io.extract_pandas_data(bad),
        "other data": lambda: pandas_io.extract_pandas_data([1, 2]),
        "labels": lambda: pandas_io.extract_pandas_labels(good[["a"]]),
        "series": lambda: pandas_io.extract_pandas_labels(good["a"]),
        "two labels": lambda: pandas_io.extract_pandas_labels(good),
        "bad labels": lambda: pandas_io.extract_pandas_labels(bad[["b"]]),
        "other labels": lambda: pandas_io.extract_pandas_labels([1, 2]),
    }
    return {name: outcome(lambda r=run: arrays(r())) for name, run in cases.items()}


@scenario
def monitors(world):
    tf, learn = world.tf, world.learn
    lib = learn.monitors
    calls = []

    class Watching(lib.BaseMonitor):
        def begin(self, max_steps=None):
            super().begin(max_steps)
            calls.append(["begin", max_steps])

        def step_begin(self, step):
            super().step_begin(step)
            calls.append(["step_begin", step])
            return ["loss_of_step"]

        def step_end(self, step, output):
            super().step_end(step, output)
            calls.append(["step_end", step, float(output["loss_of_step"])])
            return step == 6

        def post_step(self, step, session):
            calls.append(["post_step", step, float(session.run("loss_of_step:0"))])

        def end(self):
            super().end()
            calls.append(["end"])

    class Often(lib.EveryN):
        def every_n_step_begin(self, step):
            calls.append(["every_n_step_begin", step])
            return []

        def every_n_step_end(self, step, outputs):
            calls.append(["every_n_step_end", step])
            return False

        def every_n_post_step(self, step, session):
            calls.append(["every_n_post_step", step])

    def model_fn(features, labels, mode):
        predicted, loss, train_op = linear_ops(tf, features, labels, mode)
        tf.identity(loss, name="loss_of_step")
        return predicted, loss, train_op

    answers = {}
    with model_dir() as path, log_lines(tf) as lines:
        estimator = learn.Estimator(model_fn, path, config(world))
        capture = lib.CaptureVariable("loss_of_step", every_n=2)
        estimator.fit(
            input_fn=tensors(world),
            monitors=[
                Watching(),
                Often(every_n_steps=3, first_n_steps=2),
                capture,
                lib.PrintTensor({"printed": "loss_of_step"}, every_n=2),
                lib.PrintTensor(["loss_of_step:0"], every_n=4),
            ],
            steps=20,
        )
        answers["calls"] = [
            [call[0]] + [number if number is None else float(number) for number in call[1:]]
            for call in calls
        ]
        answers["captured"] = arrays(capture.values)
        estimator.fit(input_fn=tensors(world), monitors=[lib.StopAtStep(last_step=9)])
        estimator.fit(input_fn=tensors(world), monitors=[lib.StopAtStep(num_steps=2)])
        answers["step"] = int(estimator.get_variable_value("global_step"))
        answers["log"] = [line for line in settled_log(lines) if line.startswith("Step")]

        validation = lib.ValidationMonitor(
            input_fn=tensors(world),
            eval_steps=1,
            every_n_steps=2,
            early_stopping_rounds=4,
            early_stopping_metric_minimize=False,
            check_interval_secs=None,
        )
        fast = learn.Estimator(model_fn, path, config(world, save_checkpoints_steps=1))
        fast.fit(input_fn=tensors(world), monitors=[validation], steps=30)
        answers["validation"] = [
            validation.early_stopped,
            int(validation.best_step),
            golden_json.array(validation.best_value),
            arrays(validation.best_metrics),
            int(fast.get_variable_value("global_step")),
        ]
    for name, run in {
        "StopAtStep()": lambda: lib.StopAtStep(),
        "StopAtStep(1, 2)": lambda: lib.StopAtStep(1, 2),
        "ValidationMonitor()": lambda: lib.ValidationMonitor(),
        "CheckpointSaver of nothing": lambda: lib.CheckpointSaver("/tmp/x"),
        "set_estimator": lambda: lib.BaseMonitor().set_estimator(None),
        "end": lambda: lib.BaseMonitor().end(),
        "step_end": lambda: lib.BaseMonitor().step_end(1, {}),
        "negative step": lambda: lib.BaseMonitor().step_begin(-1),
        "negative epoch": lambda: lib.BaseMonitor().epoch_begin(-1),
        "NaN": lambda: str(lib.NanLossDuringTrainingError()),
    }.items():
        answer = outcome(run)
        if name in ("step_end",):
            answer["text"] = ""  # TF 1.15 forgets to fill in its text
        answers[name] = answer
    return answers


@scenario
def datasets(world):
    lib = world.learn.datasets
    iris, boston = lib.load_iris(), lib.load_dataset("boston")
    return {
        "iris": [arrays(iris.data), arrays(iris.target)],
        "boston": [arrays(boston.data.sum(0)), arrays(boston.target)],
        "fields": [type(iris).__name__, list(iris._fields), list(lib.base.Datasets._fields)],
        "unknown": outcome(lambda: lib.load_dataset("roses")),
    }


@scenario
def parameters(world):
    """The scikit-learn side of an estimator."""
    learn = world.learn

    class Mine(learn.Estimator):
        def __init__(self, depth=3, **kwargs):
            super().__init__(model_fn=lambda features, labels: None, **kwargs)
            self.depth = depth
            self.inner = learn.Estimator(lambda features, labels: None)

    mine = Mine()
    mine.inner = 4
    answers = {
        "repr": repr(mine),
        "get_params": mine.get_params(),
        "set_params": outcome(lambda: repr(mine.set_params(depth=5))),
        "no such": outcome(lambda: mine.set_params(height=5) and None),
        "no such inner": outcome(lambda: mine.set_params(outer__height=5) and None),
        "nothing": mine.set_params() is mine,
    }
    holder = Mine(depth=Mine.__name__)
    answers["deep"] = sorted(holder.get_params())
    holder.set_params(inner__params=6)
    answers["inner"] = holder.inner.params
    return answers


def multi_output_model(world, alternatives):
    """A model_fn whose ModelFnOps have these output alternatives, by head."""
    tf, learn = world.tf, world.learn

    def model_fn(features, labels, mode):
        predicted, loss, train_op = linear_ops(tf, features, labels, mode)
        tensors = {
            "scores": predicted,
            "probabilities": tf.nn.sigmoid(predicted, name="probabilities"),
            "classes": tf.as_string(predicted, name="classes"),
            "ids": tf.cast(predicted, tf.int64, name="ids"),
        }
        made = {
            head: (problem, {name: tensors[tensor] for name, tensor in outputs.items()})
            for head, (problem, outputs) in alternatives.items()
        }
        return learn.ModelFnOps(
            mode,
            predictions={"value": predicted},
            loss=loss,
            train_op=train_op,
            output_alternatives=made or None,
        )

    return model_fn


@scenario
def exports(world):
    tf, learn = world.tf, world.learn
    problem = learn.ProblemType
    spec = {"x": tf.FixedLenFeature([2], tf.float32)}
    parsing = learn.build_parsing_serving_input_fn(spec, default_batch_size=3)

    def default_inputs():
        with tf.Graph().as_default():
            features = {"x": tf.placeholder(tf.float32, [5, 2], name="x_in")}
            return learn.utils.build_default_serving_input_fn(features)

    heads = {
        "none": {},
        "scores": {"h": (problem.CLASSIFICATION, {"scores": "scores"})},
        "both": {"h": (problem.CLASSIFICATION, {"classes": "classes", "scores": "scores"})},
        "ids": {"h": (problem.LOGISTIC_REGRESSION, {"classes": "ids", "probabilities": "scores"})},
        "one text": {"h": (problem.CLASSIFICATION, {"any": "classes"})},
        "one number": {"h": (problem.CLASSIFICATION, {"any": "scores"})},
        "two of neither": {"h": (problem.CLASSIFICATION, {"a": "scores", "b": "ids"})},
        "regression": {None: (problem.LINEAR_REGRESSION, {"scores": "scores"})},
        "regression of two": {"h": (problem.LINEAR_REGRESSION, {"a": "scores", "b": "ids"})},
        "unspecified": {"h": (problem.UNSPECIFIED, {"scores": "scores"})},
        "two heads": {
            "h": (problem.CLASSIFICATION, {"scores": "scores"}),
            "g": (problem.LINEAR_REGRESSION, {"scores": "scores"}),
        },
    }
    answers = {}
    for name, alternatives in heads.items():
        with model_dir() as path:
            estimator = learn.Estimator(multi_output_model(world, alternatives), path)
            if name == "none":
                answers["untrained"] = outcome(
                    lambda e=estimator, p=path: e.export_savedmodel(p, parsing)
                )["raises"]
            estimator.fit(input_fn=tensors(world), steps=1)
            key = "g" if name == "two heads" else None
            for kind, inputs in (("parsing", parsing), ("default", default_inputs())):
                if kind == "default" and name not in ("none", "unspecified", "two of neither"):
                    continue  # what is fed must be Examples
                base = os.path.join(path, kind)
                exported = estimator.export_savedmodel(
                    base, inputs, default_output_alternative_key=key
                )
                answers[f"{name} {kind}"] = {
                    "type": type(exported).__name__,
                    "files": tree(base),
                    "graphs": described_export(exported.decode()),
                }
            if name in ("none", "two heads"):
                answers[f"{name} with a wrong key"] = outcome(
                    lambda e=estimator, p=path: e.export_savedmodel(
                        p, parsing, default_output_alternative_key="wrong"
                    )
                )
            if name == "two heads":
                answers["no key"] = outcome(
                    lambda e=estimator, p=path: e.export_savedmodel(p, parsing)
                )
                answers["no inputs"] = outcome(
                    lambda e=estimator, p=path: e.export_savedmodel(p, None)
                )
                answers["a pair"] = outcome(
                    lambda e=estimator, p=path: e.export_savedmodel(
                        p, lambda: (parsing().features, None), default_output_alternative_key="g"
                    )
                )
    return answers


@scenario
def export_strategies(world):
    tf, learn = world.tf, world.learn
    utils = learn.utils.saved_model_export_utils
    spec = {"x": tf.FixedLenFeature([2], tf.float32)}
    parsing = learn.build_parsing_serving_input_fn(spec)
    answers = {}
    with model_dir() as path:
        estimator = learn.Estimator(model_fns(world)["ops"], path)
        estimator.fit(input_fn=tensors(world), steps=1)
        servo = learn.make_export_strategy(parsing, exports_to_keep=2)
        answers["name"] = [servo.name, servo.strip_default_attrs]
        base = os.path.join(path, "servo")
        results = [servo.export(estimator, base) for _ in range(3)]
        answers["kept"] = len(os.listdir(base))
        newest = utils.get_most_recent_export(base)
        answers["newest"] = newest.path == results[-1].decode()
        best = utils.make_best_model_export_strategy(parsing)
        answers["best"] = [
            bool(best.export(estimator, os.path.join(path, "best"), None, {"loss": loss}))
            for loss in (2.0, 3.0, 1.0)
        ]
        answers["best name"] = best.name

        def post(exported, directory):
            os.makedirs(os.path.join(directory, "done"))
            return os.path.join(directory, "done")

        extended = utils.extend_export_strategy(servo, post, "extended")
        answers["extended"] = [
            extended.name,
            os.path.relpath(extended.export(estimator, os.path.join(path, "more")), path),
            sorted(os.listdir(os.path.join(path, "more"))),
        ]
    strategy = learn.ExportStrategy
    for name, export_fn in {
        "two": lambda estimator, path: (estimator, path),
        "three": lambda estimator, path, checkpoint_path: checkpoint_path,
        "four": lambda estimator, path, checkpoint_path, eval_result: eval_result,
        "stripped": lambda estimator, path, strip_default_attrs: strip_default_attrs,
        "no checkpoint": lambda estimator, path, eval_result: eval_result,
    }.items():
        made = strategy("name", export_fn, strip_default_attrs=True)
        answers[name] = outcome(lambda m=made: m.export("e", "p", "c", {"loss": 1}))
    selector = utils.BestModelSelector()
    answers["no path"] = outcome(lambda: selector.update("", {}))
    answers["no loss"] = outcome(lambda: [selector.update("a", {}), selector.update("b", {})])
    gc = learn.utils.gc
    paths = [gc.Path(f"p{version}", version) for version in range(10)]
    for name, keep in {
        "largest": gc.largest_export_versions(3),
        "one of every": gc.one_of_every_n_export_versions(3),
        "mod": gc.mod_export_version(4),
        "union": gc.union(gc.mod_export_version(4), gc.largest_export_versions(1)),
        "negation": gc.negation(gc.mod_export_version(2)),
    }.items():
        answers["gc " + name] = [path.export_version for path in keep(paths)]
    return answers


@scenario
def experiments(world):
    tf, learn = world.tf, world.learn
    answers = {}

    def make(path, settings=None, **kwargs):
        estimator = learn.Estimator(model_fns(world)["ops"], path, settings or config(world))
        arguments = dict(
            {"train_steps": 6, "eval_steps": 2, "eval_delay_secs": 0, "check_interval_secs": None},
            **kwargs,
        )
        return learn.Experiment(estimator, tensors(world), tensors(world), **arguments)

    def trained(experiment):
        return int(experiment.estimator.get_variable_value("global_step"))

    for name, schedule, kwargs in (
        ("train", "train", {}),
        ("train_and_evaluate", "train_and_evaluate", {}),
        ("at the end", "train_and_evaluate", {"min_eval_frequency": 0}),
        ("local_run", "local_run", {"local_eval_frequency": 3}),
        ("test", "test", {}),
        ("continuous", "continuous_train_and_eval", {"train_steps_per_iteration": 2}),
        ("tenths", "continuous_train_and_eval", {"train_steps": 20}),
        (
            "metrics",
            "train_and_evaluate",
            {"eval_metrics": {"m": learn.MetricSpec(tf.metrics.mean, prediction_key="value")}},
        ),
    ):
        with model_dir() as path, log_lines(tf) as lines:
            calls = []

            def export(estimator, path, checkpoint_path, eval_result, calls=calls):
                calls.append([os.path.basename(path).decode(), checkpoint_path is not None])
                return "exported"

            experiment = make(path, export_strategies=learn.ExportStrategy("out", export), **kwargs)
            result = getattr(experiment, schedule)()
            if isinstance(result, learn.Estimator):
                result = "the estimator"
            elif isinstance(result, dict):
                result = arrays(result)
            else:
                result = [arrays(result[0]), result[1]]
            wanted = ("Training model", "Evaluating", "Stop", "Validation")
            answers[name] = {
                "result": result,
                "step": trained(experiment),
                "exports": calls,
                "evaluations": sorted(n for n in os.listdir(path) if n.startswith("eval")),
                "log": [line for line in lines if line.startswith(wanted)],
            }
    with model_dir() as path:
        experiment = make(
            path,
            config(world, save_checkpoints_steps=2),
            checkpoint_and_export=True,
            export_strategies=[learn.ExportStrategy("a", lambda estimator, path: "a")],
        )
        metrics, exported = experiment.train_and_evaluate()
        answers["checkpoint_and_export"] = [arrays(metrics), exported]
        answers["evaluate"] = arrays(experiment.evaluate())
        answers["named"] = arrays(experiment.evaluate(name="mine"))
        answers["directories"] = sorted(n for n in os.listdir(path) if n.startswith("eval"))
        experiment.continuous_eval(throttle_delay_secs=0)
        seen = []

        def goes_on(eval_results, checkpoint_path):
            seen.append([bool(eval_results), checkpoint_path and os.path.basename(checkpoint_path)])
            return len(seen) < 3

        endless = make(path, train_steps=None)
        endless.continuous_eval_on_train_data(
            throttle_delay_secs=0, continuous_eval_predicate_fn=goes_on
        )
        answers["continuous_eval"] = seen
        answers["no callable"] = outcome(
            lambda: experiment.continuous_eval(continuous_eval_predicate_fn=1)
        )
        answers["no callable either"] = outcome(
            lambda: experiment.continuous_train_and_eval(continuous_eval_predicate_fn=1)
        )
        answers["server"] = outcome(experiment.run_std_server)
        old = experiment.reset_export_strategies()
        answers["old strategies"] = [strategy.name for strategy in old]
        answers["strategies"] = outcome(lambda: experiment.reset_export_strategies(["a"]))
        answers["properties"] = [
            experiment.train_steps,
            experiment.eval_steps,
            experiment.eval_metrics,
            experiment.estimator is not None,
        ]
        estimator = experiment.estimator
        inputs = tensors(world)
        answers["no estimator"] = outcome(lambda: learn.Experiment(1, inputs, inputs))
        answers["listeners"] = outcome(
            lambda: learn.Experiment(estimator, inputs, inputs, saving_listeners=[])
        )
        answers["iteration"] = outcome(
            lambda: learn.Experiment(estimator, inputs, inputs, train_steps_per_iteration=1.5)
        )
    return answers


@scenario
def learn_runners(world):
    learn = world.learn
    runner = learn.learn_runner
    answers = {}

    class Told(learn.Experiment):
        told = []
        number = 3

        def __init__(self, estimator):
            super().__init__(estimator, tensors(world), tensors(world))

    for schedule in ("train", "train_and_evaluate", "run_std_server", "evaluate", "custom"):

        def tell(self, schedule=schedule):
            return "called " + schedule

        setattr(Told, schedule, tell)

    def by_config(run_config, hparams):
        return Told(learn.Estimator(model_fns(world)["three"], config=run_config))

    def other_config(run_config, hparams):
        return Told(learn.Estimator(model_fns(world)["three"]))

    def by_dir(output_dir):
        return Told(learn.Estimator(model_fns(world)["three"], output_dir))

    with model_dir() as path:
        own = learn.RunConfig(model_dir=path)
        cases = {
            "run_config": lambda: runner.run(by_config, run_config=own),
            "output_dir": lambda: runner.run(by_dir, path),
            "schedule": lambda: runner.run(by_dir, path, "custom"),
            "both": lambda: runner.run(by_dir, path, run_config=own),
            "neither": lambda: runner.run(by_dir),
            "empty": lambda: runner.run(by_dir, ""),
            "no callable": lambda: runner.run(1, path),
            "hparams": lambda: runner.run(by_dir, path, hparams=1),
            "wrong hparams": lambda: runner.run(by_config, run_config=own, hparams=1),
            "no experiment": lambda: runner.run(lambda output_dir: 1, path),
            "no model_dir": lambda: runner.run(by_config, run_config=learn.RunConfig()),
            "other config": lambda: runner.run(other_config, run_config=own),
            "no such schedule": lambda: runner.run(by_dir, path, "sleep"),
            "no method": lambda: runner.run(by_dir, path, "number"),
        }
        for name, run in cases.items():
            answer = outcome(run)
            answer["text"] = answer.get("text", "").split("expected")[0]
            answers[name] = answer
        cluster = {"worker": ["h1:1", "h2:1"], "ps": ["h3:1"], "master": ["h4:1"], "x": ["h5:1"]}
        for task in cluster:
            tf_config = {"cluster": cluster, "task": {"type": task, "index": 0}}
            with environment(TF_CONFIG=json.dumps(tf_config)):
                answers["task " + task] = outcome(lambda: runner.run(by_dir, path))
        with environment(TF_CONFIG=json.dumps({"cluster": cluster})):
            answers["no task"] = outcome(lambda: runner.run(by_dir, path))
    return answers


@scenario
def generators(world):
    tf, make = world.tf, world.deep("learn_io.generator_io").generator_input_fn

    def examples():
        for number in range(5):
            yield {"a": np.ones([2]) * number, "b": np.asarray(number), "c": np.ones([1, 2])}

    def ragged():
        for number in range(1, 4):
            yield {"a": np.arange(number), "b": np.ones([2, number])}

    def unlike():
        yield {"a": np.asarray(1)}
        yield {"b": np.asarray(1)}

    cases = {
        "features": ((examples,), {"batch_size": 3}),
        "label": ((examples, "b"), {"batch_size": 6}),
        "labels": ((examples, ["b", "a"]), {"batch_size": 2}),
        "epochs": ((examples,), {"batch_size": 4, "num_epochs": 2}),
        "shuffled": ((examples,), {"batch_size": 100, "shuffle": True}),
        "padded": ((ragged,), {"batch_size": 3, "pad_value": -1}),
        "padded and shuffled": ((ragged,), {"pad_value": 0, "shuffle": True}),
        "no function": ((1,), {}),
        "no generator": ((lambda: 1,), {}),
        "no dict": ((lambda: (number for number in [1]),), {}),
        "no such label": ((examples, ["z"]), {}),
        "a number as label": ((examples, [1]), {}),
        "a number as labels": ((examples, 1), {}),
        "other keys": ((unlike,), {"batch_size": 2}),
    }
    answers = {}
    for name, (args, kwargs) in cases.items():
        kwargs = dict({"shuffle": False}, **kwargs)
        answers[name] = outcome(
            lambda a=args, k=kwargs: all_batches(tf, make(*a, **k), k["shuffle"])
        )
    for answer in answers.values():
        if "text" in answer:
            answer["text"] = answer["text"].split("got dict_keys")[0].split("got function")[0]
    return answers


class SetVariables:
    """Makes a hook that gives all trainable variables known values, whatever their initializers."""

    def __new__(cls, tf):
        class Hook(tf.train.SessionRunHook):
            def after_create_session(self, session, coord):
                del coord
                ordered = sorted(tf.trainable_variables(), key=lambda variable: variable.name)
                for number, variable in enumerate(ordered):
                    shape = variable.shape.as_list()
                    values = np.arange(np.prod(shape, dtype=int)) * (number + 3) % 11 - 5
                    variable.load(values.reshape(shape).astype(np.float32) / 16, session)

        return Hook()


def rounded(value):
    """Returns results as JSON, floats to four places: kernels differ in the last bits."""
    if isinstance(value, dict):
        return {str(key): rounded(part) for key, part in sorted(value.items(), key=str)}
    if isinstance(value, (list, tuple)):
        return [rounded(part) for part in value]
    value = np.asarray(value)
    if value.dtype.kind == "f":
        return (np.round(value.astype(np.float64), 4) + 0.0).tolist()
    return golden_json.array(value)


@scenario
def canned(world):
    tf, learn = world.tf, world.learn
    layers = world.layers

    def columns():
        word = layers.sparse_column_with_keys("word", ["a", "b", "c"])
        hashed = layers.sparse_column_with_hash_bucket("word", 5)
        return {
            "x": layers.real_valued_column("x", dimension=2),
            "word": word,
            "embedded": layers.embedding_column(word, 3),
            "crossed": layers.crossed_column([word, hashed], 7),
        }

    def input_fn(labels):
        def make():
            words = tf.SparseTensor([[0, 0], [1, 0], [2, 0], [2, 1]], ["a", "c", "b", "a"], [4, 2])
            features = {
                "x": tf.constant(X[:4]),
                "word": words,
                "weight": tf.constant([[1.0], [2.0], [0.5], [1.0]]),
            }
            return features, tf.constant(labels)

        return make

    two, three = [[0], [1], [1], [0]], [[0], [1], [2], [0]]
    values, counts = [[0.5], [-1.0], [2.0], [0.0]], [[0.0], [1.0], [3.0], [2.0]]
    c = columns()
    deep, wide = [c["x"], c["embedded"]], [c["word"], c["crossed"]]
    core = [world.tf.feature_column.numeric_column("x", shape=[2])]
    sgd = tf.train.GradientDescentOptimizer
    models = {
        "DNNClassifier": (learn.DNNClassifier, ([4, 3], deep), {}, two),
        "DNNClassifier of three": (
            learn.DNNClassifier,
            ([4], deep),
            {
                "n_classes": 3,
                "weight_column_name": "weight",
                "optimizer": "SGD",
                "activation_fn": "tanh",
                "gradient_clip_norm": 0.5,
            },
            three,
        ),
        "DNNClassifier multipliers": (
            learn.DNNClassifier,
            ([4], deep),
            {"embedding_lr_multipliers": {c["embedded"]: 0.25}, "optimizer": lambda: sgd(0.5)},
            two,
        ),
        "DNNClassifier of core columns": (learn.DNNClassifier, ([4], core), {}, two),
        "DNNRegressor": (learn.DNNRegressor, ([4], deep), {"optimizer": sgd(0.1)}, values),
        "DNNEstimator": (
            learn.DNNEstimator,
            (learn.poisson_regression_head(), [4], deep),
            {},
            counts,
        ),
        "LinearClassifier": (learn.LinearClassifier, (wide + [c["x"]],), {}, two),
        "LinearClassifier of three": (
            learn.LinearClassifier,
            (wide,),
            {"n_classes": 3, "optimizer": "SGD", "gradient_clip_norm": 0.5},
            three,
        ),
        "LinearClassifier jointly": (
            learn.LinearClassifier,
            (wide,),
            {"_joint_weight": True, "weight_column_name": "weight"},
            two,
        ),
        "LinearRegressor": (learn.LinearRegressor, (wide + [c["x"]],), {}, values),
        "LinearRegressor of core columns": (learn.LinearRegressor, (core,), {}, values),
        "LinearEstimator": (learn.LinearEstimator, (wide, learn.multi_class_head(2)), {}, two),
        "DNNLinearCombinedClassifier": (
            learn.DNNLinearCombinedClassifier,
            (),
            {
                "linear_feature_columns": wide,
                "dnn_feature_columns": deep,
                "dnn_hidden_units": [4],
                "fix_global_step_increment_bug": True,
            },
            two,
        ),
        "only deep": (
            learn.DNNLinearCombinedClassifier,
            (),
            {"dnn_feature_columns": deep, "dnn_hidden_units": [4]},
            two,
        ),
        "only wide": (
            learn.DNNLinearCombinedRegressor,
            (),
            {"linear_feature_columns": wide, "_joint_linear_weights": True},
            values,
        ),
        "DNNLinearCombinedRegressor": (
            learn.DNNLinearCombinedRegressor,
            (),
            {
                "linear_feature_columns": wide,
                "linear_optimizer": sgd(0.1),
                "dnn_feature_columns": deep,
                "dnn_hidden_units": [4, 2],
                "dnn_optimizer": "SGD",
                "gradient_clip_norm": 1.0,
            },
            values,
        ),
        "DNNLinearCombinedEstimator": (
            learn.DNNLinearCombinedEstimator,
            (learn.multi_class_head(3),),
            {
                "linear_feature_columns": wide,
                "dnn_feature_columns": deep,
                "dnn_hidden_units": [4],
                "fix_global_step_increment_bug": True,
            },
            three,
        ),
    }
    answers = {}
    for name, (make, args, kwargs, labels) in models.items():
        with model_dir() as path:
            estimator = make(*args, **dict(kwargs, model_dir=path, config=config(world)))
            data = input_fn(labels)
            estimator.fit(input_fn=data, steps=3, monitors=[SetVariables(tf)])
            reader = tf.train.NewCheckpointReader(tf.train.latest_checkpoint(path))
            trained = reader.get_variable_to_shape_map()
            answer = {
                "variables": rounded({key: reader.get_tensor(key) for key in trained}),
                "evaluation": rounded(estimator.evaluate(input_fn=data, steps=1)),
                "predictions": rounded(list(estimator.predict(input_fn=data))),
                "events": training_events(tf, path),
                "repr": sorted(estimator.params),
            }
            for more in ("predict_classes", "predict_proba", "predict_scores"):
                if hasattr(estimator, more):
                    predict = getattr(estimator, more)
                    answer[more] = rounded(list(predict(input_fn=data)))
                    answer[more + " at once"] = rounded(predict(input_fn=data, as_iterable=False))
            if hasattr(estimator, "predict_scores"):
                measured = estimator.evaluate(
                    input_fn=data,
                    steps=1,
                    metrics={
                        ("mean", "scores"): lambda predictions, labels: tf.metrics.mean(labels)
                    },
                )
                answer["measured"] = rounded(measured)
            answers[name] = answer
    for name, make in {
        "activation": lambda: learn.DNNClassifier([2], deep, activation_fn="relu7").fit(
            input_fn=input_fn(two), steps=1
        ),
        "no linear columns": lambda: learn.LinearClassifier([]),
        "no columns": lambda: learn.DNNLinearCombinedClassifier(),
        "no hidden units": lambda: learn.DNNLinearCombinedClassifier(dnn_feature_columns=deep).fit(
            input_fn=input_fn(two), steps=1
        ),
        "multiplier": lambda: learn.DNNClassifier(
            [2], deep, embedding_lr_multipliers={c["x"]: 1}
        ).fit(input_fn=input_fn(two), steps=1),
        "other multiplier": lambda: learn.DNNClassifier(
            [2], [c["x"]], embedding_lr_multipliers={c["embedded"]: 1}
        ).fit(input_fn=input_fn(two), steps=1),
        "sync": lambda: learn.DNNLinearCombinedClassifier(
            linear_feature_columns=wide,
            linear_optimizer=tf.train.SyncReplicasOptimizer(sgd(0.1), 1),
        ).fit(input_fn=input_fn(two), steps=1),
    }.items():
        answer = outcome(make)
        answer["text"] = answer.get("text", "").split("defined for")[0].split("for column")[0]
        answers[name] = answer
    return answers


@scenario
def preprocessing(world):
    lib = world.learn.preprocessing
    texts = ["The cat's HTML parser", "a parser, a Cat; theCat", "", "über-cool a a a"]
    answers = {"tokens": list(lib.tokenizer(texts))}
    for name, kwargs in {
        "plain": {},
        "frequent": {"min_frequency": 1},
        "letters": {"tokenizer_fn": lambda documents: (list(text) for text in documents)},
    }.items():
        processor = lib.VocabularyProcessor(5, **kwargs)
        ids = list(processor.fit_transform(texts))
        answers[name] = {
            "ids": arrays(ids),
            "size": len(processor.vocabulary_),
            "mapping": processor.vocabulary_._mapping,
            "again": arrays(list(processor.transform(["a new parser"]))),
            "reverse": list(processor.reverse(ids)),
        }
        if name == "plain":
            with model_dir() as path:
                file = os.path.join(path, "vocabulary")
                processor.save(file)
                restored = lib.VocabularyProcessor.restore(file)
                answers["restored"] = arrays(list(restored.transform(texts)))
    from_bytes = lib.ByteProcessor(6)
    buffers = list(from_bytes.fit_transform(["abc", "überlang", b"\xff\xfe"]))
    answers["bytes"] = [arrays(buffers), list(from_bytes.reverse(buffers))]
    vocabulary = lib.CategoricalVocabulary()
    for word in "b b b a a c d d 7".split() + [7, 7, 7, 7]:
        vocabulary.add(word)
    vocabulary.trim(1, max_frequency=4)
    answers["trimmed"] = [
        sorted(vocabulary._mapping.items(), key=str),
        vocabulary._reverse_mapping,
        sorted(vocabulary._freq.items(), key=str),
    ]
    one_way = lib.CategoricalVocabulary("?", support_reverse=False)
    answers["one way"] = [one_way.get("a"), one_way.get("a"), len(one_way)]
    answers["reversed"] = outcome(lambda: one_way.reverse(0))
    rows = [["a", "x", 1.0], ["b", "a", float("nan")], ["a", "x", 2.0], ["c", "b", 1.0]]
    for name, kwargs in {
        "rows": {},
        "shared": {"share": True},
        "frequent rows": {"min_frequency": 1},
    }.items():
        processor = lib.CategoricalProcessor(**kwargs)
        answers[name] = arrays(list(processor.fit_transform(rows)))
        answers[name + " again"] = arrays(list(processor.transform([["b", "z", 2.0]])))
    return answers


@scenario
def more_datasets(world):
    lib, tf = world.learn.datasets, world.tf
    answers = {}
    for name, args, kwargs in (
        ("circles", (11,), {}),
        ("circles", (10, 0.25), {"seed": 3}),
        ("circles", (10,), {"factor": 0.5, "n_classes": 3}),
        ("spirals", (10,), {}),
        ("spirals", (11, 0.25), {"seed": 3, "mode": "fermat"}),
        ("spirals", (10,), {"mode": "bernoulli", "n_loops": 1, "exp_scale": 0.25}),
    ):
        made = lib.make_dataset(name, *args, **kwargs)
        answers[f"{name} {args} {kwargs}"] = [rounded(made.data), arrays(made.target)]
    answers["squares"] = outcome(lambda: lib.make_dataset("squares"))
    answers["mode"] = outcome(lambda: lib.make_dataset("spirals", mode="euler"))

    def number(value):
        return value.to_bytes(4, "big")

    def write(path, *parts):
        with gzip.open(path, "wb") as out:
            out.write(b"".join(parts))

    mnist = lib.mnist
    with model_dir() as path:
        for prefix, count in (("train", 7), ("t10k", 3)):
            pixels = bytes(bytearray(n * 5 % 256 for n in range(count * 6)))
            sizes = [number(n) for n in (2051, count, 2, 3)]
            write(os.path.join(path, prefix + "-images-idx3-ubyte.gz"), *(sizes + [pixels]))
            labels = bytes(bytearray(n % 10 for n in range(count)))
            write(
                os.path.join(path, prefix + "-labels-idx1-ubyte.gz"),
                number(2049),
                number(count),
                labels,
            )
        for name, kwargs in {
            "plain": {},
            "one hot": {"one_hot": True},
            "bytes": {"dtype": tf.uint8, "reshape": False},
        }.items():
            data = mnist.read_data_sets(path, validation_size=2, seed=5, **kwargs)
            batches = [list(data.train.next_batch(3)) for _ in range(4)]
            answers[name] = [
                arrays(data.train.images.shape),
                arrays(batches),
                data.train.epochs_completed,
                data.train.num_examples,
                arrays(list(data.validation.next_batch(2, shuffle=False))),
                arrays(data.test.labels),
            ]
        answers["validation_size"] = outcome(lambda: mnist.read_data_sets(path, validation_size=8))
        answers["dtype"] = outcome(
            lambda: mnist.read_data_sets(path, dtype=tf.int32, validation_size=1, seed=1)
        )
        answers["dtype"]["text"] = ""
    fake = mnist.read_data_sets(path, fake_data=True, one_hot=True, seed=1)
    images, labels = fake.train.next_batch(2, fake_data=True)
    answers["fake"] = [len(images), len(images[0]), labels, fake.test.num_examples]
    answers["one_hot"] = arrays(mnist.dense_to_one_hot(np.array([2, 0]), 3))
    return answers
