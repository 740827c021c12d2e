"""Losses answer as TF 1.15 did; tests/goldens/losses/ holds its answers.

They are recorded by tools/oracle/record_losses.py, from the cases in tools/oracle/loss_cases.py.
"""

import call_goldens
import pytest

import loss_cases
from contrib_learn_compat import losses

CASES = {case.id: case for cases in loss_cases.families().values() for case in cases}
OTHER_CONTROL_FLOW = [name for name in CASES if name.endswith(("/plain", "/nmi True"))]
SIGNATURES = call_goldens.signatures("tf.contrib.losses.")
FUNCTIONS = call_goldens.find(losses)


@pytest.fixture(scope="module")
def goldens():
    return call_goldens.load("losses", loss_cases.families())


@pytest.mark.parametrize("case_id", CASES)
def test_answers_as_recorded(case_id, goldens):
    call_goldens.check(CASES[case_id], goldens[case_id], FUNCTIONS, as_1_15=True)


@pytest.mark.parametrize(
    "case_id", [name for name in CASES if name.endswith(("/plain", "/nmi True"))]
)
def test_answers_as_recorded_in_tensorflow_2(case_id, goldens):
    call_goldens.check(CASES[case_id], goldens[case_id], FUNCTIONS, as_1_15=False)


def test_every_function_has_cases():
    assert {case.function for case in CASES.values()} == set(SIGNATURES)


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name):
    assert call_goldens.signature(FUNCTIONS(name)) == SIGNATURES[name]
