"""Layers and columns answer as TF 1.15 did; tests/goldens/layers/ holds its answers.

They are recorded by tools/oracle/record_layers.py, from the cases in tools/oracle/layer_cases_*.py.
"""

import pathlib

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import golden_json
import layer_cases
import layer_runner
from contrib_learn_compat import framework, layers, namespace

FOLDER = pathlib.Path(__file__).parents[1] / "goldens" / "layers"
CASES = {
    (family, case.id): case for family, cases in layer_cases.families().items() for case in cases
}
GOLDENS = {
    (family, row["id"]): row["answer"]
    for family in layer_cases.NAMES
    for row in golden_json.load(FOLDER / f"{family}.json")
}
WITH_VARIABLES = [name for name, answer in GOLDENS.items() if answer.get("variables")]

pytestmark = pytest.mark.usefixtures("control_flow_of_graphs")


@pytest.mark.parametrize("name", CASES, ids="-".join)
def test_answers_as_recorded(name):
    case, expected = CASES[name], GOLDENS[name]
    answer = answer_to(case)
    assert answer.get("error") == expected.get("error")
    if "error" not in expected:
        check(case, answer, expected)
        assert case.ops or answer["ops"] == expected["ops"]


@pytest.mark.parametrize("name", WITH_VARIABLES, ids="-".join)
def test_resource_variables_answer_as_recorded(name):
    """Only ops are not compared: reading a resource variable has some of other names."""
    answer = answer_to(CASES[name], use_resource=True)
    assert "error" not in answer
    check(CASES[name], answer, GOLDENS[name])


def answer_to(case, **kwargs):
    kit = layer_runner.Kit(
        tf, layers, framework, lambda name: namespace.module(f"tf.contrib.{name}")
    )
    return golden_json.as_json(layer_runner.answer(case, kit, **kwargs))


def check(case, answer, expected):
    for part in ("variables", "collections", "result"):
        assert answer[part] == expected[part], part
    assert _without_arrays(answer.get("values")) == _without_arrays(expected.get("values"))
    for path, array, recorded in _arrays(answer.get("values"), expected.get("values")):
        if case.close:
            np.testing.assert_allclose(
                array["values"], recorded["values"], rtol=1e-6, atol=1e-7, err_msg=path
            )
        else:
            assert array["values"] == recorded["values"], path


def _is_array(value):
    return isinstance(value, dict) and set(value) == {"dtype", "shape", "values"}


def _without_arrays(value):
    if _is_array(value):
        return [value["dtype"], value["shape"]]
    if isinstance(value, dict):
        return {key: _without_arrays(part) for key, part in value.items()}
    return [_without_arrays(part) for part in value] if isinstance(value, list) else value


def _arrays(value, other, path=""):
    if _is_array(value):
        yield path, value, other
    elif isinstance(value, dict):
        for key in value:
            yield from _arrays(value[key], other[key], f"{path}/{key}")
    elif isinstance(value, list):
        for number, pair in enumerate(zip(value, other, strict=True)):
            yield from _arrays(*pair, f"{path}/{number}")
