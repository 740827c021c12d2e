"""tf.estimator answers as TF 1.15's did; tests/goldens/core/ holds its answers.

They are recorded by tools/oracle/record_core.py, from the programs in core_scenarios*.py there.
"""

import pytest
import tensorflow.compat.v1 as tf

import core_scenarios
import core_scenarios_more  # noqa: F401  adds its scenarios
from contrib_learn_compat import namespace
from contrib_learn_compat.core import export_outputs

from . import goldens

WORLD = core_scenarios.World(tf, namespace.module("tf.estimator"), export_outputs)


@pytest.mark.parametrize("program", goldens.PROGRAMS)
@pytest.mark.parametrize("name", goldens.recorded("core"))
def test_answers_are_those_of_tf_1_15(name, program):
    goldens.check("core", name, core_scenarios.SCENARIOS, WORLD, program)


def test_every_scenario_is_recorded():
    assert set(goldens.recorded("core")) == set(core_scenarios.SCENARIOS)
