"""Programs with hooks, monitors and metrics print the same as what becomes of them.

All weights begin as zeros, so that steps, losses and results are equal.
"""

import textwrap

import pytest

from tests.keras_target.programs import converted

pytestmark = pytest.mark.slow

PROGRAM = """\
import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn

X = np.linspace(-1, 1, 24, dtype=np.float32).reshape(12, 2)
Y = 2 * X[:, :1] - X[:, 1:] + 0.5
RATE = 0.1


def input_fn():
    data = tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).repeat().batch(4)
    return data.make_one_shot_iterator().get_next()


def eval_fn():
    data = tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).batch(4)
    return data.make_one_shot_iterator().get_next()


def model_fn(features, labels, mode):
    head = learn.regression_head()
    output = layers.linear(features["x"], 1, weights_initializer=tf.zeros_initializer())
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=output,
        train_op_fn=lambda loss: layers.optimize_loss(
            loss, tf.train.get_global_step(), RATE, "SGD"))


def show(results):
    print(sorted((key, round(float(value), 4)) for key, value in results.items()))


"""
TELLS_STEPS = """\
class Hook(tf.train.SessionRunHook):
    def before_run(self, run_context):
        return tf.train.SessionRunArgs(tf.train.get_global_step())

    def after_run(self, run_context, run_values):
        print("step", int(run_values.results))


"""
CASES = {
    "stops at one step after the other": """\
        estimator = learn.Estimator(model_fn)
        for last_step in 5, 3, 9:
            hook = tf.train.StopAtStepHook(last_step=last_step)
            estimator.fit(input_fn=input_fn, monitors=[hook])
            show(estimator.evaluate(input_fn=eval_fn))
        """,
    "stops after some steps, but once": """\
        hook = tf.estimator.StopAtStepHook(4)
        estimator = learn.Estimator(model_fn)
        estimator.fit(input_fn=input_fn, steps=9, monitors=[hook])
        estimator.fit(input_fn=input_fn, steps=9, monitors=[hook])
        show(estimator.evaluate(input_fn=eval_fn))
        """,
    "stops as a monitor": """\
        estimator = learn.Estimator(model_fn)
        monitors = [learn.monitors.StopAtStep(num_steps=4)]
        estimator.fit(input_fn=input_fn, max_steps=9, monitors=monitors)
        show(estimator.evaluate(input_fn=eval_fn))
        """,
    "only logs": """\
        estimator = learn.Estimator(model_fn)
        hook = tf.train.LoggingTensorHook({"step": "global_step"}, every_n_iter=3)
        estimator.fit(input_fn=input_fn, steps=7, monitors=[hook])
        show(estimator.evaluate(input_fn=eval_fn))
        """,
    "saves checkpoints": """\
        where = tempfile.mkdtemp()
        estimator = learn.Estimator(
            model_fn, where,
            learn.RunConfig(save_checkpoints_steps=3, keep_checkpoint_max=3))
        hook = tf.train.CheckpointSaverHook(where, save_steps=4)
        estimator.fit(input_fn=input_fn, steps=10, monitors=[hook])
        paths = tf.train.get_checkpoint_state(where).all_model_checkpoint_paths
        print([os.path.basename(path) for path in paths])
        show(estimator.evaluate(input_fn=eval_fn))
        """,
    "a hook that stops by the loss": """\
        class Hook(tf.train.SessionRunHook):
            def __init__(self, limit):
                self._limit = limit

            def begin(self):
                self._step = tf.train.get_global_step()

            def before_run(self, run_context):
                loss = tf.get_collection(tf.GraphKeys.LOSSES)[0]
                return tf.train.SessionRunArgs([self._step, loss])

            def after_run(self, run_context, run_values):
                step, loss = run_values.results
                print("step", int(step), "loss %.4f" % loss)
                if loss < self._limit:
                    run_context.request_stop()

            def end(self, session):
                print("end")


        estimator = learn.Estimator(model_fn)
        estimator.fit(input_fn=input_fn, steps=40, monitors=[Hook(0.02)])
        show(estimator.evaluate(input_fn=eval_fn))
        """,
    "a monitor that stops by the loss": """\
        class Monitor(learn.monitors.BaseMonitor):
            def step_begin(self, step):
                super(Monitor, self).step_begin(step)
                print("begins", step)
                return [tf.get_collection(tf.GraphKeys.LOSSES)[0]]

            def step_end(self, step, output):
                super(Monitor, self).step_end(step, output)
                loss = output[tf.get_collection(tf.GraphKeys.LOSSES)[0]]
                print("step", step, "loss %.4f" % loss)
                return loss < 0.02


        estimator = learn.Estimator(model_fn)
        estimator.fit(input_fn=input_fn, steps=40, monitors=[Monitor()])
        show(estimator.evaluate(input_fn=eval_fn))
        """,
    "a monitor of every so many steps": """\
        class Monitor(learn.monitors.EveryN):
            def begin(self, max_steps):
                super(Monitor, self).begin(max_steps)
                print("begin")

            def every_n_step_begin(self, step):
                super(Monitor, self).every_n_step_begin(step)
                return [tf.get_collection(tf.GraphKeys.LOSSES)[0]]

            def every_n_step_end(self, step, outputs):
                super(Monitor, self).every_n_step_end(step, outputs)
                loss = outputs[tf.get_collection(tf.GraphKeys.LOSSES)[0]]
                print("step", step, "loss %.4f" % loss)
                return loss < 0.02

            def end(self, session=None):
                super(Monitor, self).end(session)
                print("end")


        estimator = learn.Estimator(model_fn)
        estimator.fit(input_fn=input_fn, steps=10, monitors=[Monitor(3, first_n_steps=2)])
        estimator.fit(input_fn=input_fn, steps=40, monitors=[Monitor(every_n_steps=4)])
        show(estimator.evaluate(input_fn=eval_fn))
        """,
}


