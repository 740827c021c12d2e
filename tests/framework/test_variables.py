"""Variables that have to be run to be seen."""

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.mark.parametrize("use_resource", [False, True])
def test_zero_initializer(session, use_resource):
    variable = tf.Variable(tf.ones([2, 3]), use_resource=use_resource)
    zero = framework.zero_initializer(variable).op
    session.run(zero)
    assert session.run(variable).tolist() == [[0.0] * 3] * 2
    with pytest.raises(tf.errors.InvalidArgumentError, match="input is already initialized"):
        session.run(zero)


@pytest.mark.parametrize("use_resource", [False, True])
def test_assignments_restore_partitions(session, use_resource, tmp_path):
    with tf.variable_scope("", use_resource=use_resource):
        whole = tf.get_variable("v", initializer=[1.0, 2.0, 3.0])
    session.run(whole.initializer)
    path = tf.train.Saver().save(session, str(tmp_path / "model"))

    partitioner = tf.fixed_size_partitioner(2)
    with tf.variable_scope("new", use_resource=use_resource, partitioner=partitioner):
        parts = tf.get_variable("v", [3])
    assign, feeds = framework.assign_from_checkpoint(path, {"v": list(parts)})
    session.run(assign, feeds)
    assert session.run(tf.convert_to_tensor(parts)).tolist() == [1.0, 2.0, 3.0]
