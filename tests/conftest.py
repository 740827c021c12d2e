"""What holds for all tests; it is read before any of them imports TensorFlow."""

import os
import pathlib
import signal
import sys

import pytest
from legacy_programs import Programs

# oneDNN's kernels, which TensorFlow 1.15 has not, round differently, also from machine to machine.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

# A job in the background of a script ignores Ctrl-C, and so would the processes that tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Shows what differs, as it does in the tests themselves.
pytest.register_assert_rewrite("core.goldens")

# The descriptions of the recorded cases, which recorders and tests share.
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tools" / "oracle"))


@pytest.fixture
def control_flow_of_graphs():
    """Conditionals and loops have TF 1.15's ops only under its control flow.

    Old programs turn that on.
    """
    import tensorflow.compat.v1 as tf

    was_enabled = tf.control_flow_v2_enabled()
    tf.disable_control_flow_v2()
    yield
    if was_enabled:
        tf.enable_control_flow_v2()


@pytest.fixture(scope="module")
def programs():
    """Runs programs, each in a process of its own that has imported TensorFlow already."""
    running = Programs()
    yield running
    running.close()
