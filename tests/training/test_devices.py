"""Which parameter server a variable goes to."""

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import training


@pytest.mark.parametrize("use_resource", [False, True])
def test_loads_are_balanced_by_size(use_resource):
    strategy = training.GreedyLoadBalancingStrategy(2, training.byte_size_load_fn)
    cluster = tf.train.ClusterSpec({"ps": ["a:1", "b:1"], "worker": ["c:1"]})
    setter = tf.train.replica_device_setter(cluster=cluster, ps_strategy=strategy)
    with tf.Graph().as_default(), tf.device(setter):
        with tf.variable_scope("", use_resource=use_resource):
            sizes = {"large": [100], "small": [10], "smaller": [5], "more": [80]}
            variables = {name: tf.get_variable(name, shape) for name, shape in sizes.items()}
    tasks = {name: v.device[-1] for name, v in variables.items()}
    assert tasks == {"large": "0", "small": "1", "smaller": "1", "more": "1"}


def test_what_has_no_size():
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="must have a single output"):
            training.byte_size_load_fn(tf.unique([1, 2]).y.op)
        with pytest.raises(ValueError, match="not fully defined"):
            training.byte_size_load_fn(tf.placeholder(tf.float32, [None]).op)
