"""A NaN loss, in both faces."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

import contrib_learn_compat as learn
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import EstimatorSpec


def diverging_model(features, labels, mode):
    """Its loss is NaN from the third step on."""
    step = tf.train.get_global_step()
    loss = tf.where_v2(step < 2, 0.0, np.nan, name="my_loss") + 0.0 * tf.reduce_sum(features)
    loss = tf.identity(loss, name="total_loss")
    return loss, step.assign_add(1)


def input_fn():
    return tf.constant([1.0]), tf.constant([0.0])


def core_train(model_dir):
    def model_fn(features, labels, mode):
        loss, train_op = diverging_model(features, labels, mode)
        return EstimatorSpec(mode, loss=loss, train_op=train_op)

    Estimator(model_fn, model_dir).train(input_fn, steps=9)


def learn_train(model_dir):
    def model_fn(features, labels, mode):
        loss, train_op = diverging_model(features, labels, mode)
        return None, loss, train_op

    learn.Estimator(model_fn, model_dir).fit(input_fn=input_fn, steps=9)


@pytest.mark.parametrize("train", [core_train, learn_train])
def test_the_error_names_tensor_and_step(train, tmp_path):
    with pytest.raises(tf.train.NanLossDuringTrainingError) as raised:
        train(str(tmp_path))
    assert "'total_loss:0' is NaN at global step 3" in str(raised.value)
    assert (raised.value.tensor_name, raised.value.global_step) == ("total_loss:0", 3)
