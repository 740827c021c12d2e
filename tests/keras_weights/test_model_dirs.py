"""A model_dir of TF 1.15 becomes a Keras 3 model that predicts what TF 1.15 predicted of it.

The model_dirs are those of tests/goldens/learn/ and learn_kernels/;
tools/oracle/record_full_predictions.py recorded all that is predicted of them.
"""

import pathlib
import shutil
import zipfile

import keras
import numpy as np
import pytest

import golden_json
from contrib_learn_compat.keras.checkpoints import convert_checkpoint
from keras_weights.legacy_models import MODELS

GOLDENS = pathlib.Path(__file__).parents[1] / "goldens"
RECORDED = {
    (row["folder"], row["model"]): row["predictions"]
    for row in golden_json.load(GOLDENS / "keras" / "predictions.json")
}


@pytest.fixture
def unpacked(request, tmp_path):
    folder, name = request.param
    archives = GOLDENS / folder / "model_dirs"
    if folder == "learn":
        shutil.unpack_archive(archives / f"{name}.tar.xz", tmp_path, filter="data")
    else:
        with zipfile.ZipFile(archives / f"{name}.zip") as archive:
            archive.extractall(tmp_path)
    return request.param, tmp_path


def predictions(model, predict, features):
    """Returns arrays by key, in the way of a predictor beside the model."""
    outputs = keras.Model(model.input, predict(model.output))
    return {key: np.asarray(value) for key, value in outputs.predict(features, verbose=0).items()}


def difference(given, rows):
    """Returns the greatest difference from predictions recorded in rows, relative beyond 1."""
    found = 0.0
    for i, row in enumerate(rows):
        if "values" in row:  # a model_fn that predicts one tensor
            row = dict.fromkeys(given, row)
        for key, value in given.items():
            expected = np.array(row[key]["values"], np.float64).reshape(row[key]["shape"])
            assert value[i].size == expected.size, key
            apart = np.abs(value[i].reshape(expected.shape) - expected)
            found = max(found, float((apart / np.maximum(1, np.abs(expected))).max()))
    return found


@pytest.mark.parametrize("unpacked", MODELS, indirect=True, ids=["-".join(name) for name in MODELS])
def test_it_predicts_what_it_predicted(unpacked, record_property):
    which, path = unpacked
    model, predict, features = MODELS[which]()
    matching = convert_checkpoint(path, model, path / "new.weights.h5")
    assert matching.is_whole

    again, predict, features = MODELS[which]()
    if again.compiled:
        again.optimizer.build(again.trainable_variables)
    again.load_weights(path / "new.weights.h5")
    if which in RECORDED:
        apart = difference(predictions(again, predict, features), RECORDED[which])
        record_property("difference", apart)
        assert apart <= 1e-5
    for one, other in zip(model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    if model.compiled:
        assert int(again.optimizer.iterations) == 5
        for one, other in zip(model.optimizer.variables, again.optimizer.variables, strict=True):
            np.testing.assert_array_equal(one.numpy(), other.numpy())


def test_every_model_is_there():
    recorded = {
        (folder, row["model"])
        for folder in ("learn", "learn_kernels")
        for row in golden_json.load(GOLDENS / folder / "model_dirs" / "answers.json")
    }
    assert set(MODELS) == recorded
    # It predicts nothing.
    assert recorded - set(RECORDED) == {("learn", "head_loss_only")}
