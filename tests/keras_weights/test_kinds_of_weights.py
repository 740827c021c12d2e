"""Weights and slots of every kind: a Keras 3 model predicts as TF 1.15, and trains on as it did.

tools/oracle/record_weights.py recorded the checkpoints, and what TF 1.15 made of them.
"""

import pathlib
import shutil

import numpy as np
import pytest

import golden_json
import weight_cases
from contrib_learn_compat.keras.checkpoints import convert_checkpoint
from keras_weights.kinds_of_weights import MODELS

GOLDENS = pathlib.Path(__file__).parents[1] / "goldens" / "keras"
RECORDED = {row["model"]: row for row in golden_json.load(GOLDENS / "weights.json")}


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    shutil.unpack_archive(GOLDENS / "weights.tar.xz", folder, filter="data")
    return folder


def recorded(name, what):
    found = RECORDED[name][what]
    return np.array(found["values"], np.float32).reshape(found["shape"])


@pytest.mark.parametrize("name", MODELS)
def test_it_goes_on(name, checkpoints):
    model, x = MODELS[name]()
    matching = convert_checkpoint(checkpoints / name, model)
    assert matching.is_whole
    before = np.asarray(model(x))
    expected = recorded(name, "before")
    if name == "centered_poisson":
        before = np.exp(before)
    np.testing.assert_allclose(before.reshape(expected.shape), expected, rtol=1e-5, atol=1e-5)

    if model.compiled:
        assert int(model.optimizer.iterations) == weight_cases.STEPS_BEFORE
        losses = []
        for _ in recorded(name, "losses"):
            model.reset_metrics()
            losses.append(model.train_on_batch(x, weight_cases.Y))
        np.testing.assert_allclose(losses, recorded(name, "losses"), rtol=1e-5, atol=1e-5)
        after = np.asarray(model(x))
        np.testing.assert_allclose(after, recorded(name, "after"), rtol=1e-4, atol=1e-5)


def test_every_case_is_there():
    assert list(MODELS) == list(RECORDED) == list(weight_cases.CASES)
