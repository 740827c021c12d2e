"""What stands around the models: flags, `tf.app.run`, files, names that TensorFlow 2 moved."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import PROGRAM, Call, call_text, name_rule, rule

_FLAGS = ("string", "integer", "float", "boolean", "bool", "enum", "list", "multi_integer")

# Where TensorFlow 2 has what TensorFlow 1 had elsewhere, with the same arguments.
_MOVED = {
    "tf.FixedLenFeature": "tf.io.FixedLenFeature",
    "tf.FixedLenSequenceFeature": "tf.io.FixedLenSequenceFeature",
    "tf.VarLenFeature": "tf.io.VarLenFeature",
    "tf.VERSION": "tf.__version__",
    "tf.ceil": "tf.math.ceil",
    "tf.decode_csv": "tf.io.decode_csv",
    "tf.decode_raw": "tf.io.decode_raw",
    "tf.lin_space": "tf.linspace",
    "tf.linspace": "tf.linspace",
    "tf.log": "tf.math.log",
    "tf.mod": "tf.math.floormod",
    "tf.parse_example": "tf.io.parse_example",
    "tf.parse_single_example": "tf.io.parse_single_example",
    "tf.python_io.TFRecordWriter": "tf.io.TFRecordWriter",
    "tf.random_normal": "tf.random.normal",
    "tf.random_shuffle": "tf.random.shuffle",
    "tf.random_uniform": "tf.random.uniform",
    "tf.read_file": "tf.io.read_file",
    "tf.string_join": "tf.strings.join",
    "tf.string_to_number": "tf.strings.to_number",
}
_FILES = {
    "Copy": "copy", "DeleteRecursively": "rmtree", "Exists": "exists", "FastGFile": "GFile",
    "GFile": "GFile", "Glob": "glob", "IsDirectory": "isdir", "ListDirectory": "listdir",
    "MakeDirs": "makedirs", "MkDir": "mkdir", "Open": "GFile", "Remove": "remove",
    "Rename": "rename", "Stat": "stat", "Walk": "walk",
}  # fmt: skip
_MOVED |= {f"tf.gfile.{old}": f"tf.io.gfile.{new}" for old, new in _FILES.items()}
_CASTS = {"to_float": "float32", "to_double": "float64", "to_int32": "int32", "to_int64": "int64"}
_LOGS = ("debug", "info", "warn", "warning", "error", "fatal", "log_every_n", "log_first_n")
_MODES = {"TRAIN": "train", "EVAL": "eval", "INFER": "infer", "PREDICT": "infer"}
_METRIC_KEY = "tf.contrib.learn.python.learn.estimators.metric_key.MetricKey"
_KEYS = {
    "PredictionKey": {
        "CLASSES": "classes", "PROBABILITIES": "probabilities", "LOGITS": "logits",
        "LOGISTIC": "logistic", "SCORES": "scores",
    },
    "MetricKey": {
        "LOSS": "loss", "AUC": "auc", "AUC_PR": "auc_precision_recall", "ACCURACY": "accuracy",
        "PREDICTION_MEAN": "labels/prediction_mean", "LABEL_MEAN": "labels/actual_label_mean",
        "ACCURACY_BASELINE": "accuracy/baseline_label_mean",
        "ACCURACY_MEAN": "accuracy/threshold_%f_mean",
        "PRECISION_MEAN": "precision/positive_threshold_%f_mean",
        "RECALL_MEAN": "recall/positive_threshold_%f_mean",
    },
}  # fmt: skip


@rule("tf.app.run", takes="main argv", where=[PROGRAM])
def run(call: Call) -> str:
    call.renderer.require("from absl import app")
    return call_text(
        "app.run", call.text("main", "main"), call.has("argv") and call.text("argv") or None
    )


for _space in ("tf.app.flags", "tf.flags"):
    for _kind in _FLAGS:

        @rule(f"{_space}.DEFINE_{_kind}", takes="name default help", where=[PROGRAM])
        def define(call: Call, function=f"flags.DEFINE_{_kind}") -> str:
            call.renderer.require("from absl import flags")
            return call.renderer.kept(call.node, function=function)


for _kind in _LOGS:

    @rule(f"tf.logging.{_kind}", takes="a b c d e f g h", where=[PROGRAM])
    def log(call: Call, function=f"logging.{_kind}") -> str:
        call.renderer.require("from absl import logging")
        return call.renderer.kept(call.node, function=function)


@rule("tf.logging.log", takes="level msg *", where=[PROGRAM])
def log_at(call: Call) -> str:
    level = call.renderer.symbol(call.args["level"]).removeprefix("tf.logging.").lower()
    if level not in _LOGS:
        raise call.obstacle("its level is not known")
    call.renderer.require("from absl import logging")
    return call_text(f"logging.{level}", *map(call.renderer.text, call.node.args[1:]))


# Parameters that have another name in TensorFlow 2.
_RENAMED = {
    "tf.decode_raw": {"bytes": "input_bytes"},
    "tf.gfile.Copy": {"oldpath": "src", "newpath": "dst"},
    "tf.gfile.DeleteRecursively": {"dirname": "path"},
    "tf.gfile.Exists": {"filename": "path"},
    "tf.gfile.Glob": {"filename": "pattern"},
    "tf.gfile.IsDirectory": {"dirname": "path"},
    "tf.gfile.ListDirectory": {"dirname": "path"},
    "tf.gfile.MakeDirs": {"dirname": "path"},
    "tf.gfile.MkDir": {"dirname": "path"},
    "tf.gfile.Remove": {"filename": "path"},
    "tf.gfile.Rename": {"oldname": "src", "newname": "dst"},
    "tf.gfile.Stat": {"filename": "path"},
    "tf.string_to_number": {"string_tensor": "input"},
}
# How many arguments stand at the same places in TensorFlow 2, where not all do.
_SAME_PLACES = {"tf.decode_csv": 4, "tf.parse_example": 2, "tf.parse_single_example": 2}

for _old, _new in _MOVED.items():

    @rule(_old, takes="* **", where=[PROGRAM])
    def moved(call: Call, function=_new) -> str:
        call.renderer.require("import tensorflow as tf")
        if len(call.node.args) > _SAME_PLACES.get(call.name, 8):
            raise call.obstacle("TensorFlow 2 takes these arguments in another order: name them")
        renamed = _RENAMED.get(call.name, {})
        if not renamed.keys() & call.args.keys():
            return call.renderer.kept(call.node, function=function)
        args = map(call.renderer.text, call.node.args)
        return call_text(function, *args, **{renamed.get(n, n): call.text(n) for n in call.args})

    name_rule(_old, _new, where=[PROGRAM])


for _name, _dtype in _CASTS.items():

    @rule(f"tf.{_name}", takes="x name", where=[PROGRAM])
    def cast(call: Call, dtype=_dtype) -> str:
        call.renderer.require("import tensorflow as tf")
        return f"tf.cast({call.text('x')}, tf.{dtype})"


for _space in ("tf.estimator", "tf.contrib.learn"):
    for _mode, _text in _MODES.items():
        name_rule(f"{_space}.ModeKeys.{_mode}", repr(_text), where=[PROGRAM])

for _class, _texts in _KEYS.items():
    for _key, _text in _texts.items():
        name_rule(f"tf.contrib.learn.{_class}.{_key}", repr(_text))
        if _class == "MetricKey":  # It has no public name.
            name_rule(f"{_METRIC_KEY}.{_key}", repr(_text))