BEST = """\
print(monitor.best_step, "%.4f" % monitor.best_value, monitor.early_stopped)
show(monitor.best_metrics)
"""
LEAST = "early_stopping_rounds=10"
MOST = f"{LEAST}, early_stopping_metric_minimize=False"


def validated(steps, options):
    """Returns a program that is validated whenever there is a new checkpoint."""
    return f"""\
monitor = learn.monitors.ValidationMonitor(
    input_fn=eval_fn, every_n_steps={steps}, check_interval_secs=None, {options})
estimator = learn.Estimator(model_fn, config=learn.RunConfig(
    save_checkpoints_secs=None, save_checkpoints_steps={steps}))
estimator.fit(input_fn=input_fn, steps=40, monitors=[monitor])
show(estimator.evaluate(input_fn=eval_fn))
"""


METRICS = """\
metrics = {
    "off": learn.MetricSpec(tf.contrib.metrics.streaming_mean_absolute_error, "scores"),
    "root": learn.MetricSpec(metric_fn=tf.metrics.root_mean_squared_error),
}
"""
CASES |= {
    "an experiment with metrics": METRICS
    + """\
def experiment_fn(output_dir):
    return learn.Experiment(
        learn.Estimator(model_fn, output_dir), input_fn, eval_fn, train_steps=6,
        eval_steps=None, eval_metrics=metrics)


results, _ = learn.learn_runner.run(experiment_fn, tempfile.mkdtemp())
show(results)
""",
    "a monitor that evaluates": METRICS
    + """\
class Monitor(learn.monitors.EveryN):
    def every_n_step_end(self, step, outputs):
        super(Monitor, self).every_n_step_end(step, outputs)
        print("step", step)
        show(self._estimator.evaluate(input_fn=eval_fn, steps=2))
        results = self._estimator.evaluate(input_fn=eval_fn, metrics=metrics)
        return results["off"] < 0.1


where = tempfile.mkdtemp()
estimator = learn.Estimator(model_fn, where, learn.RunConfig(
    save_checkpoints_secs=None, save_checkpoints_steps=1))
estimator.fit(input_fn=input_fn, steps=40, monitors=[Monitor(every_n_steps=3)])
show(estimator.evaluate(input_fn=eval_fn))
""",
    "validation by a metric": METRICS
    + validated(2, f"metrics=metrics, {MOST}, early_stopping_metric='off'"),
    "validation that goes well": validated(5, LEAST),
    "validation that goes well, told of": validated(5, LEAST) + BEST,
    "validation by the greatest": validated(5, MOST),
    "validation by the greatest, told of": validated(5, MOST) + BEST,
    "validation that goes ill": "RATE = 1.2\n" + validated(2, LEAST),
    "validation that goes ill, told of": "RATE = 1.2\n" + validated(2, LEAST) + BEST,
}


