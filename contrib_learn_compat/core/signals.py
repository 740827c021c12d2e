"""Ctrl-C and SIGTERM during training: between two steps, a checkpoint is saved; then they act."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

import tensorflow.compat.v1 as tf

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """A signal that waits to be delivered, if one has come."""

    def __init__(self):
        self._handlers = {}
        self.signal = None

    def deliver_after(self, save: Callable[[], object]) -> None:
        """Calls `save`, then lets the signal do what it did before we watched.

        Usually this does not return: Ctrl-C raises KeyboardInterrupt, SIGTERM ends the process.
        """
        arrived, self.signal = self.signal, None
        save()
        signal.raise_signal(arrived)
        self._watch()  # A handler of the program's own lets training go on.

    def _watch(self) -> None:
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            # None is a handler that Python does not know and could not bring back.
            if handler not in (None, signal.SIG_IGN):
                self._handlers[number] = handler
                signal.signal(number, self._remember)

    def _remember(self, number: int, frame: object) -> None:
        self._restore()  # A second signal shall not wait.
        self.signal = number
        tf.logging.warning(
            "%s: training stops after this step, and a checkpoint is saved before. A second signal "
            "stops at once.",
            signal.Signals(number).name,
        )

    def _restore(self) -> None:
        while self._handlers:
            signal.signal(*self._handlers.popitem())


@contextlib.contextmanager
def watched(enabled: bool) -> Iterator[Interruption]:
    """Holds Ctrl-C and SIGTERM back while the block runs, for the block to ask about.

    Args:
      enabled: False, as a thread other than the main one, leaves the signals alone.

    Yields:
      The Interruption, whose ``signal`` is None until one comes.
    """
    interruption = Interruption()
    if enabled and threading.current_thread() is threading.main_thread():
        interruption._watch()
    try:
        yield interruption
    finally:
        interruption._restore()
        if interruption.signal:  # It came when the block had asked for the last time.
            signal.raise_signal(interruption.signal)
