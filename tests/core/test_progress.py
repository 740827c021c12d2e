"""What people see of training and evaluation while they run, in both faces."""

import logging
import re

import pytest
import tensorflow.compat.v1 as tf

import contrib_learn_compat as learn
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.core.run_config import RunConfig


def loss_and_train_op():
    return tf.identity(0.5), tf.train.get_global_step().assign_add(1)


def input_fn():
    return tf.constant([1.0]), tf.constant([0.0])


def core_run(model_dir):
    def model_fn(features, labels, mode):
        loss, train_op = loss_and_train_op()
        return EstimatorSpec(mode, loss=loss, train_op=train_op)

    estimator = Estimator(model_fn, model_dir, RunConfig(tf_random_seed=1))
    estimator.train(input_fn, steps=201)
    estimator.evaluate(input_fn, steps=20)


def learn_run(model_dir):
    def model_fn(features, labels):
        return (labels, *loss_and_train_op())

    estimator = learn.Estimator(model_fn, model_dir)
    estimator.fit(input_fn=input_fn, steps=201)
    estimator.evaluate(input_fn=input_fn, steps=20)


@pytest.mark.parametrize("run", [core_run, learn_run])
def test_loss_speed_and_progress_are_logged(run, tmp_path, caplog):
    with caplog.at_level(logging.INFO, logger="tensorflow"):
        run(str(tmp_path))
    told = [
        # The global step may be read before the step that counts it, or after.
        re.sub(r"\d+\.\d+(?= sec)|(?<=sec: )[\d.]+|(?<=p = )[01]$|(?<== \d0)[01]\b", "…", text)
        for text in (record.getMessage() for record in caplog.records)
    ]
    progress = [text for text in told if re.match(r"loss = |global_step/sec|Evaluation ", text)]
    assert progress == [
        "loss = 0.5, step = …",
        "global_step/sec: …",
        "loss = 0.5, step = 10… (… sec)",
        "global_step/sec: …",
        "loss = 0.5, step = 20… (… sec)",
        *(f"Evaluation [{done}/20]" for done in range(2, 21, 2)),
    ]
    assert "Loss for final step: 0.5." in told
