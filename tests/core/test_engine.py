"""What the engine does that TF 1.15 does not."""

import time

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.core.run_config import RunConfig

TF_1_15_WAITS_SECS = 120


def sync_replicas_model(features, labels, mode):
    weight = tf.get_variable("weight", initializer=tf.constant(2.0))
    loss = tf.reduce_mean(tf.abs(weight * features["x"] - labels))
    optimizer = tf.train.SyncReplicasOptimizer(
        tf.train.GradientDescentOptimizer(0.25), replicas_to_aggregate=1, total_num_replicas=1
    )
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    hook = optimizer.make_session_run_hook(is_chief=True)
    return EstimatorSpec(mode, loss=loss, train_op=train_op, training_hooks=[hook])


def input_fn():
    return {"x": tf.constant([1.0])}, tf.constant([0.0])


def test_training_ends_although_a_queue_runner_waits_in_an_op(tmp_path):
    estimator = Estimator(sync_replicas_model, str(tmp_path), RunConfig(save_summary_steps=None))
    start = time.time()
    estimator.train(input_fn, steps=4)
    assert time.time() - start < TF_1_15_WAITS_SECS / 2
    assert estimator.get_variable_value("global_step") == 4
    assert estimator.get_variable_value("weight") == 1.0


def test_predictions_leave_the_default_graph_to_the_caller(tmp_path):
    def model_fn(features):
        return EstimatorSpec("infer", predictions={"twice": 2 * features["x"]})

    estimator = Estimator(model_fn, str(tmp_path))
    with tf.Graph().as_default() as graph:
        predictions = estimator.predict(lambda: {"x": tf.constant([1.0, 2.0])})
        assert next(predictions) == {"twice": 2.0}
        assert tf.get_default_graph() is graph
        predictions.close()
