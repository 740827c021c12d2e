"""Classifies irises on a TF_CONFIG cluster: what the processes of test_cluster.py run.

python cluster_program.py {core,learn} {async,sync} MODEL_DIR MAX_STEPS [--schedule=NAME]

Trainers meet in MODEL_DIR before their first step, and are slow while there is MODEL_DIR/slow. Each
writes into MODEL_DIR/steps-JOB-TASK what variables a session has where, and the steps that it sees.
"""

import argparse
import json
import os
import pathlib
import time

import numpy as np

import contrib_learn_compat as learn
from contrib_learn_compat import tf

parser = argparse.ArgumentParser()
parser.add_argument("face", choices=["core", "learn"])
parser.add_argument("optimizer", choices=["async", "sync"])
parser.add_argument("model_dir", type=pathlib.Path)
parser.add_argument("max_steps", type=int)
parser.add_argument("--schedule")
args = parser.parse_args()

TF_CONFIG = json.loads(os.environ.get("TF_CONFIG", "{}"))
JOBS = TF_CONFIG.get("cluster", {})
TRAINERS = [f"{job}-{i}" for job in JOBS if job != "ps" for i in range(len(JOBS[job]))]
TASK = TF_CONFIG.get("task", {"type": "worker", "index": 0})
MEANS, DEVIATIONS = [5.8, 3.0, 3.8, 1.2], [0.8, 0.4, 1.8, 0.8]
COLUMNS = [
    tf.contrib.layers.real_valued_column(
        "measures",
        dimension=4,
        # On another scale, the stale gradients of asynchronous trainers make the accuracy jump.
        normalizer=lambda measures: (measures - MEANS) / DEVIATIONS,
    )
]
SECS_TO_WAIT = 240


def wait_until(condition):
    deadline = time.monotonic() + SECS_TO_WAIT
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


class Meet(tf.train.SessionRunHook):
    """Waits for all trainers, slows training down, and writes down what steps it has seen."""

    def begin(self):
        self._log = open(args.model_dir / f"steps-{TASK['type']}-{TASK['index']}", "a", buffering=1)

    def after_create_session(self, session, coord):
        devices = {v.op.name: v.device for v in tf.global_variables()}
        print(json.dumps(devices), file=self._log)
        (args.model_dir / f"joined-{TASK['type']}-{TASK['index']}").touch()
        joined = [args.model_dir / f"joined-{name}" for name in TRAINERS]
        wait_until(lambda: all(path.exists() for path in joined))

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(tf.train.get_global_step())

    def after_run(self, run_context, run_values):
        print(run_values.results, file=self._log)
        # Stopped, one that has not seen a loss yet, or waits for another's step, would never do so.
        time.sleep(1 if (args.model_dir / "slow").exists() else 0.005)


def model_fn(features, labels, mode, config):
    head = learn.multi_class_head(3)
    parts = tf.fixed_size_partitioner(max(config.num_ps_replicas, 1))
    with tf.variable_scope("hidden", partitioner=parts):
        hidden = tf.contrib.layers.input_from_feature_columns(features, COLUMNS)
        hidden = tf.contrib.layers.fully_connected(hidden, 16)
    logits = tf.contrib.layers.linear(hidden, head.logits_dimension)
    ops = head.create_model_fn_ops(
        features, mode, labels=labels, train_op_fn=learn.no_op_train_fn, logits=logits
    )
    if mode == learn.ModeKeys.TRAIN:
        optimizer, hooks = tf.train.AdagradOptimizer(0.1), [Meet()]
        if args.optimizer == "sync":
            replicas = config.num_worker_replicas
            optimizer = tf.train.SyncReplicasOptimizer(optimizer, replicas, replicas)
            hooks.append(optimizer.make_session_run_hook(config.is_chief))
        train_op = optimizer.minimize(ops.loss, global_step=tf.train.get_global_step())
        ops = ops._replace(train_op=train_op, training_hooks=hooks)
    return ops


def core_model_fn(features, labels, mode, config):
    return model_fn(features, labels, mode, config).estimator_spec()


def input_fn(part):
    def read():
        iris = learn.datasets.load_iris()
        rows = np.random.RandomState(0).permutation(len(iris.target))[part]
        return {"measures": tf.constant(iris.data[rows], tf.float32)}, tf.constant(
            iris.target[rows].reshape([-1, 1]), tf.int64
        )

    return read


train_input_fn, eval_input_fn = input_fn(slice(120)), input_fn(slice(120, None))
options = {"model_dir": str(args.model_dir), "save_checkpoints_steps": 50, "tf_random_seed": 42}
if args.face == "core":
    config = tf.estimator.RunConfig(experimental_max_worker_delay_secs=0, **options)
    tf.estimator.train_and_evaluate(
        tf.estimator.Estimator(core_model_fn, config=config),
        tf.estimator.TrainSpec(train_input_fn, max_steps=args.max_steps),
        tf.estimator.EvalSpec(eval_input_fn, steps=1, start_delay_secs=0, throttle_secs=1),
    )
else:

    def experiment_fn(run_config, hparams):
        return learn.Experiment(
            learn.Estimator(model_fn, config=run_config),
            train_input_fn,
            eval_input_fn,
            train_steps=args.max_steps,
            eval_steps=1,
            eval_delay_secs=0,
            continuous_eval_throttle_secs=1,
        )

    learn.learn_runner.run(
        experiment_fn, run_config=learn.RunConfig(**options), schedule=args.schedule
    )
assert TASK["type"] != "ps", "a parameter server went on in the program"
