"""The rewriter's own output takes the checkpoints of the programs that it was made of."""

import pathlib
import runpy
import shutil
from unittest import mock

import keras
import numpy as np
import pytest
import tensorflow as tf

import golden_json
import model_dirs
from contrib_learn_migrate import checkpoint, cli

GOLDENS = pathlib.Path(__file__).parents[1] / "goldens"
RECORDED = {
    row["model"]: row["predictions"]
    for row in golden_json.load(GOLDENS / "keras" / "predictions.json")
    if row["folder"] == "learn"
}

# As in model_dirs.py, though what is trained on is of no account here.
_PROGRAM = """
import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn
from tensorflow.contrib.learn.python.learn.estimators import head as head_lib

{estimator}

def input_fn():
    features = {{"x": tf.constant(np.zeros([4, 3], np.float32)){word}}}
    return features, tf.constant([[0], [1], [1], [0]])

estimator.fit(input_fn=input_fn, steps=5)
"""
_COLUMNS = """
word = layers.sparse_column_with_keys("word", ["a", "b", "c"])
hashed = layers.sparse_column_with_hash_bucket("word", 5)
x = layers.real_valued_column("x", dimension=3)
wide = [word, layers.crossed_column([word, hashed], 7), x]
deep = [x, layers.embedding_column(word, 3)]
"""
_HEAD = """
def model_fn(features, labels, mode):
    def train_op_fn(loss):
        return layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, "Adam")

    head = head_lib.{head}
    hidden = layers.fully_connected(features["x"], 4, scope="hidden")
    return head.create_model_fn_ops(
        features, mode, labels, train_op_fn=train_op_fn, logits_input=hidden
    )

estimator = learn.Estimator(model_fn)
"""
_COMBINED = """linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=[4],
    fix_global_step_increment_bug=True"""
# Without those that the rewriter leaves where they are.
_ESTIMATORS = {
    "DNNClassifier": "DNNClassifier([4, 3], deep, n_classes=3)",
    "DNNRegressor": "DNNRegressor([4], deep, optimizer='Adam', gradient_clip_norm=0.5)",
    "DNNEstimator": "DNNEstimator(head_lib.poisson_regression_head(), [4], deep)",
    "LinearClassifier": "LinearClassifier(wide)",
    "LinearRegressor": "LinearRegressor(wide)",
    "LinearEstimator": "LinearEstimator(wide, head_lib.multi_class_head(3))",
    "DNNLinearCombinedClassifier": f"DNNLinearCombinedClassifier({_COMBINED})",
    "DNNLinearCombinedEstimator": f"""DNNLinearCombinedEstimator(
    head_lib.multi_class_head(3), {_COMBINED})""",
}
_HEADS = {
    "binary": "multi_class_head(2)",
    "multi_class": "multi_class_head(5)",
    "svm": "binary_svm_head()",
    "multi_label": "multi_label_head(3)",
    "regression": "regression_head()",
    "regression_2d": "regression_head(label_dimension=2)",
    "poisson": "poisson_regression_head()",
}
PROGRAMS = {name: f"{_COLUMNS}\nestimator = learn.{made}" for name, made in _ESTIMATORS.items()} | {
    f"head_{name}": _HEAD.format(head=head) for name, head in _HEADS.items()
}


class _Fit(BaseException):
    """Leaves a program with the model that it is about to train."""


def model_of(program):
    def fit(model, *args, **kwargs):
        raise _Fit(model)

    with mock.patch.object(keras.Model, "fit", fit), pytest.raises(_Fit) as left:
        runpy.run_path(str(program))
    return left.value.args[0]


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_predicts_what_the_program_predicted(name, tmp_path, capsys):
    program = tmp_path / f"{name}_program.py"
    word = ', "word": tf.constant([["a"], ["c"], ["b"], ["a"]])' * (name in _ESTIMATORS)
    program.write_text(_PROGRAM.format(estimator=PROGRAMS[name], word=word))
    assert cli.main(["--to", "keras", "--write", "--quiet", str(program)]) == cli.NOTHING
    assert "contrib_learn_compat" not in program.read_text()  # which ends eager execution

    shutil.unpack_archive(GOLDENS / "learn/model_dirs" / f"{name}.tar.xz", tmp_path, filter="data")
    weights = str(tmp_path / "new.weights.h5")
    given = ["checkpoint", str(tmp_path), weights, "--model", str(program)]
    assert cli.main(given) == checkpoint.WRITTEN, capsys.readouterr().out

    model = model_of(program)
    model.load_weights(weights)
    features = {"x": tf.constant(model_dirs.ROWS), "word": tf.constant(model_dirs.WORDS)}
    logits = np.array(model({key: features[key] for key in model.input}))
    key = "logits" if "logits" in RECORDED[name][0] else "scores"
    expected = np.array([row[key]["values"] for row in RECORDED[name]])
    if name in ("DNNEstimator", "head_poisson"):
        logits = np.exp(logits)
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-5)
