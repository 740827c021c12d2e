"""Crosses fall into TF 1.15's buckets, which tools/oracle/record_crosses.py recorded."""

import pathlib

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import cross_cases
from contrib_learn_compat.layers.feature_cross import sparse_feature_cross

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens" / "layers" / "crosses.npz"


@pytest.mark.slow
def test_ten_thousand_random_crosses():
    crossed = cross_cases.run(tf, sparse_feature_cross)
    with np.load(GOLDEN) as recorded:
        assert set(crossed) == set(recorded)
        for name, buckets in crossed.items():
            np.testing.assert_array_equal(buckets, recorded[name], err_msg=name)


def crosses(*columns, **kwargs):
    with tf.Graph().as_default(), tf.Session() as session:
        columns = [tf.constant(c) if isinstance(c, list) else c() for c in columns]
        return session.run(sparse_feature_cross(columns, **kwargs))


def test_strings():
    crossed = crosses([["a", "b"]], [[1, 2]])
    assert crossed.values.tolist() == [b"a_X_1", b"a_X_2", b"b_X_1", b"b_X_2"]


def test_no_rows():
    empty = np.zeros([0, 2], np.int64)
    crossed = crosses(
        lambda: tf.constant(empty), lambda: tf.constant(empty), hashed_output=True, num_buckets=5
    )
    assert crossed.values.shape == (0,)
    assert crossed.dense_shape.tolist() == [0, 0]


@pytest.mark.parametrize("hash_key", [None, 7])
def test_rows_differ(hash_key):
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected batch size"):
        crosses([["a"], ["b"]], [["c"]], hashed_output=True, num_buckets=5, hash_key=hash_key)


def test_unknown_shapes():
    def column(values):
        return lambda: tf.placeholder_with_default(tf.constant(values), None)

    known = crosses([["a", "b"]], [["c", "d"]], hashed_output=True, num_buckets=1000)
    unknown = crosses(
        column([["a", "b"]]), column([["c", "d"]]), hashed_output=True, num_buckets=1000
    )
    assert known.values.tolist() == unknown.values.tolist()


def test_inputs_are_checked():
    with pytest.raises(TypeError, match="Inputs must be a list"):
        sparse_feature_cross((1, 2))
    with pytest.raises(TypeError, match="All inputs must be SparseTensors"):
        sparse_feature_cross([1, 2])
