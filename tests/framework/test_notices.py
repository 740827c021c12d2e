"""What is told of functions and tensors."""

import logging

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.notices import experimental
from contrib_learn_compat.framework.printing import print_op


def test_experimental(caplog):
    @experimental
    def f():
        """Returns 1.

        Always.
        """
        return 1

    with caplog.at_level(logging.WARNING, logger="tensorflow"):
        assert f() == 1
    assert f"f (from {__name__}) is experimental and may change or be removed" in caplog.text
    assert f.__doc__.startswith("Returns 1. (experimental)\n")
    assert "Always." in f.__doc__


@pytest.mark.parametrize(
    "make, told",
    [
        (lambda: tf.constant([True, False], name="x"), "[Name: x:0][Type: Tensor (bool)]"),
        (lambda: tf.sparse.from_dense([[0, 5]]), "[Type: SparseTensor (int32)][Shape:]"),
        (lambda: tf.Variable([1.0], use_resource=True), "[Type: Variable (float32)]"),
    ],
)
def test_print_op(make, told, capfd):
    with tf.Graph().as_default(), tf.Session() as session:
        printed = print_op(make(), message="told: ")
        session.run(tf.global_variables_initializer())
        session.run(printed)
    assert f"told: {told}" in capfd.readouterr().err


def test_print_op_of_something_else():
    with pytest.raises(ValueError, match="input_ must be of type"):
        print_op(None)
    with pytest.raises(ValueError, match="t must be a Tensor, SparseTensor, TensorArray or"):
        print_op("text")
