"""train_and_evaluate in a cluster of real processes on this machine."""

import json
import os
import socket
import subprocess
import sys

import pytest
import tensorflow as tf

PROGRAM = """
import sys
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
from contrib_learn_compat import namespace
estimator = namespace.module("tf.estimator")

def input_fn():
    data = ({"x": [[1.0], [2.0], [3.0], [4.0]]}, [[2.0], [4.0], [6.0], [8.0]])
    return tf.data.Dataset.from_tensor_slices(data).repeat().batch(4)

def model_fn(features, labels, mode):
    predicted = features["x"] * tf.get_variable("weight", [1])
    loss = tf.losses.mean_squared_error(labels, predicted)
    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(
        loss, global_step=tf.train.get_global_step())
    return estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

config = estimator.RunConfig(save_checkpoints_steps=100, experimental_max_worker_delay_secs=0)
estimator.train_and_evaluate(
    estimator.Estimator(model_fn, sys.argv[1], config),
    estimator.TrainSpec(input_fn, max_steps=600),
    estimator.EvalSpec(input_fn, steps=1, start_delay_secs=0, throttle_secs=1))
"""


def free_addresses(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("localhost", 0))
    addresses = [f"localhost:{s.getsockname()[1]}" for s in sockets]
    for s in sockets:
        s.close()
    return addresses


@pytest.mark.slow
def test_chief_worker_and_evaluator_end_by_themselves(tmp_path):
    chief, worker, ps = free_addresses(3)
    cluster = {"chief": [chief], "worker": [worker], "ps": [ps]}
    processes = {}
    for job in ("ps", "chief", "worker", "evaluator"):
        tf_config = json.dumps({"cluster": cluster, "task": {"type": job, "index": 0}})
        processes[job] = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path)],
            env={**os.environ, "TF_CONFIG": tf_config},
            stderr=subprocess.PIPE,
        )
    try:
        for job in ("chief", "worker", "evaluator"):
            _, errors = processes[job].communicate(timeout=120)
            assert processes[job].returncode == 0, errors.decode()
        assert processes["ps"].poll() is None
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
    assert tf.train.load_variable(str(tmp_path), "global_step") >= 600
    assert abs(tf.train.load_variable(str(tmp_path), "weight")[0] - 2.0) < 1e-3
    assert list((tmp_path / "eval").glob("events*"))
