"""TensorFlow's private modules have the functions that moved out of them."""

import importlib

import pytest

from contrib_learn_compat import moved_names

EXAMPLES = {
    "framework.ops": "Tensor",
    "framework.graph_util_impl": "convert_variables_to_constants",
    "ops.control_flow_ops": "while_loop",
    "ops.variables": "VariableV1",
}


@pytest.fixture
def moved(monkeypatch):
    """Gives the names back for one test."""
    for path, names in moved_names.MOVED.items():
        module = importlib.import_module(f"tensorflow.python.{path}")
        for name in (entry.partition("=")[0] for entry in names.split()):
            if not hasattr(module, name):
                monkeypatch.setattr(module, name, None, raising=False)
                delattr(module, name)
    moved_names.give_back()


@pytest.mark.parametrize("path", moved_names.MOVED)
def test_every_name_is_given_back(moved, path):
    module = importlib.import_module(f"tensorflow.python.{path}")
    for entry in moved_names.MOVED[path].split():
        assert callable(getattr(module, entry.partition("=")[0]))


@pytest.mark.parametrize("path, name", EXAMPLES.items())
def test_programs_find_what_left_a_private_module(moved, path, name):
    found = getattr(importlib.import_module(f"tensorflow.python.{path}"), name)
    assert found.__name__ in (name, f"{name}_v1", name.removesuffix("V1"))