def outcomes(text, programs, directory):
    """Returns how a program ends, and how its Keras form does."""
    old, new = directory / "old.py", directory / "new.py"
    old.write_text(text, encoding="utf-8")
    new.write_text(converted(text), encoding="utf-8")
    return programs.run(old, unmodified=True), programs.run(new, unmodified=False)


@pytest.mark.parametrize("case", CASES)
def test_it_prints_the_same(case, programs, tmp_path):
    text = PROGRAM + textwrap.dedent(CASES[case])
    old, new = outcomes(text, programs, tmp_path)
    assert (old.status, new.status) == (0, 0), old.stderr + new.stderr
    assert old.stdout
    assert new.stdout == old.stdout


OF_TWO_CLASSES = """\
def model_fn(features, labels, mode):
    logits = tf.layers.dense(features["x"], 1, kernel_initializer=tf.zeros_initializer())
    p = tf.nn.sigmoid(logits)
    classes = tf.cast(tf.round(p), tf.int32)
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    optimizer = tf.train.GradientDescentOptimizer(RATE)
    return tf.estimator.EstimatorSpec(
        mode, classes, loss, optimizer.minimize(loss, tf.train.get_global_step()), {
            "accuracy": tf.metrics.accuracy(labels, classes),
            "cut": tf.metrics.accuracy(labels, tf.cast(p + 0.3, tf.int32)),
            "auc": tf.metrics.auc(labels, p),
            "off": tf.metrics.root_mean_squared_error(labels, p),
            "recall": tf.metrics.recall(labels, classes),
            "precision": tf.contrib.metrics.streaming_precision(logits, labels),
            "hits": tf.metrics.true_positives(labels, p),
        })


"""


def test_a_model_measures_itself(programs, tmp_path):
    above, _, rest = PROGRAM.partition("def model_fn")
    show = rest[rest.index("def show") :]
    data = above.replace("2 * X[:, :1] - X[:, 1:] + 0.5", "np.float32(X[:, :1] > 0.2)")
    train = """\
    estimator = tf.estimator.Estimator(model_fn)
    estimator.train(input_fn, steps=7)
    show(estimator.evaluate(eval_fn))
    """
    old, new = outcomes(data + OF_TWO_CLASSES + show + textwrap.dedent(train), programs, tmp_path)
    assert old.stdout.count("(") == 9, old.stderr
    assert new.stdout == old.stdout, new.stderr


def test_training_ends_at_the_first_loss_that_is_no_number(programs, tmp_path):
    fit = """\
    loss = "regression_head/mean_squared_loss/loss:0"
    estimator = learn.Estimator(model_fn)
    estimator.fit(input_fn=input_fn, steps=9, monitors=[Hook(), tf.train.NanTensorHook(loss)])
    """
    third_is_none = PROGRAM.replace("+ 0.5", "+ np.float32([0] * 8 + [np.nan] * 4)[:, None]")
    text = third_is_none + TELLS_STEPS + textwrap.dedent(fit)
    old, new = outcomes(text, programs, tmp_path)
    assert "NanLossDuringTrainingError" in old.stderr
    assert (old.status, new.status) == (1, 0), new.stderr
    steps, said, _ = new.stdout.partition("Batch")
    assert (steps, said) == (old.stdout, "Batch")
