"""Ctrl-C and SIGTERM during training."""

import os
import signal
import threading

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import signals
from contrib_learn_compat.core.estimator import Estimator, saved_global_step
from contrib_learn_compat.core.model_fn import EstimatorSpec
from contrib_learn_compat.core.run_config import RunConfig


def model_fn(features, labels, mode):
    loss = tf.reduce_sum(tf.get_variable("weight", [1])) + tf.reduce_sum(features)
    return EstimatorSpec(mode, loss=loss, train_op=tf.train.get_global_step().assign_add(1))


def input_fn():
    return tf.constant([1.0]), tf.constant([0.0])


class At(tf.train.SessionRunHook):
    """Does something in one of the steps, and knows whether it was told of the end."""

    def __init__(self, step, action):
        self.steps = 0
        self.ended = False
        self._step, self._action = step, action

    def after_run(self, run_context, run_values):
        self.steps += 1
        if self.steps == self._step:
            self._action()

    def end(self, session):
        self.ended = True


def kill_self(number):
    return lambda: os.kill(os.getpid(), number)


def train(model_dir, hook, **config):
    config = RunConfig(save_summary_steps=None, **config)
    Estimator(model_fn, str(model_dir), config).train(input_fn, hooks=[hook], steps=50)


@pytest.fixture(autouse=True)
def handlers_are_restored():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_ctrl_c_saves_and_interrupts(tmp_path):
    hook = At(7, kill_self(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, hook)
    assert saved_global_step(str(tmp_path)) == hook.steps == 7
    assert not hook.ended


def test_steps_that_no_hook_sees_are_interrupted_too(tmp_path):
    class Later(tf.train.CheckpointSaverListener):
        def after_save(self, session, global_step_value):
            if global_step_value == 0:
                threading.Timer(0.3, kill_self(signal.SIGINT)).start()

    estimator = Estimator(model_fn, str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        estimator.train(input_fn, saving_listeners=[Later()])
    assert saved_global_step(str(tmp_path)) > 100


def test_sigterm_saves_and_does_what_it_did_before(tmp_path):
    class Terminated(Exception):
        pass

    def handler(number, frame):
        raise Terminated

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with pytest.raises(Terminated):
            train(tmp_path, At(7, kill_self(signal.SIGTERM)))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert saved_global_step(str(tmp_path)) == 7


def test_training_goes_on_where_the_programs_own_handler_lets_it(tmp_path):
    calls = []
    before = signal.signal(signal.SIGTERM, lambda *args: calls.append(args))
    try:
        train(tmp_path, At(7, kill_self(signal.SIGTERM)))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(calls) == 1
    assert (tmp_path / "model.ckpt-7.index").exists()
    assert saved_global_step(str(tmp_path)) == 50


def test_a_second_signal_does_not_wait(tmp_path):
    def twice():
        kill_self(signal.SIGINT)()
        kill_self(signal.SIGINT)()

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, At(7, twice))
    assert saved_global_step(str(tmp_path)) == 0


def test_a_signal_after_the_last_step_is_not_lost(tmp_path):
    class AtTheEnd(tf.train.SessionRunHook):
        def end(self, session):
            kill_self(signal.SIGINT)()

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, AtTheEnd())
    assert saved_global_step(str(tmp_path)) == 50


def test_without_checkpoints_signals_are_left_alone(tmp_path):
    hook = At(7, kill_self(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, hook, save_checkpoints_steps=None, save_checkpoints_secs=None)
    assert not list(tmp_path.glob("model.ckpt*"))


def test_ignored_signals_stay_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with signals.Interruption() as interruption:
            interruption.watch()
            kill_self(signal.SIGINT)()
            assert interruption.signal is None
    finally:
        signal.signal(signal.SIGINT, before)


def test_signals_are_left_alone_until_they_are_watched():
    with signals.Interruption(), pytest.raises(KeyboardInterrupt):
        kill_self(signal.SIGINT)()


def test_other_threads_leave_signals_alone():
    handlers = []

    def run():
        with signals.Interruption() as interruption:
            interruption.watch()
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]
