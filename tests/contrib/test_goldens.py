"""tf.contrib.{rnn,training,lookup,data} answer as TF 1.15 did: tests/goldens/contrib/.

Its answers are recorded by tools/oracle/record_contrib.py, from the cases in
tools/oracle/contrib_cases_*.py.
"""

import pathlib
import re

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import contrib_cases
import golden_json
import layer_runner
from contrib_learn_compat import framework, layers, namespace

GOLDENS = pathlib.Path(__file__).parents[1] / "goldens" / "contrib"
CASES = {
    (family, case.id): case for family, cases in contrib_cases.families().items() for case in cases
}

pytestmark = pytest.mark.usefixtures("control_flow_of_graphs")


@pytest.fixture(scope="module")
def goldens():
    return {
        (family, row["id"]): row["answer"]
        for family in contrib_cases.NAMES
        for row in golden_json.load(GOLDENS / f"{family}.json")
    }


# The cells that programs use most; the others' graphs are many, and some large.
_OFTEN_USED = re.compile(
    "(Basic|GRUCell|LSTMCell|MultiRNN|LayerNorm|Dropout|OutputProj|static|error)"
)


def _cases(*endings):
    for family, case_id in CASES:
        if case_id.endswith(endings):
            slow = family == "rnn" and not _OFTEN_USED.match(case_id)
            yield pytest.param(family, case_id, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("family, case_id", _cases(""))
def test_answers_as_recorded(family, case_id, goldens):
    _check(CASES[family, case_id], goldens[family, case_id], use_resource=False)


@pytest.mark.parametrize("family, case_id", _cases("/0", "/plain", "/dynamic"))
def test_answers_as_recorded_with_resource_variables(family, case_id, goldens):
    _check(CASES[family, case_id], goldens[family, case_id], use_resource=True)


def _check(case, expected, use_resource):
    kit = layer_runner.Kit(
        tf, layers, framework, lambda name: namespace.module(f"tf.contrib.{name}")
    )
    answer = golden_json.as_json(layer_runner.answer(case, kit, use_resource))
    if "error" in expected or "error" in answer:
        (told, message), (recorded, recorded_message) = answer["error"], expected["error"]
        assert told == recorded
        assert recorded_message in message  # Keras tells of the layer around it
        return
    assert answer["variables"] == expected["variables"]
    assert _without_contexts(answer["collections"]) == _without_contexts(expected["collections"])
    if case.ops:  # are not interface, nor are the names of the results
        _assert_alike(answer["result"], expected["result"])
    else:
        assert answer["result"] == expected["result"]
    _assert_close(answer.get("values"), expected.get("values"), case.close, "values")


def _without_contexts(collections):
    """Leaves out the core's own, of its conditionals and loops."""
    return {key: items for key, items in collections.items() if not key.endswith("_context")}


def _assert_alike(result, expected):
    """Compares types and shapes, of which today more may be known, and plain values."""
    assert result.keys() == expected.keys()
    for path, told in expected.items():
        if isinstance(told, list) and len(told) == 3:
            assert result[path][1] == told[1], path
            assert tf.TensorShape(result[path][2]).is_compatible_with(told[2]), path
        else:
            assert result[path] == told, path


def _assert_close(got, expected, close, path):
    if isinstance(expected, dict) and set(expected) == {"dtype", "shape", "values"}:
        assert (got["dtype"], got["shape"]) == (expected["dtype"], expected["shape"]), path
        if close and expected["dtype"].startswith("float"):
            # A sum is as far off as its greatest terms.
            scale = max([1.0, *map(abs, expected["values"])])
            np.testing.assert_allclose(
                got["values"], expected["values"], rtol=1e-6, atol=2e-6 * scale, err_msg=path
            )
        else:
            assert got["values"] == expected["values"], path
    elif isinstance(expected, (dict, list)):
        assert type(got) is type(expected) and len(got) == len(expected), path
        for key in expected if isinstance(expected, dict) else range(len(expected)):
            _assert_close(got[key], expected[key], close, f"{path}/{key}")
    else:
        assert got == expected, path
