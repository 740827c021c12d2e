"""k-means by mini-batches with an order: whether it reads its counts before it adds to them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from unittest import mock

import tensorflow as tf

from contrib_learn_compat import _private

ORDERED = "k-means reads its counts before it adds to them; TF 1.15 as it comes"


@contextlib.contextmanager
def in_order(ordered: set[str]) -> Iterator[None]:
    """Has a step read everything before it writes; adds to `ordered` where there is such a step."""
    name = "_mini_batch_training_op"
    train = getattr(_private.KMeansGraph, name)

    def train_in_order(*args):
        known = set(tf.compat.v1.get_default_graph().get_operations())
        train_op = train(*args)
        made = [op for op in train_op.graph.get_operations() if op not in known]
        reads = [op for op in made if "Gather" in op.type]
        _private.run_after([op for op in made if "ScatterAdd" in op.type], reads)
        ordered.add(ORDERED)
        return train_op

    with mock.patch.object(_private.KMeansGraph, name, train_in_order):
        yield
