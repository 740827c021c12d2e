"""Training processes that are killed, and go on when they are started again.

TEST_KILLS=20 python -m pytest tests/core/test_killing.py kills one twenty times.
"""

import contextlib
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import checkpoint_errors

PROGRAM = pathlib.Path(__file__).with_name("killed_program.py")
KILLS = int(os.environ.get("TEST_KILLS", "3"))
SAVE_STEPS = 50
SECS_A_STEP = 0.005
LONGEST_LIFE_SECS = 1.5
DEADLINE_SECS = 240

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def training(model_dir, max_steps, secs_a_step=SECS_A_STEP):
    with open(model_dir.with_suffix(".log"), "w") as output:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(model_dir), str(max_steps), str(secs_a_step)],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def sessions(model_dir):
    """Returns the steps that each session began and ended with."""
    path = model_dir / "steps"
    text = path.read_text() if path.exists() else ""
    return [
        (int(first), int(first) + len(dots))
        for first, dots in re.findall(r"^(\d+) (\.*)$", text, re.MULTILINE)
    ]


def wait_for_steps(process, model_dir, session, steps):
    deadline = time.monotonic() + DEADLINE_SECS
    while True:
        known = sessions(model_dir)
        if len(known) > session and known[session][1] - known[session][0] >= steps:
            return
        log = model_dir.with_suffix(".log")
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.01)


def check_checkpoints(model_dir):
    """All checkpoints that TensorFlow knows of can be read to their end."""
    state = tf.train.get_checkpoint_state(str(model_dir))
    paths = list(state.all_model_checkpoint_paths) if state else []
    for path in paths:
        checkpoint_errors.raise_if_unreadable(path)
    return len(paths)


def test_a_killed_process_loses_no_more_than_the_steps_since_a_checkpoint(tmp_path):
    model_dir = tmp_path / "model"
    moments = random.Random(0)
    # More than all of the lives together can make.
    max_steps = int(KILLS * LONGEST_LIFE_SECS / SECS_A_STEP) + SAVE_STEPS
    read = 0
    for killed in range(KILLS):
        with training(model_dir, max_steps) as process:
            wait_for_steps(process, model_dir, killed, steps=1)
            time.sleep(moments.uniform(0, LONGEST_LIFE_SECS))
            process.kill()
            assert process.wait() == -signal.SIGKILL
        read += check_checkpoints(model_dir)
    with training(model_dir, max_steps, secs_a_step=0) as process:
        assert process.wait(DEADLINE_SECS) == 0
    read += check_checkpoints(model_dir)

    lives = sessions(model_dir)
    assert len(lives) == KILLS + 1
    lost = [end - begin for (_, end), (begin, _) in zip(lives, lives[1:], strict=False)]
    print(f"\n{KILLS} kills at steps {[end for _, end in lives[:-1]]}, steps lost {lost}, ", end="")
    print(f"{read} checkpoints read, last step {lives[-1][1]} of {max_steps}")
    assert min(lost) >= -1  # A step is saved before it gets its dot.
    assert max(lost) <= SAVE_STEPS
    assert lives[-1][1] == max_steps
    assert tf.train.load_variable(str(model_dir), "global_step") == max_steps


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_loses_no_step_and_ends_the_process(number, tmp_path):
    model_dir = tmp_path / "model"
    with training(model_dir, 100_000) as process:
        wait_for_steps(process, model_dir, 0, steps=70)
        process.send_signal(number)
        assert process.wait(DEADLINE_SECS) == -number
    ((_, end),) = sessions(model_dir)
    assert tf.train.load_variable(str(model_dir), "global_step") == end
    assert check_checkpoints(model_dir) >= 2


STUCK = """
import os, signal, sys, threading
import tensorflow.compat.v1 as tf
from contrib_learn_compat.core import signals

with signals.Interruption() as interruption, tf.Graph().as_default(), tf.Session() as session:
    interruption.watch()
    for secs in range(1, 1 + int(sys.argv[1])):
        threading.Timer(secs, os.kill, (os.getpid(), signal.SIGTERM)).start()
    session.run(tf.queue.FIFOQueue(1, tf.float32).dequeue())
"""


def test_a_second_signal_ends_a_step_that_does_not_end():
    stuck = subprocess.run([sys.executable, "-c", STUCK, "2"], timeout=DEADLINE_SECS)
    assert stuck.returncode == -signal.SIGTERM
