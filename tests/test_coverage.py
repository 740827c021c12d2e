"""As much of each namespace is served as is promised."""

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "coverage.py"


@pytest.fixture(scope="module")
def coverage():
    spec = importlib.util.spec_from_file_location("coverage_of_names", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_96_names_of_layers_are_served(coverage):
    assert coverage.coverage("tf.contrib.layers").served == 96


@pytest.mark.parametrize("name, names", [("framework", 70), ("metrics", 57), ("losses", 14)])
def test_nearly_all_names_are_served(coverage, name, names):
    found = coverage.coverage(f"tf.contrib.{name}")
    assert found.total == names
    assert found.served >= 0.95 * names


@pytest.mark.parametrize("name", ["layers", "training", "lookup", "rnn", "data", "slim"])
def test_what_is_said_to_be_served_is_there(coverage, name):
    assert coverage.coverage(f"tf.contrib.{name}").broken == []


def test_a_name_that_is_not_there_is_noticed(coverage, monkeypatch):
    monkeypatch.setattr(coverage, "resolves", lambda name: not name.endswith(".conv2d"))
    found = coverage.coverage("tf.contrib.layers")
    assert found.broken == ["tf.contrib.layers.conv2d"]
    assert found.served == 95


def test_the_names_of_a_namespace_are_its_own(coverage):
    assert "tf.contrib.layers.summaries" in coverage.namespaces()
    assert coverage.coverage("tf.contrib.layers.summaries").total == 5
    assert not coverage.resolves("tf.contrib.layers.no_such_layer")
