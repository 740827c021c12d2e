"""A stream's tensors, kept: all their elements, or their number."""

from __future__ import annotations

import math

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    aggregate_variable,
    broadcast_weights,
    metric_variable,
    remove_squeezable_dimensions,
)
from contrib_learn_compat.metrics.collecting import collect
from contrib_learn_compat.metrics.types import Collections, Metric, Weights


def streaming_concat(
    values: tf.Tensor,
    axis: int = 0,
    max_size: int | None = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The batches so far, one after the other.

    Args:
      values: a tensor of known rank, whose dimensions are known but for that of `axis`.
      axis: the dimension to join along, counted from the end if negative.
      max_size: how long the result may become; what comes later is dropped. None is no limit.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`: the tensor, and an int32 tensor or operation that takes in a batch.

    Raises:
      ValueError: where a shape is not known that has to be, or `axis` is out of range.
    """
    # A branch of control flow v2 can assign resource variables only.
    with tf.variable_scope(name, "streaming_concat", (values,), use_resource=True):
        rank = values.shape.rank
        if rank is None:
            raise ValueError("`values` must have known statically known rank")
        if not -rank <= axis < rank:
            shown = axis + rank if axis < 0 else axis
            raise ValueError(f"axis = {shown!r} not in [0, {rank!r})")
        axis %= rank
        row = values.shape.as_list()
        del row[axis]
        if None in row:
            raise ValueError(
                "all dimensions of `values` other than the dimension to concatenate along must "
                "have statically known size"
            )

        # The variables hold `axis` first; beyond `size` rows, `array` has room for more.
        array = metric_variable(
            [max_size or 0, *row], values.dtype, validate_shape=False, name="array"
        )
        size = metric_variable([], tf.int32, name="size")
        rows = array[:size]
        rows.set_shape([None, *row])
        value = tf.transpose(rows, [*range(1, axis + 1), 0, *range(axis + 1, rank)], name="concat")

        added = tf.shape(values)[axis]
        if max_size is not None:
            added = tf.minimum(added, max_size - size)
        others = [n for n in range(rank) if n != axis]
        batch = tf.transpose(values, [axis, *others])[:added]
        new_size = size + added

        def make_room():
            more = _next_array_size(new_size) - size
            room = tf.zeros(tf.stack([more, *row]), values.dtype)
            # Written as a whole before anything is added to it.
            return tf.assign(array, tf.concat([array[:size], room], 0), validate_shape=False).op

        # `array` may change its shape, so that its static one, even if known, does not hold.
        has_room = new_size <= tf.raw_ops.Shape(input=array)[0]
        with tf.control_dependencies([tf.cond(has_room, tf.no_op, make_room)]):
            append = array[size:new_size].assign(batch)
        with tf.control_dependencies([append]):
            update_op = size.assign(new_size)
        return collect(value, update_op, metrics_collections, updates_collections)


def _next_array_size(required_size, growth_factor=1.5):
    """Returns the least power of `growth_factor` that is no less than `required_size`, as int32."""
    exponent = tf.ceil(tf.log(tf.cast(required_size, tf.float32)) / math.log(growth_factor))
    return tf.cast(tf.ceil(growth_factor**exponent), tf.int32)


def count(
    values: tf.Tensor,
    weights: Weights = None,
    metrics_collections: Collections = None,
    updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:
    """The number of elements so far, or the sum of their weights.

    Args:
      values: a tensor of any shape.
      weights: None, a scalar, or a tensor that broadcasts to `values`.
      metrics_collections, updates_collections: collections for the value and for the update.
      name: the variable scope.

    Returns:
      `(value, update_op)`, float32 scalars.

    Raises:
      ValueError: where shapes do not match.
      RuntimeError: where called eagerly.
    """
    if tf.executing_eagerly():
        raise RuntimeError(
            "tf.contrib.metrics.count is not supported when eager execution is enabled."
        )
    with tf.variable_scope(name, "count", (values, weights)):
        total = metric_variable([], tf.float32, name="count")
        if weights is None:
            number = tf.cast(tf.size(values), tf.float32)
        else:
            values = tf.cast(values, tf.float32)
            values, _, weights = remove_squeezable_dimensions(values, None, weights)
            weights = broadcast_weights(tf.cast(weights, tf.float32), values)
            number = tf.reduce_sum(weights)
        with tf.control_dependencies([values]):
            update_op = tf.assign_add(total, number)
        value = aggregate_variable(total, metrics_collections)
        return collect(value, update_op, None, updates_collections)
