"""Argument scopes beyond what the recorded cases show."""

import inspect

import pytest

from contrib_learn_compat import layers
from contrib_learn_compat.framework import (
    add_arg_scope,
    arg_scope,
    arg_scoped_arguments,
    current_arg_scope,
)


@add_arg_scope
def f(a, b=1, *, c=2):
    """Adds up."""
    return a + b + c


def test_an_error_leaves_the_scope():
    before = current_arg_scope()
    with pytest.raises(KeyError), arg_scope([f], b=10):
        assert f(0) == 12
        raise KeyError
    assert current_arg_scope() is before
    assert f(0) == 3


def test_a_decorated_function_looks_as_before():
    assert f.__doc__ == "Adds up."
    assert list(inspect.signature(f).parameters) == ["a", "b", "c"]


def test_an_unknown_argument_fails_where_the_function_is_called():
    with arg_scope([f], d=1), pytest.raises(TypeError, match="'d'"):
        f(0)


def test_arguments_of_a_layer():
    # TF 1.15 told none of a function that has local variables.
    names = arg_scoped_arguments(layers.fully_connected)
    assert names[:2] == ("activation_fn", "normalizer_fn")
    assert "inputs" not in names


def test_arguments_need_the_decorator():
    with pytest.raises(AssertionError, match="not decorated with @add_arg_scope"):
        arg_scoped_arguments(max)
