"""What tf.estimator is asked: small programs, run on TF 1.15 and on this package.

A scenario takes a `World` and returns what it saw, as JSON. The recorder runs them on TF 1.15.0,
the tests on today's TensorFlow. Runs under Python 3.7 and 3.10+.
"""

import contextlib
import glob
import json
import logging
import os
import re
import shutil
import tempfile

import numpy as np
from tensorflow.core.protobuf import saved_model_pb2

import golden_json

SCENARIOS = {}


class World:
    """A TensorFlow (the v1 names) and the estimators that belong to it."""

    def __init__(self, tf, estimator, export_outputs):
        self.tf = tf
        self.estimator = estimator
        self.export_outputs = export_outputs


def scenario(function):
    SCENARIOS[function.__name__] = function
    return function


def outcome(function):
    """Returns what `function` returns, or how it fails."""
    try:
        return {"returns": function()}
    except Exception as error:  # noqa: BLE001  any failure is an answer
        return {"raises": type(error).__name__, "text": plain(str(error))}


def plain(text):
    """Returns a text without what differs from run to run, or between releases by its spelling."""
    text = re.sub(r"<tf\.Tensor|Tensor\(", "<Tensor", text).replace("(?", "(None")
    text = re.sub(r"0x[0-9a-f]+", "0x…", text)
    text = re.sub(r"<class '[\w.]*\.(\w+)'>", r"<class \1>", text)
    return re.sub(r"<(function|bound method) [^>]*>", r"<\1>", text)


@contextlib.contextmanager
def environment(**variables):
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def model_dir():
    path = tempfile.mkdtemp()
    try:
        yield path
    finally:
        shutil.rmtree(path)


@contextlib.contextmanager
def log_lines(tf):
    """Collects TensorFlow's log, without what a run does not repeat."""
    lines = []

    class Collector(logging.Handler):
        def emit(self, record):
            lines.append(record.getMessage())

    logger, handler = logging.getLogger("tensorflow"), Collector()
    level = tf.logging.get_verbosity()
    tf.logging.set_verbosity(tf.logging.INFO)
    logger.addHandler(handler)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        tf.logging.set_verbosity(level)


def events(tf, directory):
    """Returns the summaries of all event files in a directory: [step, tag, value or type]."""
    seen = []
    for path in sorted(glob.glob(os.path.join(directory, "events*"))):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                kind = value.WhichOneof("value")
                shown = value.simple_value if kind == "simple_value" else kind
                if value.tag == "global_step/sec":
                    shown = "a rate"
                seen.append([event.step, value.tag, shown])
            if event.HasField("session_log"):
                seen.append([event.step, "session_log", event.session_log.status])
    return seen


def training_events(tf, directory):
    """Returns what kinds of summaries training has left.

    Their steps are left to chance: the step's number is read before or after it grows.
    """
    kinds = {
        (tag, type(shown).__name__ + str(shown) * (tag == "session_log"))
        for _, tag, shown in events(tf, directory)
    }
    return sorted(kinds - {("global_step/sec", "str")})


def files(directory):
    """Returns the names of checkpoint files."""
    names = (os.path.basename(path) for path in glob.glob(os.path.join(directory, "*")))
    return sorted(name for name in names if not name.startswith("events"))


def variables(tf, directory):
    """Returns the values of all variables in the newest checkpoint."""
    reader = tf.train.NewCheckpointReader(tf.train.latest_checkpoint(directory))
    names = sorted(reader.get_variable_to_shape_map())
    return {name: golden_json.array(reader.get_tensor(name)) for name in names}


# Every number of the regression below is a sum of few powers of two, and exact in any order.
X = (np.arange(24, dtype=np.float32).reshape(12, 2) - 10) / 8
Y = X[:, :1] - 2 * X[:, 1:] + 0.5


def regression(world):
    """A model_fn whose every number is known: variables begin with constants."""
    tf, estimator = world.tf, world.estimator

    def model_fn(features, labels, mode, params, config):
        del config
        weights = tf.get_variable("linear/weights", [2, 1], initializer=tf.zeros_initializer())
        bias = tf.get_variable("linear/bias", initializer=tf.constant([0.25]))
        predicted = tf.matmul(features["x"], weights) + bias
        if mode == estimator.ModeKeys.PREDICT:
            predictions = {"value": predicted, "double": 2 * predicted}
            return estimator.EstimatorSpec(mode, predictions=predictions)
        loss = tf.reduce_mean(tf.abs(labels - predicted))
        tf.summary.histogram("predicted", predicted)
        train_op = tf.train.GradientDescentOptimizer(params["rate"]).minimize(
            loss, global_step=tf.train.get_global_step()
        )
        metrics = {"bias/mean": tf.metrics.mean(predicted - labels)}
        return estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)

    return model_fn


def regression_input(world, batch_size=4, epochs=None):
    def input_fn():
        data = world.tf.data.Dataset.from_tensor_slices(({"x": X}, Y))
        return data.repeat(epochs).batch(batch_size)

    return input_fn


class LossRecorder:
    """Makes a hook that keeps the loss of every step."""

    def __new__(cls, tf):
        class Hook(tf.train.SessionRunHook):
            losses = []

            def before_run(self, run_context):
                (loss,) = run_context.session.graph.get_collection(tf.GraphKeys.LOSSES)[-1:]
                return tf.train.SessionRunArgs(loss)

            def after_run(self, run_context, run_values):
                self.losses.append(golden_json.array(run_values.results))

        hook = Hook()
        hook.losses = []
        return hook


