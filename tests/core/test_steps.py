"""The loop that skips hooks does what the loop that calls them at every step does."""

import glob
import os

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import engine
from contrib_learn_compat.core.run_config import RunConfig


class CallsHook(tf.train.SessionRunHook):
    """A program's own hook, for which every step's hooks are called."""

    def __init__(self):
        self.steps = 0

    def after_run(self, run_context, run_values):
        self.steps += 1


def halved(inputs=1.0):
    """Returns an op that halves a weight of 4, and the weight's square, the loss, before."""
    weight = tf.get_variable("weight", initializer=4.0, use_resource=True)
    loss = tf.square(weight * inputs)
    optimizer = tf.train.GradientDescentOptimizer(0.25)
    return optimizer.minimize(loss, tf.train.get_global_step()), loss


def until_the_input_ends():
    dataset = tf.data.Dataset.from_tensors(1.0).repeat(6)
    return halved(tf.data.make_one_shot_iterator(dataset).get_next())


def failing():
    """Fails at the sixth step."""
    step = tf.train.get_global_step().read_value()
    with tf.control_dependencies([tf.debugging.assert_less(step, tf.constant(5, tf.int64))]):
        return halved(tf.constant(1.0))


def becoming_nan():
    """Has a loss of NaN from the fourth step on."""
    step = tf.train.get_global_step().read_value()
    return halved(tf.where_v2(step < 3, 1.0, np.nan))


def without_global_step():
    variable = tf.get_variable("weight", initializer=4.0)
    return tf.assign(variable, variable / 2).op, tf.square(variable)


def train(model_dir, model=halved, own_hook=None, steps=7, fail_on_nan=True, **settings):
    """Trains in a graph of its own and returns what :func:`engine.train` does."""
    config = RunConfig(**{"save_checkpoints_steps": 3, **settings})
    with engine.model_graph(1):
        train_op, loss = model()
        return engine.train(
            train_op=train_op,
            loss=loss,
            scaffold=tf.train.Scaffold(),
            model_dir=model_dir,
            config=config,
            session_config=tf.ConfigProto(),
            hooks=[
                *(tf.train.StopAtStepHook(num_steps=n) for n in [steps] if n),
                *([own_hook] if own_hook else ()),
                tf.train.NanTensorHook(loss, fail_on_nan),
                tf.train.LoggingTensorHook({"loss": loss}, every_n_iter=2),
            ],
            save_summaries_steps=4,
            log_step_count_steps=2,
        )


def files(model_dir):
    return sorted(name for name in os.listdir(model_dir) if "tfevents" not in name)


def events(model_dir):
    """Returns the steps and tags of all events, in order."""
    (path,) = glob.glob(f"{model_dir}/events*")
    return [
        (event.step, event.WhichOneof("what"), [value.tag for value in event.summary.value])
        for event in tf.train.summary_iterator(path)
    ]


def messages(caplog):
    """Returns what was logged since the last call, without the times."""
    logged = [record.getMessage().partition(" (")[0] for record in caplog.records]
    caplog.clear()
    lines = [line.partition("/sec: ")[0] for line in logged]
    racy = (" into ", "deprecated", "It seems that global step")
    return [line for line in lines if not any(part in line for part in racy)]


@pytest.fixture
def both(tmp_path, caplog):
    """Returns a function that trains once with hooks skipped and once without.

    It returns the log, the files, the events and the results of each.
    """
    tf.logging.set_verbosity(tf.logging.INFO)

    def run(**options):
        answers = []
        for name, own_hook in (("skipping", None), ("calling", CallsHook())):
            model_dir = str(tmp_path / name)
            caplog.clear()
            try:
                result = train(model_dir, own_hook=own_hook, **options)
            except (tf.errors.OpError, RuntimeError) as error:
                result = f"{type(error).__name__}: {error}"
            answers.append((result, messages(caplog), files(model_dir), events(model_dir)))
        return answers

    return run


def calls_of(monkeypatch, kind):
    """Returns a list that grows by the step of each run that calls hooks of a class."""
    calls = []
    original = kind.after_run

    def after_run(self, run_context, run_values):
        calls.append(int(run_context.session.run(tf.train.get_global_step())))
        original(self, run_context, run_values)

    monkeypatch.setattr(kind, "after_run", after_run)
    return calls


def test_logs_files_events_and_loss_are_the_same(both):
    skipping, calling = both(steps=11)
    assert skipping == calling
    assert skipping[0] == np.float32(16 * 0.25**10)
    assert "model.ckpt-9.index" in skipping[2]


@pytest.mark.parametrize(
    ("model", "result"),
    [
        (until_the_input_ends, np.float32(16 * 0.25**5)),
        (becoming_nan, "NanLossDuringTrainingError: NaN loss during training."),
    ],
)
def test_training_ends_the_same(both, model, result):
    skipping, calling = both(model=model, steps=None)
    assert skipping == calling
    assert skipping[0] == result


def test_errors_are_the_same(both):
    skipping, calling = both(model=failing, steps=None)
    assert skipping == calling
    assert skipping[0].startswith("InvalidArgumentError")


def test_nan_may_just_stop(both):
    skipping, calling = both(model=becoming_nan, steps=None, fail_on_nan=False)
    assert np.isnan(skipping[0]) and np.isnan(calling[0])
    assert skipping[1:] == calling[1:]
    assert "model.ckpt-4.index" in skipping[2]


def test_hooks_are_called_when_due_only(tmp_path, monkeypatch):
    calls = calls_of(monkeypatch, tf.train.StopAtStepHook)
    train(str(tmp_path), steps=11, log_step_count_steps=None, save_checkpoints_steps=6)
    assert calls == [1, 3, 5, 6, 7, 9, 11]  # All but 2, 4, 8 and 10: every second is logged.
