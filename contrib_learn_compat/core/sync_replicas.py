"""What tf.train.SyncReplicasOptimizer needs to go on after a loss, as in TF 1.15."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf


class KeepTokensHook(tf.train.SessionRunHook):
    """Leaves the queue of tokens open when the chief's session ends.

    TF 2's optimizer closes it. It lives in a parameter server, so that a chief with a new session,
    after a lost server or when it is started again, could never put tokens into it any more.
    """

    def __init__(self, hooks: Sequence[tf.train.SessionRunHook]):
        """Takes the session's hooks, which this one has to come after."""
        self._hooks = hooks

    def begin(self):
        for hook in self._hooks:
            runner = getattr(hook, "_q_runner", None)  # The chief's hook of the optimizer.
            if runner:
                nothing = tf.no_op()
                hook._q_runner = tf.train.QueueRunner(
                    runner.queue, runner.enqueue_ops, close_op=nothing, cancel_op=nothing
                )
