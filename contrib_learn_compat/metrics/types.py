"""What metrics take and give."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

Collections = Sequence[str] | None
Labels = tf.Tensor | tf.SparseTensor
Weights = tf.Tensor | float | None

# The value over all batches so far, and what takes in a batch.
Metric = tuple[tf.Tensor, tf.Tensor | tf.Operation]
