"""The ready-made models of tf.estimator do as TF 1.15's did, to the seeded weights they begin with.

tools/oracle/record_core_models.py recorded them, from the models in core_models.py there.
"""

import pathlib
import shutil

import pytest
import tensorflow.compat.v1 as tf

import core_models
import golden_json
from contrib_learn_compat import _private, namespace, seeds
from model_dirs import difference

from . import goldens

RECORDED = pathlib.Path(__file__).parents[1] / "goldens" / "core_models"
TOLD = {row["model"]: row["told"] for row in golden_json.load(RECORDED / "answers.json")}
REFUSED = TOLD.pop(None)
WORLD = core_models.World(
    tf, namespace.module("tf.estimator"), namespace.module("tf.contrib.estimator")
)
QUICK = {"baseline_classifier", "combined_classifier", "linear_regressor"}


def each():
    return [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in TOLD]


@pytest.fixture(autouse=True)
def seeds_by_position(monkeypatch):
    """Has random ops seeded as the drop-in does, for one test."""
    monkeypatch.setattr(_private.random_seed, "get_seed", _private.random_seed.get_seed)
    seeds.seed_ops_by_position()


def assert_same(given, expected):
    """Compares answers, floats to 1e-6 of what they are or of 1: kernels round otherwise today."""
    assert list(given) == list(expected)
    for key in expected:
        if key == "export":
            assert given[key] == expected[key]
        else:
            assert difference(given[key], expected[key]) <= 1e-6, key


@pytest.mark.parametrize("name", each())
def test_it_trains_evaluates_predicts_and_exports_the_same(name, tmp_path):
    with goldens.PROGRAMS["disables v2 behavior"]():
        assert_same(core_models.life(WORLD, name, str(tmp_path)), TOLD[name])


@pytest.mark.parametrize("name", each())
def test_a_checkpoint_of_tf_1_15_is_ones_own(name, tmp_path):
    shutil.unpack_archive(RECORDED / f"{name}.tar.xz", tmp_path, filter="data")
    given = core_models.answers(WORLD, name, str(tmp_path))
    assert_same(given, {key: TOLD[name][key] for key in given})


@pytest.mark.parametrize("program", goldens.PROGRAMS)
def test_it_refuses_the_same(program):
    with goldens.PROGRAMS[program]():
        given = golden_json.as_json(core_models.refused(WORLD))
    assert list(given) == list(REFUSED)
    for name in REFUSED:
        assert given[name] == REFUSED[name], name


def test_every_model_is_recorded():
    assert list(TOLD) == list(core_models.MODELS)
