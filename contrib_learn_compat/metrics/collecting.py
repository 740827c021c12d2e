"""What the graph collects of metrics, and what callers do."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def collect(value, update_op, metrics_collections, updates_collections):
    """Adds the two parts of a metric to the collections for them, if any, and returns both."""
    if metrics_collections:
        tf.add_to_collections(metrics_collections, value)
    if updates_collections:
        tf.add_to_collections(updates_collections, update_op)
    return value, update_op


def aggregate_metrics(*value_update_tuples):
    """Returns the list of values and the list of updates of some metrics.

    Args:
      *value_update_tuples: what metrics returned, each a pair of value and update.

    Raises:
      ValueError: where there are none.
    """
    if not value_update_tuples:
        raise ValueError("Expected at least one value_tensor/update_op pair")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(names_to_tuples):
    """Returns the values and the updates of metrics, each as a dict.

    Args:
      names_to_tuples: a dict of names to pairs of value and update.

    Raises:
      ValueError: where it is empty.
    """
    values, updates = zip(*names_to_tuples.values(), strict=True)
    return (
        dict(zip(names_to_tuples, values, strict=True)),
        dict(zip(names_to_tuples, updates, strict=True)),
    )
