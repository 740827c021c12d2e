"""Steps that end because a server of the cluster was lost, or for other reasons."""

from types import SimpleNamespace

import pytest
import tensorflow as tf

from contrib_learn_compat.core.steps import Steps

tf1 = tf.compat.v1
RESTARTED = (
    "=====\nCANCELLED: From /job:worker.\nABORTED: From /job:ps: Session handle is not found.\n"
)


@pytest.mark.parametrize(
    ("message", "raised"),
    [
        (RESTARTED, tf.errors.AbortedError),  # The session is made anew for it.
        ("Step was cancelled by an explicit call to Session::Close().", tf.errors.CancelledError),
    ],
)
def test_what_a_lost_server_cancels_counts_as_lost(message, raised):
    with tf.Graph().as_default():
        tf1.train.create_global_step()
        steps = Steps(tf.no_op(), tf.constant(1.0), [tf1.train.SessionRunHook()], lambda: False)

    def run_with_hooks(fetches):
        raise tf.errors.CancelledError(None, None, message)

    with pytest.raises(raised) as found:
        steps._one_step(SimpleNamespace(run_with_hooks=run_with_hooks))
    assert message in found.value.message
