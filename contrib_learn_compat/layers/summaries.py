"""Summaries of tensors, and of all tensors in a collection."""

from __future__ import annotations

import functools
import re

import tensorflow.compat.v1 as tf


def summarize_tensor(tensor, tag=None):
    """Writes a scalar summary of a scalar, a histogram of anything else.

    Args:
      tensor: a tensor.
      tag: the summary's tag; by default the tensor's name with ``_summary``.

    Returns:
      The summary op; None for strings and booleans, which have no summary.
    """
    if tensor.dtype.base_dtype in (tf.string, tf.bool):
        return None
    summary = tf.summary.scalar if tensor.shape.rank == 0 else tf.summary.histogram
    return summary(tag or f"{tensor.op.name}_summary", tensor)


def summarize_activation(op):
    """Writes a histogram of an activation, and how much of it a rectifier has cut off.

    Args:
      op: a tensor, as an activation function returned it.

    Returns:
      The histogram's summary op.
    """
    name, kind = op.op.name, op.op.type
    if kind in ("Relu", "Softplus", "Relu6"):
        # The inputs tell exactly; the outputs would need a comparison with zero.
        _summarize_fraction(tf.less, op.op.inputs[0], 0.0, f"{name}/zeros")
    if kind == "Relu6":
        _summarize_fraction(tf.greater, op.op.inputs[0], 6.0, f"{name}/sixes")
    return tf.summary.histogram(f"{name}/activation", op)


def _summarize_fraction(compare, values, bound, tag):
    matches = tf.to_float(compare(values, tf.cast(bound, values.dtype)))
    tf.summary.scalar(tag, tf.reduce_mean(matches))


def summarize_tensors(tensors, summarizer=summarize_tensor) -> list:
    """Returns the summaries of each of `tensors`."""
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(collection, name_filter=None, summarizer=summarize_tensor) -> list:
    """Returns the summaries of a collection's tensors.

    Args:
      collection: the collection's name.
      name_filter: a regular expression that a tensor's name has to begin with.
      summarizer: a function of a tensor.
    """
    tensors = tf.get_collection(collection)
    if name_filter is not None:
        tensors = [tensor for tensor in tensors if re.match(name_filter, tensor.op.name)]
    return summarize_tensors(tensors, summarizer)


summarize_variables = functools.partial(summarize_collection, tf.GraphKeys.GLOBAL_VARIABLES)
summarize_weights = functools.partial(summarize_collection, tf.GraphKeys.WEIGHTS)
summarize_biases = functools.partial(summarize_collection, tf.GraphKeys.BIASES)


def summarize_activations(name_filter=None, summarizer=summarize_activation) -> list:
    """Returns the summaries of the collection ``activations``."""
    return summarize_collection(tf.GraphKeys.ACTIVATIONS, name_filter, summarizer)
