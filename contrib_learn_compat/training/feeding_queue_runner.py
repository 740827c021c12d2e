"""A queue runner whose threads feed what they enqueue from Python."""

from __future__ import annotations

import threading

import tensorflow.compat.v1 as tf

_END_OF_QUEUE = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


class FeedingQueueRunner(tf.train.QueueRunner):
    """A ``tf.train.QueueRunner`` that calls a function for what to feed, each time it enqueues."""

    def __init__(
        self,
        queue=None,
        enqueue_ops=None,
        close_op=None,
        cancel_op=None,
        feed_fns=None,
        queue_closed_exception_types=None,
    ) -> None:
        """Makes the runner.

        Args:
          queue, enqueue_ops, close_op, cancel_op: as ``QueueRunner`` takes them.
          feed_fns: a list of functions without arguments, one for each of `enqueue_ops`, each of
            which returns a feed dict or raises OutOfRangeError at the end; an element may be
            None.
          queue_closed_exception_types: the errors of a queue that is closed.

        Raises:
          ValueError: where there are not as many functions as ops.
        """
        super().__init__(
            queue,
            enqueue_ops,
            close_op,
            cancel_op,
            queue_closed_exception_types=queue_closed_exception_types or _END_OF_QUEUE,
        )
        if feed_fns is None:
            feed_fns = [None] * len(enqueue_ops)
        if len(feed_fns) != len(enqueue_ops):
            raise ValueError(
                "If feed_fns is not None, it must have the same length as enqueue_ops."
            )
        self._feed_fns = feed_fns

    def create_threads(self, sess, coord=None, daemon=False, start=False) -> list:
        """Makes a thread for each op, and with a coordinator one that closes the queue.

        Args:
          sess: the session that they run in.
          coord: a ``tf.train.Coordinator``, which is told of errors; or None.
          daemon: whether the threads are daemons.
          start: whether to start them.

        Returns:
          A list of threads, which is empty where those of an earlier call are still running.
        """
        with self._lock:
            if self._runs_per_session.get(sess, 0) > 0:
                return []
            self._runs_per_session[sess] = len(self._enqueue_ops)
            self._exceptions_raised = []
        threads = [
            threading.Thread(target=self._run, args=(sess, op, feed_fn, coord))
            for op, feed_fn in zip(self._enqueue_ops, self._feed_fns, strict=True)
        ]
        if coord:
            arguments = (sess, self._cancel_op, coord)
            threads.append(threading.Thread(target=self._close_on_stop, args=arguments))
        for thread in threads:
            thread.daemon = daemon
            if start:
                thread.start()
        return threads

    def _run(self, sess, enqueue_op, feed_fn, coord=None) -> None:
        if coord:
            coord.register_thread(threading.current_thread())
        try:
            while not (coord and coord.should_stop()):
                sess.run(enqueue_op, feed_dict=feed_fn() if feed_fn else None)
        except _END_OF_QUEUE:
            with self._lock:
                is_last = self._runs_per_session[sess] == 1
            if is_last:
                self._close(sess)
        except Exception as error:  # of any kind: the coordinator raises it where it is joined
            if not coord:
                with self._lock:
                    self._exceptions_raised.append(error)
                raise
            coord.request_stop(error)
        finally:
            with self._lock:
                self._runs_per_session[sess] -= 1

    def _close(self, sess) -> None:
        try:
            sess.run(self._close_op)
        except (tf.errors.OpError, RuntimeError) as error:  # the session may be closed already
            tf.logging.vlog(1, "Ignored exception: %s", error)

    def _init_from_proto(self, queue_runner_def, import_scope=None):
        raise NotImplementedError(
            f"{type(self).__name__} does not support initialization from proto."
        )

    def to_proto(self):
        """Not possible: a message cannot hold a Python function."""
        raise NotImplementedError(f"{type(self).__name__} does not support serialization to proto.")
