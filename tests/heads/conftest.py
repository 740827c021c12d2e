"""The ways in which programs run TensorFlow, as fixtures."""

import inspect

import pytest
import tensorflow as tf
from tensorflow.python.framework import random_seed

from contrib_learn_compat import seeds

# What `disable_v2_behavior()` turns off, but for eager execution: all graphs here are explicit.
_TOGGLES = ("resource_variables", "control_flow_v2", "v2_tensorshape", "tensor_equality")


@pytest.fixture
def tf1_behavior():
    """As under the drop-in `tf`: ref variables, shapes of Dimensions, the seeds of TF 1.15."""
    seeds.seed_ops_by_position()
    for toggle in _TOGGLES:
        getattr(tf.compat.v1, f"disable_{toggle}")()
    yield
    for toggle in _TOGGLES:
        getattr(tf.compat.v1, f"enable_{toggle}")()
    random_seed.get_seed = inspect.unwrap(random_seed.get_seed)


@pytest.fixture
def tf2_behavior():
    """As in a program that only imports TensorFlow 2: resource variables, eager mode outside."""
    assert tf.executing_eagerly()
    assert tf.compat.v1.resource_variables_enabled()
