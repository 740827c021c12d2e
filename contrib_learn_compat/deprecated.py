"""``tf.contrib.deprecated``: the summary ops of TensorFlow before 1.0, tagged as they are told.

Where ``tf.summary.scalar`` tags a summary with the name of its op, scopes included, these take the
tag itself, which may be any text or a tensor. Each adds its string tensor to `collections`, by
default to ``tf.GraphKeys.SUMMARIES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf


def scalar_summary(
    tags: Any, values: Any, collections: Iterable[str] | None = None, name: str | None = None
) -> tf.Tensor:
    """Records numbers: `tags` and `values` have the same shape, or are both scalars."""
    summary = tf.raw_ops.ScalarSummary(tags=tags, values=values, name=name or "ScalarSummary")
    return _collect(summary, collections)


def histogram_summary(
    tag: Any, values: Any, collections: Iterable[str] | None = None, name: str | None = None
) -> tf.Tensor:
    """Records the distribution of the real numbers in `values`, of any shape."""
    summary = tf.raw_ops.HistogramSummary(tag=tag, values=values, name=name or "HistogramSummary")
    return _collect(summary, collections)


def image_summary(
    tag: Any,
    tensor: Any,
    max_images: int = 3,
    collections: Iterable[str] | None = None,
    name: str | None = None,
) -> tf.Tensor:
    """Records up to `max_images` of `tensor`, [batch, height, width, 1, 3 or 4 channels]."""
    summary = tf.raw_ops.ImageSummary(
        tag=tag, tensor=tensor, max_images=max_images, name=name or "ImageSummary"
    )
    return _collect(summary, collections)


def audio_summary(
    tag: Any,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Iterable[str] | None = None,
    name: str | None = None,
) -> tf.Tensor:
    """Records up to `max_outputs` of `tensor`, [batch, frames] or [batch, frames, channels]."""
    summary = tf.raw_ops.AudioSummaryV2(
        tag=tag,
        tensor=tensor,
        sample_rate=sample_rate,
        max_outputs=max_outputs,
        name=name or "AudioSummary",
    )
    return _collect(summary, collections)


def merge_summary(
    inputs: Sequence[Any], collections: Iterable[str] | None = None, name: str | None = None
) -> tf.Tensor:
    """Joins serialized summaries into one, added to no collection unless told so."""
    with tf.name_scope(name, "MergeSummary", inputs):
        merged = tf.raw_ops.MergeSummary(inputs=inputs, name="MergeSummary")
    return _collect(merged, collections or ())


def merge_all_summaries(key: str = tf.GraphKeys.SUMMARIES) -> tf.Tensor | None:
    """Joins all summaries of a collection; None where there are none."""
    summaries = tf.get_collection(key)
    return merge_summary(summaries) if summaries else None


def _collect(summary: tf.Tensor, collections: Iterable[str] | None) -> tf.Tensor:
    names = (tf.GraphKeys.SUMMARIES,) if collections is None else collections
    tf.add_to_collections(names, summary)
    return summary
