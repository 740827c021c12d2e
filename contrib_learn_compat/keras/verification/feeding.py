"""Batches of an input, as they are recorded, compared and fed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from contrib_learn_compat.core import steps
from contrib_learn_compat.keras.verification.recording import Sparse

tf1 = tf.compat.v1


def named(structure: Any) -> dict[str, Any]:
    """Returns the tensors of features or labels by name, which is empty for a single tensor."""
    if structure is None:
        return {}
    if isinstance(structure, dict):
        return {str(key): tensor for key, tensor in structure.items()}
    if isinstance(structure, (list, tuple)):
        return {str(i): tensor for i, tensor in enumerate(structure)}
    return {"": structure}


def values(batch: dict[str, dict]) -> dict[str, dict]:
    """Returns a batch with the sparse values in the form that can be saved."""

    def kept(value):
        if isinstance(value, tf1.SparseTensorValue):
            return Sparse(*map(np.asarray, value))
        return np.asarray(value)

    return {what: {name: kept(v) for name, v in part.items()} for what, part in batch.items()}


def feeds(inputs: dict[str, dict], batch: dict[str, dict]) -> dict[tf.Tensor, np.ndarray]:
    """Returns the feeds that put a batch in the place of the input."""
    feeds = {}
    for what, tensors in inputs.items():
        for name, tensor in tensors.items():
            is_sparse = isinstance(tensor, tf.SparseTensor)
            parts = tf.nest.flatten(tensor, expand_composites=True)
            values = batch[what][name] if is_sparse else [batch[what][name]]
            feeds.update(zip(parts, values, strict=True))
    # The shape of a sparse constant may not be fed; all batches have it.
    return {tensor: value for tensor, value in feeds.items() if tensor.graph.is_feedable(tensor)}


def digest(batch: dict[str, dict]) -> str:
    digest = hashlib.sha256()
    for array in _arrays(batch):
        # The addresses of strings say nothing of them.
        digest.update(array.astype("S").tobytes() if array.dtype == object else array.tobytes())
        digest.update(str(array.shape).encode())
    return digest.hexdigest()


def _arrays(batch: dict[str, dict]) -> Iterator[np.ndarray]:
    for part in batch.values():
        for value in part.values():
            yield from value if isinstance(value, Sparse) else [value]


def input_hooks(hooks: list) -> list:
    """Returns those hooks that feed each step or have no part in steps: they prepare input."""
    feeding = tf1.train.FeedFnHook
    return [h for h in hooks if type(h) is feeding or not steps.is_called_in_runs(h)]
