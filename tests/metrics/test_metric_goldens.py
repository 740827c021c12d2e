"""Metrics answer as TF 1.15 did; tests/goldens/metrics/ holds its answers.

They are recorded by tools/oracle/record_metrics.py, from the cases in tools/oracle/metric_cases.py.
"""

import re

import call_goldens
import pytest

import metric_cases
from contrib_learn_compat import metrics

CASES = {case.id: case for cases in metric_cases.families().values() for case in cases}
# Where other variables and other control flow may make a difference.
OTHER_VARIABLES = [
    case_id
    for case_id in CASES
    if not re.search("/(wrong|unknown|named|scalar weight|zero weights)", case_id)
]
SIGNATURES = call_goldens.signatures("tf.contrib.metrics.")


@pytest.fixture(scope="module")
def goldens():
    return call_goldens.load("metrics", metric_cases.families())


@pytest.mark.parametrize("case_id", CASES)
def test_answers_as_recorded(case_id, goldens):
    functions = call_goldens.find(metrics)
    call_goldens.check(CASES[case_id], goldens[case_id], functions, as_1_15=True)


@pytest.mark.parametrize("case_id", OTHER_VARIABLES)
def test_answers_as_recorded_in_tensorflow_2(case_id, goldens):
    functions = call_goldens.find(metrics)
    call_goldens.check(CASES[case_id], goldens[case_id], functions, as_1_15=False)


def test_every_function_has_three_cases():
    asked = [case.function for case in CASES.values()]
    aggregations = {"aggregate_metrics", "aggregate_metric_map"}  # which take no tensors
    assert {name for name in SIGNATURES if asked.count(name) < 3} == aggregations


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name):
    assert call_goldens.signature(getattr(metrics, name)) == SIGNATURES[name]