def spec_arguments(world):
    """Arguments of EstimatorSpec by the name of what they try; made in the default graph."""
    tf, outputs = world.tf, world.export_outputs
    loss = tf.constant(1.0, name="the_loss")
    scores = tf.constant([[0.5, 0.5]], name="scores")
    classes = tf.constant([["a", "b"]], name="classes")
    op = tf.no_op(name="the_op")
    with tf.Graph().as_default():
        foreign = tf.constant(2.0, name="foreign")
        foreign_op = tf.no_op(name="foreign_op")
    hook = tf.train.SessionRunHook()
    train = {"mode": "train", "loss": loss, "train_op": op}
    infer = {"mode": "infer", "predictions": {"scores": scores}}
    variable = tf.get_variable("variable", [2], initializer=tf.zeros_initializer())
    return {
        "train": train,
        "train without loss": {"mode": "train", "train_op": op},
        "train without train_op": {"mode": "train", "loss": loss},
        "train with nothing": {"mode": "train"},
        "train_op is a tensor": dict(train, train_op=loss),
        "train_op is an assignment": dict(train, train_op=tf.assign_add(variable, [1.0, 1.0])),
        "train_op is a number": dict(train, train_op=1),
        "train_op of another graph": dict(train, train_op=foreign_op),
        "loss of shape [1]": dict(train, loss=tf.constant([3.0], name="loss_1")),
        "loss of shape [2]": dict(train, loss=tf.constant([3.0, 4.0], name="loss_2")),
        "loss is a number": dict(train, loss=1.0),
        "loss of another graph": dict(train, loss=foreign),
        "eval": {"mode": "eval", "loss": loss},
        "eval without loss": {"mode": "eval", "predictions": scores},
        "infer": infer,
        "infer without predictions": {"mode": "infer"},
        "predictions are a tensor": dict(infer, predictions=scores),
        "predictions are a number": dict(infer, predictions=3),
        "predictions hold a number": dict(infer, predictions={"a": 3}),
        "predictions of another graph": dict(infer, predictions={"a": foreign}),
        "a prediction of another graph": dict(infer, predictions=foreign),
        "keys that are tuples": dict(infer, predictions={("head", "scores"): scores}),
        "keys that are numbers": dict(infer, predictions={1: scores}),
        "metrics": {"mode": "eval", "loss": loss, "eval_metric_ops": {"a": (loss, op)}},
        "metrics are a list": {"mode": "eval", "loss": loss, "eval_metric_ops": [1]},
        "a metric is a tensor": {"mode": "eval", "loss": loss, "eval_metric_ops": {"a": loss}},
        "a metric of three": {
            "mode": "eval",
            "loss": loss,
            "eval_metric_ops": {"a": (loss, op, op)},
        },
        "a metric of another graph": {
            "mode": "eval",
            "loss": loss,
            "eval_metric_ops": {"a": (loss, foreign)},
        },
        "training_hooks": dict(train, training_hooks=[hook]),
        "training_hooks are wrong": dict(train, training_hooks=["hook"]),
        "training_chief_hooks are wrong": dict(train, training_chief_hooks=["hook"]),
        "evaluation_hooks are wrong": dict(train, evaluation_hooks=["hook"]),
        "prediction_hooks are wrong": dict(train, prediction_hooks=["hook"]),
        "scaffold": dict(train, scaffold=tf.train.Scaffold()),
        "scaffold is wrong": dict(train, scaffold="scaffold"),
        "one export output": dict(
            infer, export_outputs={"scored": outputs.ClassificationOutput(scores=scores)}
        ),
        "two, with a default": dict(
            infer,
            export_outputs={
                "serving_default": outputs.ClassificationOutput(scores, classes),
                "regressed": outputs.RegressionOutput(scores),
            },
        ),
        "two, without a default": dict(
            infer,
            export_outputs={
                "a": outputs.ClassificationOutput(scores),
                "b": outputs.RegressionOutput(scores),
            },
        ),
        "no export outputs": dict(infer, export_outputs={}),
        "export outputs are a list": dict(infer, export_outputs=["a"]),
        "export outputs in training": dict(train, export_outputs=["a"]),
    }


def described_spec(spec):
    fields = dict(spec._asdict())
    fields["scaffold"] = type(fields["scaffold"]).__name__
    train_op = getattr(fields["train_op"], "op", fields["train_op"])
    if train_op is not None and train_op.type.startswith("AssignAdd"):
        fields["train_op"] = "an assignment"  # of a ref variable a tensor, now an op
    for name in fields:
        if name.endswith("hooks"):
            fields[name] = [type(hook).__name__ for hook in fields[name]]
    if isinstance(fields["export_outputs"], dict):
        fields["export_outputs"] = {
            key: type(value).__name__ for key, value in fields["export_outputs"].items()
        }
    return json.loads(json.dumps(named(fields)))


