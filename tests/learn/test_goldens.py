"""tf.contrib.learn answers as TF 1.15's did; tests/goldens/learn/ holds its answers.

They are recorded by tools/oracle/record_learn.py, from the programs in learn_scenarios*.py there.
"""

import pytest
import tensorflow.compat.v1 as tf
from core import goldens

import learn_scenarios
import learn_scenarios_clusters  # noqa: F401  adds its scenarios
import learn_scenarios_graphs  # noqa: F401  adds its scenarios
import learn_scenarios_rnn  # noqa: F401  adds its scenarios
from contrib_learn_compat import namespace

WORLD = learn_scenarios.World(
    tf,
    namespace.module("tf.contrib.learn"),
    lambda name: namespace.module(f"tf.contrib.learn.python.learn.{name}"),
    namespace.module("tf.contrib.layers"),
    namespace.module("tf.contrib.rnn"),
    namespace.module("tf.estimator"),
)
SLOW = {"arrays_in", "canned", "dynamic_rnns", "experiments", "exports", "state_saving_rnns"}


def scenario(name):
    return pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name


@pytest.mark.parametrize("program", goldens.PROGRAMS)
@pytest.mark.parametrize("name", map(scenario, goldens.recorded("learn")))
def test_answers_are_those_of_tf_1_15(name, program):
    goldens.check("learn", name, learn_scenarios.SCENARIOS, WORLD, program)


def test_every_scenario_is_recorded():
    assert set(goldens.recorded("learn")) == set(learn_scenarios.SCENARIOS)
