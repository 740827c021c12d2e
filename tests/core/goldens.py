"""Holds scenarios' answers against those that TF 1.15 gave, in both kinds of programs."""

import contextlib
import pathlib

import tensorflow.compat.v1 as tf

import golden_json

ROOT = pathlib.Path(__file__).parents[1] / "goldens"

# What `disable_v2_behavior()` turns off, but for eager execution: all graphs here are explicit.
_TOGGLES = ("resource_variables", "control_flow_v2", "v2_tensorshape", "tensor_equality")


@contextlib.contextmanager
def _as_tf2():
    assert tf.executing_eagerly()
    assert tf.resource_variables_enabled()
    yield


@contextlib.contextmanager
def _as_tf1():
    for toggle in _TOGGLES:
        getattr(tf, f"disable_{toggle}")()
    try:
        yield
    finally:
        for toggle in _TOGGLES:
            getattr(tf, f"enable_{toggle}")()


PROGRAMS = {"imports TensorFlow 2": _as_tf2, "disables v2 behavior": _as_tf1}


def recorded(area):
    """Returns the names of the scenarios with goldens."""
    return sorted(path.stem for path in (ROOT / area).glob("*.json"))


def check(area, name, scenarios, world, program):
    """Runs a scenario in one of the `PROGRAMS`; all of its answers must be TF 1.15's."""
    expected = {
        row["asked"]: row["answer"] for row in golden_json.load(ROOT / area / f"{name}.json")
    }
    with PROGRAMS[program]():
        given = golden_json.as_json(scenarios[name](world))
    assert list(given) == list(expected)
    for asked in given:
        assert given[asked] == expected[asked], asked
