"""Batches of an input, as they are recorded, compared and fed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from contrib_learn_compat.core import engine, steps
from contrib_learn_compat.keras.verification import estimators
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


def read(
    estimator: Any, input_fn: Callable, hooks: list, mode: str, count: int, seed: int | None
) -> list[dict[str, dict]]:
    """Returns the first batches of an input, as they can be saved.

    Args:
      estimator: whose input it is.
      input_fn: makes it.
      hooks: of which those run that feed it or prepare it.
      mode: of ModeKeys.
      count: how many batches; there are fewer where the input ends.
      seed: of the graph.
    """
    batches = []
    with engine.model_graph(seed):
        features, labels, own_hooks = estimators.read_input(estimator, input_fn, mode)
        fetches = {"features": named(features), "labels": named(labels)}
        all_hooks = [*own_hooks, *input_hooks(hooks)]
        with tf1.train.MonitoredSession(tf1.train.ChiefSessionCreator(), all_hooks) as session:
            while len(batches) < count and not session.should_stop():
                batches.append(values(session.run(fetches)))
    return batches


def is_repeatable(
    estimator: Any, input_fn: Callable, hooks: list, mode: str, batches: list[dict]
) -> bool:
    """Tells whether an input gives the same batch first under another seed; see :func:`read`."""
    seed = (estimator.config.tf_random_seed or 0) + 1
    first = read(estimator, input_fn, hooks, mode, 1, seed)
    return list(map(digest, first)) == [digest(batches[0])]


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
