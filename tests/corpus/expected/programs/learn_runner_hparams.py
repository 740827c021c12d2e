"""learn_runner.run with a RunConfig and HParams, as task.py files have it."""
import argparse
import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn import Experiment, RunConfig
from contrib_learn_compat.tf.contrib.learn import learn_runner
from contrib_learn_compat.tf.contrib.training import HParams


def model_fn(features, labels, mode, params):
    net = features['x']
    for units in params.layers:
        net = tf.layers.dense(net, units, tf.nn.relu)
    scores = tf.layers.dense(net, 1)[:, 0]
    predictions = {'scores': scores}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.mean_squared_error(labels, scores)
    train_op = tf.train.AdamOptimizer(params.learning_rate).minimize(
        loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(
        mode, predictions, loss, train_op,
        eval_metric_ops={'mae': tf.metrics.mean_absolute_error(labels, scores)})


def generate_input_fn(n):
    x = np.linspace(0, 3, n).astype(np.float32).reshape(-1, 1)
    return tf.estimator.inputs.numpy_input_fn(
        {'x': x}, np.sin(x[:, 0]), batch_size=n, num_epochs=None, shuffle=False)


def generate_experiment_fn(run_config, hparams):
    return Experiment(
        tf.estimator.Estimator(model_fn, params=hparams, config=run_config),
        train_input_fn=generate_input_fn(30),
        eval_input_fn=generate_input_fn(10),
        train_steps=hparams.train_steps,
        eval_steps=1)


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--job-dir', default=None)
    parser.add_argument('--learning-rate', type=float, default=0.03)
    parser.add_argument('--train-steps', type=int, default=80)
    args = parser.parse_args()
    metrics, _ = learn_runner.run(
        generate_experiment_fn,
        run_config=RunConfig(model_dir=args.job_dir or tempfile.mkdtemp(), tf_random_seed=3),
        hparams=HParams(
            layers=[8, 8], learning_rate=args.learning_rate, train_steps=args.train_steps))
    print(' '.join('%s=%.4f' % item for item in sorted(metrics.items())))
