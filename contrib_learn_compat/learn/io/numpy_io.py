"""numpy_input_fn as it was first: it shuffles unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contrib_learn_compat.core import array_inputs


def numpy_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool = True,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Callable:
    """As :func:`contrib_learn_compat.core.array_inputs.numpy_input_fn`."""
    return array_inputs.numpy_input_fn(
        x, y, batch_size, num_epochs, shuffle, queue_capacity, num_threads
    )
