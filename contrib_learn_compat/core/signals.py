"""Ctrl-C and SIGTERM during training: between two steps, a checkpoint is saved; then they act."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading
from collections.abc import Callable

import tensorflow.compat.v1 as tf

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Holds Ctrl-C and SIGTERM back, from :meth:`watch` to the end of a ``with`` block.

    Attributes:
      signal: the signal that has come, for the block to ask about; None until one does.
    """

    def __init__(self):
        self.signal = None
        self._handlers = {}
        self._second = None

    def __enter__(self) -> Interruption:
        return self

    def __exit__(self, *unused) -> None:
        self._release()
        if self.signal:  # It came when the block had asked for the last time.
            signal.raise_signal(self.signal)

    def watch(self) -> None:
        """Begins to hold signals back; in a thread other than the main one, does nothing."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            # None is a handler that Python does not know and could not bring back.
            if handler not in (None, signal.SIG_IGN):
                self._handlers[number] = handler
                signal.signal(number, self._remember)
        deadly = [number for number, handler in self._handlers.items() if handler == signal.SIG_DFL]
        self._second = _SecondSignal(deadly)

    def deliver_after(self, save: Callable[[], object]) -> None:
        """Calls `save`, then lets the signal do what it did before we watched.

        Usually this does not return: Ctrl-C raises KeyboardInterrupt, SIGTERM ends the process.
        """
        arrived, self.signal = self.signal, None
        save()
        signal.raise_signal(arrived)
        self.watch()  # A handler of the program's own lets training go on.

    def _remember(self, number: int, frame: object) -> None:
        self._release()  # A second signal shall not wait.
        self.signal = number
        tf.logging.warning(
            "%s: training stops after this step, and a checkpoint is saved before. A second signal "
            "stops at once.",
            signal.Signals(number).name,
        )

    def _release(self) -> None:
        while self._handlers:
            signal.signal(*self._handlers.popitem())
        if self._second:
            self._second.close()
            self._second = None


class _SecondSignal:
    """Lets a second signal end the process also within a step that does not end.

    Python's handlers run between two lines of Python in the main thread, which may be waiting for a
    server that is lost. What the first signal could not wake, the second shall not need.
    """

    def __init__(self, numbers: list[int]):
        """Takes the signals that end a process where there is no handler."""
        self._numbers = numbers
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._await, daemon=True).start()

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        self._writer.close()

    def _await(self) -> None:
        with self._reader:
            come = 0
            while number := self._reader.recv(1):
                come += 1
                if come > 1 and number[0] in self._numbers:
                    # signal.signal works in the main thread only.
                    ctypes.pythonapi.PyOS_setsig(number[0], None)
                    os.kill(os.getpid(), number[0])
