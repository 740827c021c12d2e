"""SDCA, SVM, k-means and LogisticRegressor answer as TF 1.15's did.

tests/goldens/learn_kernels/ holds its answers, recorded by tools/oracle/record_learn_kernels.py
from the programs in learn_scenarios_kernels.py there.
"""

import pytest
import tensorflow.compat.v1 as tf
from core import goldens

import learn_scenarios_kernels
from contrib_learn_compat import namespace

WORLD = learn_scenarios_kernels.World(
    tf,
    namespace.module("tf.estimator"),
    namespace.module("tf.contrib"),
    lambda name: namespace.module(f"tf.contrib.{name}"),
)
QUICK = {"kmeans_graph", "sdca_refusals", "sdca_solver", "svm_exports"}


def scenario(name):
    return name if name in QUICK else pytest.param(name, marks=pytest.mark.slow)


@pytest.mark.parametrize("program", goldens.PROGRAMS)
@pytest.mark.parametrize("name", [scenario(name) for name in goldens.recorded("learn_kernels")])
def test_answers_are_those_of_tf_1_15(name, program):
    goldens.check("learn_kernels", name, learn_scenarios_kernels.SCENARIOS, WORLD, program)


def test_every_scenario_is_recorded():
    assert set(goldens.recorded("learn_kernels")) == set(learn_scenarios_kernels.SCENARIOS)
