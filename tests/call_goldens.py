"""Holds calls of metrics and losses against what TF 1.15 recorded of them."""

import inspect
import pathlib
import re

import numpy as np
import tensorflow.compat.v1 as tf

import call_runner
import golden_json

_GOLDENS = pathlib.Path(__file__).parent / "goldens"


def load(namespace, families):
    """Returns the recorded answers by the ids of the cases."""
    return {
        row["id"]: row["answer"]
        for family in families
        for row in golden_json.load(_GOLDENS / namespace / f"{family}.json")
    }


def find(namespace):
    """Returns a function from a name such as ``metric_learning.npairs_loss`` to what it names."""

    def get(path):
        found = namespace
        for part in path.split("."):
            found = getattr(found, part)
        return found

    return get


def check(case, expected, functions, as_1_15):
    """Asserts that a case gives what it gave.

    Args:
      case: the case.
      expected: the recorded answer.
      functions: what finds a function by its name.
      as_1_15: True to run it as an old program does, with reference variables and without control
        flow v2, and to hold all names against TF 1.15's; False to run it as TensorFlow 2 does by
        default, where ops that read variables and branches have names of their own.
    """
    was_enabled = tf.control_flow_v2_enabled()
    (tf.disable_control_flow_v2 if as_1_15 else tf.enable_control_flow_v2)()
    try:
        use_resource = case.resource or not as_1_15
        answer = golden_json.as_json(call_runner.answer(case, tf, functions, use_resource))
    finally:
        (tf.enable_control_flow_v2 if was_enabled else tf.disable_control_flow_v2)()

    if "error" in expected or "error" in answer:
        _check_error(answer.get("error"), expected.get("error"))
        return
    assert [row[:2] for row in answer["variables"]] == [row[:2] for row in expected["variables"]]
    with_names = as_1_15 and "names" not in case.apart
    assert _result(answer, with_names) == _result(expected, with_names)
    if as_1_15:
        assert answer["collections"] == expected["collections"]
    else:
        assert _sizes(answer["collections"]) == _sizes(expected["collections"])
    steps, recorded = answer["steps"], expected["steps"]
    if "state" not in case.apart:
        steps, recorded = [*steps, answer["state"]], [*recorded, expected["state"]]
    assert len(steps) == len(recorded)
    for number, (step, expected_step) in enumerate(zip(steps, recorded, strict=True)):
        _check_step(step, expected_step, f"step {number}", case.apart.get("bits"))


def _check_step(step, recorded, where, may_be_close):
    assert step.keys() == recorded.keys(), where
    for path, value in recorded.items():
        if path == "error":
            _check_error(step[path], value)
        # The core adds up the gradients of a tensor in another order now.
        elif may_be_close or path.startswith("gradient"):
            assert _type(step[path]) == _type(value), (where, path)
            numbers, wanted = (np.array(array["values"], float) for array in (step[path], value))
            np.testing.assert_allclose(numbers, wanted, 1e-6, 1e-6, err_msg=f"{where}: {path}")
        else:
            assert step[path] == value, (where, path)


def signature(function):
    """Returns the names, order and defaults of a function's parameters, as text."""
    found = inspect.signature(function)
    bare = [p.replace(annotation=p.empty) for p in found.parameters.values()]
    return str(inspect.Signature(bare))


def signatures(prefix):
    """Returns the signatures of TF 1.15's functions under `prefix`, by their names below it."""
    lines = (_GOLDENS / "api" / "contrib.tsv").read_text().splitlines()
    return {
        name.removeprefix(prefix): signature
        for name, kind, signature, *_ in (line.split("\t") for line in lines)
        if name.startswith(prefix) and kind == "function"
    }


# What the core says in other words today, by what it said.
_REWORDED = re.compile(
    r"Can not squeeze dim|.* must have rank in|.* must be of type|Cannot convert a partially known"
    r"|Expected `SparseTensor`|'float' object has no attribute|as_list\(\) is not defined"
    r"|inputs must be a list|Shape mismatch"
)


def _check_error(error, expected):
    """Asserts that an error has the type and text of TF 1.15's; the core may go on to say more."""
    assert error and expected, (error, expected)
    assert error[0] == expected[0]
    if not _REWORDED.match(expected[1]):
        text = re.sub(r"'{{node (\S+)}} = (\w+)(\[.*?\])?\(.*?\)'", r"'\1' (op: '\2')", error[1])
        assert text.startswith(expected[1])


def _type(array):
    return array["dtype"], array["shape"]


def _result(answer, with_names):
    result = answer["result"]
    return result if with_names else {path: part[1:] for path, part in result.items()}


def _sizes(collections):
    return {key: len(items) for key, items in collections.items()}