def named(value):
    """Replaces tensors and ops by their names."""
    if isinstance(value, dict):
        return {str(key): named(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [named(part) for part in value]
    return getattr(value, "name", value)


@scenario
def estimator_spec(world):
    with world.tf.Graph().as_default():
        cases = spec_arguments(world)
        answers = {}
        for name, arguments in cases.items():
            answers[name] = outcome(
                lambda a=arguments: described_spec(world.estimator.EstimatorSpec(**a))
            )
        spec = world.estimator.EstimatorSpec(**cases["train"])
        answers["_replace"] = outcome(
            lambda: described_spec(spec._replace(predictions=cases["train"]["loss"]))
        )
        answers["_replace of mode"] = outcome(lambda: described_spec(spec._replace(mode="eval")))
    return answers


@scenario
def signatures(world):
    tf, outputs = world.tf, world.export_outputs
    with tf.Graph().as_default():
        examples = tf.placeholder(tf.string, [None], name="examples")
        features = tf.placeholder(tf.float32, [None, 2], name="features")
        scores = tf.constant([[0.5, 0.5]], name="scores")
        classes = tf.constant([["a", "b"]], name="classes")
        ids = tf.constant([1], name="ids")
        op = tf.no_op(name="update")
        made = {
            "classification": lambda: outputs.ClassificationOutput(scores, classes),
            "only scores": lambda: outputs.ClassificationOutput(scores=scores),
            "only classes": lambda: outputs.ClassificationOutput(classes=classes),
            "neither": lambda: outputs.ClassificationOutput(),
            "integer classes": lambda: outputs.ClassificationOutput(classes=ids),
            "integer scores": lambda: outputs.ClassificationOutput(scores=ids),
            "regression": lambda: outputs.RegressionOutput(scores),
            "integer regression": lambda: outputs.RegressionOutput(ids),
            "predict": lambda: outputs.PredictOutput({"a": scores, ("b", "c"): ids}),
            "predict one": lambda: outputs.PredictOutput(ids),
            "predict number": lambda: outputs.PredictOutput({"a": 1}),
            "predict by number": lambda: outputs.PredictOutput({1: ids}),
            "train": lambda: outputs.TrainOutput(scores, {"p": scores}, {"m": (scores, op)}),
            "eval": lambda: outputs.EvalOutput({"loss/a": scores}, ids, {"metrics_m": (ids, ids)}),
            "eval metric value": lambda: outputs.EvalOutput(scores, ids, {"m": (1, ids)}),
            "eval metric update": lambda: outputs.EvalOutput(scores, ids, {"m": (ids, 1)}),
        }
        answers = {}
        for name, make in made.items():
            for given, tensors in (
                ("examples", {"examples": examples}),
                ("features", {"x": features}),
                ("both", {"x": features, "examples": examples}),
            ):
                answers[f"{name} from {given}"] = outcome(
                    lambda m=make, t=tensors: described_signature(m().as_signature_def(t))
                )
        return answers


def described_signature(signature):
    def infos(tensors):
        return {
            # Parsing has a newer op, with outputs of the same kind.
            key: [
                info.name.replace("ParseExampleV2", "ParseExample"),
                info.dtype,
                [dim.size for dim in info.tensor_shape.dim],
            ]
            for key, info in sorted(tensors.items())
        }

    return [signature.method_name, infos(signature.inputs), infos(signature.outputs)]


CLUSTER = {"chief": ["h0:1"], "worker": ["h1:1", "h2:1"], "ps": ["h3:1", "h4:1"]}
MASTER_CLUSTER = {"master": ["h0:1"], "worker": ["h1:1", "h2:1"], "ps": ["h3:1"]}
TF_CONFIGS = {
    "none": {},
    "chief": {"cluster": CLUSTER, "task": {"type": "chief", "index": 0}},
    "worker": {"cluster": CLUSTER, "task": {"type": "worker", "index": 1}},
    "ps": {"cluster": CLUSTER, "task": {"type": "ps", "index": "1"}},
    "evaluator": {"cluster": CLUSTER, "task": {"type": "evaluator", "index": 0}},
    "eval_session_master": {
        "cluster": CLUSTER,
        "task": {"type": "evaluator", "index": 0},
        "eval_session_master": "grpc://e:1",
    },
    "session_master": {
        "cluster": CLUSTER,
        "task": {"type": "chief", "index": 0},
        "session_master": "grpc://s:1",
    },
    "master": {"cluster": MASTER_CLUSTER, "task": {"type": "master", "index": 0}},
    "worker of a master": {"cluster": MASTER_CLUSTER, "task": {"type": "worker", "index": 0}},
    "evaluator of a master": {"cluster": MASTER_CLUSTER, "task": {"type": "evaluator", "index": 0}},
    "chief and master": {
        "cluster": {"chief": ["a:1"], "master": ["b:1"]},
        "task": {"type": "chief", "index": 0},
    },
    "alone": {"cluster": {"chief": ["h0:1"]}, "task": {"type": "chief", "index": 0}},
    "no chief": {"cluster": {"worker": ["h0:1"]}, "task": {"type": "worker", "index": 0}},
    "two chiefs": {"cluster": {"chief": ["a:1", "b:1"]}, "task": {"type": "chief", "index": 0}},
    "no type": {"cluster": CLUSTER, "task": {"index": 0}},
    "no index": {"cluster": CLUSTER, "task": {"type": "chief"}},
    "negative index": {"cluster": CLUSTER, "task": {"type": "worker", "index": -1}},
    "index too high": {"cluster": CLUSTER, "task": {"type": "worker", "index": 2}},
    "unknown type": {"cluster": CLUSTER, "task": {"type": "boss", "index": 0}},
    "no cluster, ps": {"task": {"type": "ps", "index": 0}},
    "no cluster, index": {"task": {"type": "worker", "index": 1}},
    "local masters": {"session_master": "grpc://s:1", "eval_session_master": "grpc://e:1"},
    "service": {"service": {"a": 1}},
    "service is wrong": {"service": 1},
    "model_dir": {"model_dir": "/there"},
    "empty model_dir": {"model_dir": ""},
}
RUN_CONFIG_ARGUMENTS = {
    "save_checkpoints_steps": {"save_checkpoints_steps": 10},
    "save_checkpoints_secs": {"save_checkpoints_secs": 10},
    "both": {"save_checkpoints_steps": 10, "save_checkpoints_secs": 10},
    "neither": {"save_checkpoints_steps": None, "save_checkpoints_secs": None},
    "empty model_dir": {"model_dir": ""},
    "model_dir": {"model_dir": "/here"},
    "tf_random_seed": {"tf_random_seed": 1.5},
    "save_summary_steps": {"save_summary_steps": -1},
    "negative save_checkpoints_steps": {"save_checkpoints_steps": -1},
    "negative save_checkpoints_secs": {"save_checkpoints_secs": -1},
    "session_config": {"session_config": 1},
    "keep_checkpoint_max": {"keep_checkpoint_max": -1},
    "keep_checkpoint_every_n_hours": {"keep_checkpoint_every_n_hours": 0},
    "log_step_count_steps": {"log_step_count_steps": 0},
    "session_creation_timeout_secs": {"session_creation_timeout_secs": 0},
    "experimental_max_worker_delay_secs": {"experimental_max_worker_delay_secs": 1.5},
    "protocol": {"protocol": "http"},
    "device_fn": {"device_fn": lambda node: None},
    "a good device_fn": {"device_fn": lambda op: "/cpu:0"},
}
PROPERTIES = (
    "evaluation_master is_chief master num_ps_replicas num_worker_replicas task_id "
    "global_id_in_cluster experimental_max_worker_delay_secs task_type tf_random_seed "
    "save_summary_steps save_checkpoints_secs session_config save_checkpoints_steps "
    "keep_checkpoint_max session_creation_timeout_secs keep_checkpoint_every_n_hours "
    "log_step_count_steps model_dir service train_distribute eval_distribute protocol"
).split()


def described_config(config, properties=PROPERTIES):
    described = {name: getattr(config, name) for name in properties}
    described["session_config"] = str(described["session_config"])
    described["cluster_spec"] = config.cluster_spec.as_dict()
    return described


@scenario
def run_config(world):
    make = world.estimator.RunConfig
    answers = {}
    for name, tf_config in TF_CONFIGS.items():
        with environment(TF_CONFIG=json.dumps(tf_config)):
            answers["TF_CONFIG: " + name] = outcome(lambda: described_config(make()))
    for name, arguments in RUN_CONFIG_ARGUMENTS.items():
        answers[name] = outcome(lambda a=arguments: described_config(make(**a)))
        answers["replace " + name] = outcome(
            lambda a=arguments: described_config(make().replace(**a))
        )
    with environment(TF_CONFIG=json.dumps({"model_dir": "/there"})):
        answers["two model_dirs"] = outcome(lambda: described_config(make(model_dir="/here")))
        answers["twice the same"] = outcome(lambda: described_config(make(model_dir="/there")))
    answers["replace of the cluster's"] = outcome(lambda: make().replace(master="a"))
    answers["replace of steps"] = outcome(
        lambda: described_config(make(save_checkpoints_secs=5).replace(save_checkpoints_steps=7))
    )
    return answers


def _settled(line):
    """Returns a log line without times, directories and what only one release says."""
    if re.match(
        r"Calling checkpoint listeners|Inference Time|It seems that global step|From ", line
    ):
        return None
    line = re.sub(r"(global_step/sec: |\()[\d.e+]+", r"\1…", line)
    line = re.sub(r"evaluation at .*", "evaluation at …", line)
    line = re.sub(r"(/\w+)*/tmp\w+", "DIR", line)
    # Whether a step's number is read before or after the step is left to chance.
    return re.sub(r", step = \d+", ", step = …", line)


def settled_log(lines):
    lines = (_settled(line) for line in lines)
    return [line for line in lines if line and not line.startswith("Using config")]


@scenario
def training(world):
    tf, estimator = world.tf, world.estimator
    answers = {}
    with model_dir() as path, log_lines(tf) as lines:
        config = estimator.RunConfig(
            save_summary_steps=2, save_checkpoints_steps=4, log_step_count_steps=3
        )
        regressor = estimator.Estimator(
            regression(world), model_dir=path, config=config, params={"rate": 0.125}
        )
        recorder = LossRecorder(tf)
        assert regressor.train(regression_input(world), hooks=[recorder], steps=6) is regressor
        answers["first files"] = files(path)
        regressor.train(regression_input(world), hooks=[recorder], max_steps=9)
        regressor.train(regression_input(world), hooks=[recorder], max_steps=9)
        regressor.train(regression_input(world, epochs=1), hooks=[recorder])
        answers["losses"] = recorder.losses
        answers["files"] = files(path)
        answers["variables"] = variables(tf, path)
        answers["names"] = regressor.get_variable_names()
        answers["weights"] = golden_json.array(regressor.get_variable_value("linear/weights"))
        answers["latest"] = os.path.basename(regressor.latest_checkpoint())
        answers["events"] = training_events(tf, path)
        results = regressor.evaluate(regression_input(world), steps=2)
        answers["evaluation"] = {k: golden_json.array(v) for k, v in results.items()}
        results = regressor.evaluate(regression_input(world, 5, 1), name="all")
        answers["all"] = {k: golden_json.array(v) for k, v in results.items()}
        old = os.path.join(path, "model.ckpt-4")
        results = regressor.evaluate(regression_input(world, 5, 1), checkpoint_path=old, name="old")
        answers["old"] = {k: golden_json.array(v) for k, v in results.items()}
        for name in ("eval", "eval_all", "eval_old"):
            answers["events of " + name] = events(tf, os.path.join(path, name))
        predicted = list(regressor.predict(regression_input(world, 5, 1)))
        answers["predictions"] = [
            {key: golden_json.array(value) for key, value in row.items()} for row in predicted
        ]
        batches = list(
            regressor.predict(
                regression_input(world, 5, 1), predict_keys=["double"], yield_single_examples=False
            )
        )
        answers["batches"] = [
            {key: golden_json.array(value) for key, value in row.items()} for row in batches
        ]
        answers["log"] = settled_log(lines)
    return answers


@scenario
def untrained(world):
    tf, estimator = world.tf, world.estimator
    answers = {}
    with model_dir() as path, log_lines(tf) as lines:
        regressor = estimator.Estimator(regression(world), path, params={"rate": 0.125})
        answers["latest"] = regressor.latest_checkpoint()
        answers["names"] = outcome(regressor.get_variable_names)
        results = regressor.evaluate(regression_input(world, 4, 1))
        answers["evaluation"] = {k: golden_json.array(v) for k, v in results.items()}
        predicted = list(regressor.predict(regression_input(world, 12, 1)))
        answers["predictions"] = [golden_json.array(row["value"]) for row in predicted]
        answers["log"] = settled_log(lines)
    for answer in answers.values():
        if isinstance(answer, dict) and "text" in answer:
            answer["text"] = answer["text"].replace(path, "DIR")
    return answers


@scenario
def refusals(world):
    tf, estimator = world.tf, world.estimator
    good = regression(world)

    def make(*args, **kwargs):
        return lambda: type(estimator.Estimator(*args, **kwargs)).__name__

    class Overriding(estimator.Estimator):
        def train(self, input_fn):
            pass

    class Fine(estimator.Estimator):
        def more(self):
            pass

    answers = {
        "no model_fn": outcome(make(None)),
        "no features": outcome(make(lambda labels: None)),
        "no params": outcome(make(lambda features: None, params={})),
        "unexpected": outcome(make(lambda features, other: None)),
        "config": outcome(make(good, config="config")),
        "model_dirs": outcome(make(good, "/a", estimator.RunConfig(model_dir="/b"))),
        "overriding": outcome(lambda: Overriding(good)),
        "subclass": outcome(lambda: type(Fine(good)).__name__),
    }
    with model_dir() as path:
        regressor = estimator.Estimator(good, path, params={"rate": 0.125})
        data = regression_input(world)

        def train(input_fn=data, **kwargs):
            return lambda: regressor.train(input_fn, **kwargs) and None

        answers.update(
            {
                "steps and max_steps": outcome(train(steps=1, max_steps=1)),
                "steps = 0": outcome(train(steps=0)),
                "max_steps = 0": outcome(train(max_steps=0)),
                "hooks": outcome(train(steps=1, hooks=["hook"])),
                "saving_listeners": outcome(train(steps=1, saving_listeners=["listener"])),
                "input of three": outcome(train(lambda: (1, 2, 3), steps=1)),
                "evaluate steps = 0": outcome(lambda: regressor.evaluate(data, steps=0)),
                "evaluate hooks": outcome(lambda: regressor.evaluate(data, hooks=["hook"])),
                "predict_keys": outcome(
                    lambda: next(
                        regressor.predict(regression_input(world, 4, 1), predict_keys=["none"])
                    )
                ),
            }
        )

    def broken(**changes):
        def model_fn(features, labels, mode):
            value = tf.reduce_sum(features["x"])
            arguments = {
                "predictions": {"a": value},
                "loss": value,
                "train_op": tf.assign_add(tf.train.get_global_step(), 1),
            }
            arguments.update({key: change(value) for key, change in changes.items()})
            return estimator.EstimatorSpec(mode, **arguments)

        return estimator.Estimator(model_fn)

    data = regression_input(world, 4, 1)
    answers["no spec"] = outcome(
        lambda: estimator.Estimator(lambda features, labels: 1).train(data) and None
    )
    answers["no labels"] = outcome(
        lambda: estimator.Estimator(lambda features: 1).train(data) and None
    )
    answers["metric loss"] = outcome(
        lambda: broken(eval_metric_ops=lambda v: {"loss": tf.metrics.mean(v)}).evaluate(data)
    )
    answers["metric global_step"] = outcome(
        lambda: broken(eval_metric_ops=lambda v: {"global_step": tf.metrics.mean(v)}).evaluate(data)
    )
    answers["keys of a tensor"] = outcome(
        lambda: next(broken(predictions=lambda v: v).predict(data, predict_keys=["a"]))
    )
    answers["different lengths"] = outcome(
        lambda: list(
            broken(predictions=lambda v: {"a": tf.fill([2], v), "b": tf.fill([3], v)}).predict(data)
        )
    )
    answers["NaN"] = outcome(lambda: broken(loss=lambda v: v * np.nan).train(data) and None)
    answers["NaN"]["text"] = answers["NaN"]["text"].splitlines()[0]  # We say more.
    return answers


@scenario
def results_of_every_kind(world):
    """Metrics that are integers, arrays, summaries and other texts."""
    tf, estimator = world.tf, world.estimator

    def model_fn(features, labels, mode):
        del labels
        count = tf.size(features["x"])
        still = tf.no_op()
        picture = tf.summary.image("picture", tf.reshape(features["x"], [1, 2, 2, 1]))
        metrics = {
            "count": (count, still),
            "wide": (tf.cast(count, tf.int64), still),
            "double": (tf.cast(count, tf.float64), still),
            "rows": (features["x"], still),
            "picture": (picture, still),
            "text": (tf.constant("no summary"), still),
        }
        return estimator.EstimatorSpec(mode, loss=tf.constant(1.0), eval_metric_ops=metrics)

    with model_dir() as path, log_lines(tf) as lines:
        regressor = estimator.Estimator(model_fn, path)
        regressor.evaluate(lambda: ({"x": tf.constant(X[:2])}, tf.constant(Y[:2])), steps=1)
        return {"events": events(tf, os.path.join(path, "eval")), "log": settled_log(lines)}


@scenario
def numpy_input(world):
    tf, make = world.tf, world.estimator.inputs.numpy_input_fn
    x = {"b": np.arange(7), "a": np.arange(14.0).reshape(7, 2)}
    text = np.array(["u", "v", "w"])
    answers = {}
    cases = {
        "dict": ((x,), {}),
        "labels": ((x, np.arange(7) * 2), {"num_epochs": 2, "batch_size": 5}),
        "dict of labels": ((x, {"z": np.arange(7), "c": np.ones(7)}), {"batch_size": 4}),
        "array": ((np.arange(6.0),), {"batch_size": 4}),
        "array and labels": ((np.arange(6.0), np.arange(6)), {"batch_size": 4, "num_epochs": 3}),
        "text": (({"t": text},), {"batch_size": 2}),
        "more epochs in a batch": ((np.arange(3),), {"batch_size": 8, "num_epochs": 4}),
        "capacity": ((np.arange(3),), {"queue_capacity": 2, "batch_size": 2}),
        "shuffled": ((x,), {"shuffle": True, "batch_size": 7}),
        "empty dict": (({},), {}),
        "empty array": ((np.zeros([0]),), {}),
        "a list": (([1],), {}),
        "empty labels": ((x, {}), {}),
        "the same key": ((x, {"a": np.arange(7)}), {}),
        "lengths": ((x, np.arange(8)), {}),
        "lengths of dicts": ((x, {"z": np.arange(8)}), {}),
    }
    for name, (args, kwargs) in cases.items():
        kwargs = dict({"shuffle": False}, **kwargs)
        answers[name] = outcome(
            lambda a=args, k=kwargs: all_batches(tf, make(*a, **k), k["shuffle"])
        )
    answers["no shuffle"] = outcome(lambda: make(x) and None)
    return answers


@scenario
def pandas_input(world):
    import pandas as pd

    tf, make = world.tf, world.estimator.inputs.pandas_input_fn
    x = pd.DataFrame({"p": [1, 2, 3], "q": [0.5, 1.5, 2.5]}, index=[5, 6, 7])
    y = pd.Series([1.0, 2.0, 3.0], index=[5, 6, 7])
    both = pd.DataFrame({"one": [1, 2, 3], "q": [4, 5, 6]}, index=[5, 6, 7])
    cases = {
        "frame": ((x,), {}),
        "labels": ((x, y), {"batch_size": 2, "num_epochs": 2}),
        "frame of labels": ((x, both), {}),
        "capacity": ((x, y), {"queue_capacity": None}),
        "shuffled": ((x, y), {"shuffle": True, "batch_size": 3, "queue_capacity": None}),
        "target is a column": ((x, y), {"target_column": "q"}),
        "target is a number": ((x, y), {"target_column": 1}),
        "index": ((x, y.reset_index(drop=True)), {}),
    }
    answers = {}
    for name, (args, kwargs) in cases.items():
        kwargs = dict({"shuffle": False}, **kwargs)
        answer = outcome(lambda a=args, k=kwargs: all_batches(tf, make(*a, **k), k["shuffle"]))
        if name in ("index", "target is a column"):
            answer["text"] = answer["text"].split(":")[0]  # pandas prints an Index its own way
        answers[name] = answer
    answers["no shuffle"] = outcome(lambda: make(x) and None)
    return answers


def all_batches(tf, input_fn, shuffled):
    with tf.Graph().as_default() as graph:
        tensors = input_fn()
        ops = [op.name for op in graph.get_operations() if "Placeholder" in op.type]
        summaries = [
            op.inputs[0].op.get_attr("value").string_val[0].decode()
            for op in graph.get_operations()
            if op.type == "ScalarSummary"
        ]
        batches = []
        with tf.train.MonitoredSession() as session:
            while not session.should_stop():
                batches.append(arrays(session.run(tensors), shuffled))
        return {"placeholders": ops, "summaries": summaries, "batches": batches}


def arrays(value, is_sorted):
    if isinstance(value, dict):
        return {key: arrays(part, is_sorted) for key, part in sorted(value.items())}
    if isinstance(value, tuple):
        return [arrays(part, is_sorted) for part in value]
    return golden_json.array(np.sort(value, axis=0) if is_sorted else value)


def tree(path):
    """Returns all files under a directory; numbers that are times are told as such."""
    found = []
    for directory, _, names in os.walk(path):
        relative = re.sub(r"\d{10}", "TIME", os.path.relpath(directory, path))
        found += [os.path.join(relative, name) for name in names if "events" not in name]
    return sorted(name for name in found if not name.endswith("fingerprint.pb"))


def described_export(path):
    """Returns the tags, signatures and assets of each graph in a SavedModel."""
    saved = saved_model_pb2.SavedModel()
    with open(os.path.join(path, "saved_model.pb"), "rb") as source:
        saved.ParseFromString(source.read())
    return [
        {
            "tags": sorted(graph.meta_info_def.tags),
            "signatures": {
                name: described_signature(signature)
                for name, signature in sorted(graph.signature_def.items())
            },
            "assets": sorted(asset.filename for asset in graph.asset_file_def),
            "train_op": "saved_model_train_op" in graph.collection_def,
        }
        for graph in saved.meta_graphs
    ]


def exporting_model(world):
    """A model_fn with export outputs of every kind."""
    tf, estimator, outputs = world.tf, world.estimator, world.export_outputs

    def model_fn(features, labels, mode):
        weights = tf.get_variable("weights", [2, 1], initializer=tf.zeros_initializer())
        value = tf.matmul(features["x"], weights, name="value")
        if mode == estimator.ModeKeys.PREDICT:
            named = tf.as_string(value, name="named")
            return estimator.EstimatorSpec(
                mode,
                predictions={"value": value},
                export_outputs={
                    "serving_default": outputs.PredictOutput({"value": value, "name": named}),
                    "classes": outputs.ClassificationOutput(value, named),
                    "regressed": outputs.RegressionOutput(value),
                },
            )
        loss = tf.reduce_mean(tf.abs(labels - value), name="the_loss")
        return estimator.EstimatorSpec(
            mode,
            predictions={"value": value},
            loss=loss,
            train_op=tf.train.GradientDescentOptimizer(0.125).minimize(
                loss, global_step=tf.train.get_global_step()
            ),
            eval_metric_ops={"mean": tf.metrics.mean(value)},
        )

    return model_fn


@scenario
def exports(world):
    tf, estimator = world.tf, world.estimator
    lib = estimator.export
    spec = {"x": tf.FixedLenFeature([2], tf.float32)}
    parsing = lib.build_parsing_serving_input_receiver_fn(spec, default_batch_size=3)

    def raw():
        with tf.Graph().as_default():
            features = {"x": tf.placeholder(tf.float32, [5, 2], name="x_in")}
            return lib.build_raw_serving_input_receiver_fn(features)

    def alternatives():
        examples = tf.placeholder(tf.string, [None], name="serialized")
        features = tf.parse_example(examples, spec)
        return lib.ServingInputReceiver(features, examples, {"parsed": features})

    answers = {}
    with model_dir() as path, log_lines(tf) as lines:
        model = estimator.Estimator(exporting_model(world), path)
        answers["untrained"] = outcome(lambda: model.export_saved_model(path, parsing))
        answers["untrained"]["text"] = answers["untrained"]["text"].replace(path, "DIR")
        model.train(regression_input(world), steps=2)
        extra = os.path.join(path, "extra.txt")
        with open(extra, "w") as out:
            out.write("more")
        cases = {
            "parsing": lambda base: model.export_saved_model(base, parsing),
            "raw": lambda base: model.export_saved_model(base, raw(), assets_extra={"a/b": extra}),
            "alternatives": lambda base: model.export_saved_model(base, alternatives),
            "export_savedmodel": lambda base: model.export_savedmodel(base, parsing),
            "all": lambda base: model.experimental_export_all_saved_models(
                base, dict({mode: supervised(world) for mode in ("train", "eval")}, infer=parsing)
            ),
            "eval": lambda base: model.export_saved_model(
                base, supervised(world), experimental_mode="eval"
            ),
        }
        for name, export in cases.items():
            base = os.path.join(path, "exports of " + name)
            exported = export(base)
            answers[name] = {
                "type": type(exported).__name__,
                "files": tree(base),
                "graphs": described_export(exported.decode()),
                "in base": os.path.dirname(exported.decode()) == base,
            }
        answers["no receiver"] = outcome(lambda: model.export_saved_model(path, None))
        answers["no modes"] = outcome(lambda: model.experimental_export_all_saved_models(path, {}))
        answers["log"] = [line for line in settled_log(lines) if "ignature" in line]
        other = estimator.Estimator(other_variables(world), path)
        answers["other variables"] = outcome(lambda: other.export_saved_model(path, parsing))
        answers["other variables"]["text"] = answers["other variables"]["text"].split("while")[0]
    return answers


def other_variables(world):
    def model_fn(features, labels, mode):
        value = world.tf.matmul(features["x"], world.tf.get_variable("others", [2, 1]))
        return world.estimator.EstimatorSpec(mode, predictions={"value": value})

    return model_fn


def supervised(world):
    tf, lib = world.tf, world.estimator.experimental
    with tf.Graph().as_default():
        features = {"x": tf.placeholder(tf.float32, [4, 2], name="x_in")}
        labels = tf.placeholder(tf.float32, [4, 1], name="y_in")
        return lib.build_raw_supervised_input_receiver_fn(features, labels)


@scenario
def receivers(world):
    tf, lib = world.tf, world.estimator.export
    with tf.Graph().as_default():
        x = tf.constant([[1.0, 2.0]], name="x")
        sparse = tf.SparseTensor([[0, 0]], [1.0], [1, 1])

        def made(make, *args):
            return outcome(lambda: json.loads(json.dumps(named(make(*args)._asdict()))))

        serving, single = lib.ServingInputReceiver, lib.TensorServingInputReceiver
        answers = {
            "tensors": made(serving, x, x),
            "dicts": made(serving, {"a": x, 1: x}, {"b": x}),
            "alternatives": made(serving, x, x, {"c": x, "d": {"e": x}}),
            "no features": made(serving, None, x),
            "no receiver": made(serving, x, None),
            "a number": made(serving, {"a": 1}, x),
            "a lone number": made(serving, 1, x),
            "a tuple as key": made(serving, {("a", "b"): x}, x),
            "a number as key": made(serving, x, {1: x}),
            "alternatives of a list": made(serving, x, x, [x]),
            "sparse": outcome(lambda: type(serving(sparse, x).features["feature"]).__name__),
            "single": made(single, x, x),
            "single of a dict": made(single, {"a": x}, x),
            "single of none": made(single, None, x),
        }
        answers["overlap"] = outcome(
            lambda: world.estimator.experimental.build_raw_supervised_input_receiver_fn(
                {"a": x}, {"a": x}
            )
        )
    return answers


@scenario
def train_and_evaluate(world):
    tf, estimator = world.tf, world.estimator
    spec = {"x": tf.FixedLenFeature([2], tf.float32)}
    serving = estimator.export.build_parsing_serving_input_receiver_fn(spec)
    answers = {}
    with model_dir() as path, log_lines(tf) as lines:
        config = estimator.RunConfig(save_checkpoints_steps=3)
        model = estimator.Estimator(exporting_model(world), path, config)
        exporters = [
            estimator.FinalExporter("final", serving),
            estimator.LatestExporter("latest", serving, exports_to_keep=2),
            estimator.BestExporter("best", serving),
        ]
        metrics, exported = estimator.train_and_evaluate(
            model,
            estimator.TrainSpec(regression_input(world), max_steps=9),
            estimator.EvalSpec(regression_input(world, 4, 1), throttle_secs=0, exporters=exporters),
        )
        answers["metrics"] = {key: golden_json.array(value) for key, value in metrics.items()}
        answers["exported"] = [type(directory).__name__ for directory in exported]
        answers["kept"] = {
            name: len(os.listdir(os.path.join(path, "export", name)))
            for name in ("final", "latest")
        }
        answers["events"] = events(tf, os.path.join(path, "eval"))
        wanted = ("Start train", "Running", "Perform", "Loading", "Saving dict", "Skip")
        answers["log"] = [line for line in settled_log(lines) if line.startswith(wanted)]
        again = estimator.train_and_evaluate(
            model,
            estimator.TrainSpec(regression_input(world), max_steps=9),
            estimator.EvalSpec(regression_input(world, 4, 1), throttle_secs=0),
        )
        answers["again"] = [again[0], again[1]]
    train, evaluate = estimator.TrainSpec, estimator.EvalSpec
    good_train, good_eval = train(lambda: 1), evaluate(lambda: 1)
    final = estimator.FinalExporter("f", serving)
    with model_dir() as path:
        model = estimator.Estimator(exporting_model(world), path)
        for name, run in {
            "max_steps": lambda: train(lambda: 1, max_steps=0),
            "train input_fn": lambda: train(1),
            "train hooks": lambda: train(lambda: 1, hooks=["hook"]),
            "steps": lambda: evaluate(lambda: 1, steps=0),
            "name": lambda: evaluate(lambda: 1, name=1),
            "eval hooks": lambda: evaluate(lambda: 1, hooks=["hook"]),
            "start_delay_secs": lambda: evaluate(lambda: 1, start_delay_secs=-1),
            "throttle_secs": lambda: evaluate(lambda: 1, throttle_secs=-1),
            "exporters": lambda: evaluate(lambda: 1, exporters="final"),
            "one exporter": lambda: len(evaluate(lambda: 1, exporters=final).exporters),
            "twice the name": lambda: evaluate(lambda: 1, exporters=[final, final]),
            "no name": lambda: evaluate(lambda: 1, exporters=estimator.FinalExporter("", serving)),
            "name of an exporter": lambda: evaluate(
                lambda: 1, exporters=estimator.FinalExporter(3, serving)
            ),
            "defaults": lambda: list(good_eval)[1:],
            "estimator": lambda: estimator.train_and_evaluate(1, good_train, good_eval),
            "train_spec": lambda: estimator.train_and_evaluate(model, 1, good_eval),
            "eval_spec": lambda: estimator.train_and_evaluate(model, good_train, 1),
            "exports_to_keep": lambda: estimator.BestExporter("b", serving, exports_to_keep=0),
            "compare_fn": lambda: estimator.BestExporter("b", serving, compare_fn=None),
            "compare_fn of one": lambda: estimator.BestExporter(
                "b", serving, compare_fn=lambda best_eval_result: True
            ),
            "compare_fn of three": lambda: estimator.BestExporter(
                "b", serving, compare_fn=lambda best_eval_result, current_eval_result, c: True
            ),
        }.items():
            answers[name] = outcome(run)
    for answer in answers.values():
        if isinstance(answer, dict) and "text" in answer:
            answer["text"] = answer["text"].replace("found final", "found …")
    return answers


@scenario
def warm_starts(world):
    tf, estimator = world.tf, world.estimator
    settings = estimator.WarmStartSettings
    answers = {"no checkpoint": outcome(lambda: settings(""))}
    answers["fields"] = outcome(lambda: list(settings("a", "b")))
    answers["a number"] = outcome(
        lambda: estimator.Estimator(regression(world), "/tmp/none", warm_start_from=3)
    )
    data, params = regression_input(world), {"rate": 0.125}
    with model_dir() as first, model_dir() as second, model_dir() as third:
        estimator.Estimator(regression(world), first, params=params).train(data, steps=3)
        for name, path, start in (
            ("directory", second, first),
            ("settings", third, settings(first, vars_to_warm_start=".*bias")),
        ):
            model = estimator.Estimator(
                regression(world), path, params=params, warm_start_from=start
            )
            results = model.evaluate(regression_input(world, 4, 1))
            answers[name + " evaluated"] = {k: golden_json.array(v) for k, v in results.items()}
            predicted = list(model.predict(regression_input(world, 12, 1)))
            answers[name + " predicted"] = [golden_json.array(row["value"]) for row in predicted]
            model.train(data, steps=1)
            model.train(data, steps=1)
            answers[name + " trained"] = variables(tf, path)
    return answers


@scenario
def more_metrics(world):
    tf, estimator = world.tf, world.estimator
    answers = {}
    with model_dir() as path:
        model = estimator.Estimator(regression(world), path, params={"rate": 0.125})
        model.train(regression_input(world), steps=2)

        def metric_fn(features, labels):
            return {"x": tf.metrics.mean(features["x"]), "bias/mean": tf.metrics.mean(labels)}

        more = estimator.add_metrics(model, metric_fn)
        results = more.evaluate(regression_input(world, 4, 1))
        answers["results"] = {k: golden_json.array(v) for k, v in sorted(results.items())}
        more.train(regression_input(world), steps=1)
        answers["step"] = int(model.get_variable_value("global_step"))
        answers["other arguments"] = outcome(
            lambda: estimator.add_metrics(model, lambda features, mode: 1)
        )
    return answers


@scenario
def early_stopping(world):
    tf, estimator = world.tf, world.estimator
    lib = estimator.experimental
    answers = {}

    def write(directory, values):
        with tf.Graph().as_default():
            writer = tf.summary.FileWriter(directory)
        for step, value in values:
            summary = tf.Summary()
            summary.value.add(tag="accuracy", simple_value=value)
            writer.add_summary(summary, step)
        writer.close()

    with model_dir() as path, log_lines(tf) as lines:
        model = estimator.Estimator(regression(world), path, params={"rate": 0.125})
        write(model.eval_dir(), [(10, 0.25), (20, 0.75), (30, 0.5), (40, 0.5)])

        def stops(make, *args, **kwargs):
            before = int(
                model.get_variable_value("global_step") if model.latest_checkpoint() else 0
            )
            hook = make(model, "accuracy", *args, run_every_secs=None, run_every_steps=1, **kwargs)
            model.train(regression_input(world), hooks=[hook], steps=5)
            return int(model.get_variable_value("global_step")) - before < 5

        answers["higher"] = stops(lib.stop_if_higher_hook, 0.7)
        answers["not higher"] = stops(lib.stop_if_higher_hook, 0.8)
        answers["higher after 30"] = stops(lib.stop_if_higher_hook, 0.7, min_steps=30)
        answers["lower"] = stops(lib.stop_if_lower_hook, 0.3)
        answers["not lower"] = stops(lib.stop_if_lower_hook, 0.2)
        answers["no increase"] = stops(lib.stop_if_no_increase_hook, 20)
        answers["an increase"] = stops(lib.stop_if_no_increase_hook, 30)
        answers["no decrease"] = stops(lib.stop_if_no_decrease_hook, 20)
        answers["a decrease"] = stops(lib.stop_if_no_decrease_hook, 40)
        answers["names"] = model.get_variable_names()
        wanted = ("At step", "No ")
        answers["log"] = [line for line in settled_log(lines) if line.startswith(wanted)]
        for name, run in {
            "estimator": lambda: lib.make_early_stopping_hook(1, lambda: True),
            "both": lambda: lib.make_early_stopping_hook(model, lambda: True, 1, 1),
            "function": lambda: lib.make_early_stopping_hook(model, 1),
            "at checkpoint": lambda: type(lib.make_stop_at_checkpoint_step_hook(model, 3)).__name__,
        }.items():
            answers[name] = outcome(run)
    return answers
