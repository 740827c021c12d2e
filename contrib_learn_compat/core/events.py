"""What an evaluation leaves in its event file."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf
from google.protobuf import message

_NOT_VISIBLE = (
    "Summary for np.ndarray is not visible in Tensorboard by default. "
    "Consider using a Tensorboard plugin for visualization (see "
    "https://github.com/tensorflow/tensorboard-plugin-example/blob/master/README.md"
    " for more information)."
)


def write_results(
    output_dir: str, results: dict[str, Any], global_step: int, number_parts: bool = True
) -> None:
    """Writes evaluation results as summaries: numbers, arrays and serialized Summary protos.

    `number_parts` tags the parts of a Summary ``key/0``, ``key/1``, …; else all have its key.

    ``global_step`` itself and values that are None are left out; what cannot be a summary is
    skipped with a warning.
    """
    summary = tf.Summary()
    for key, value in results.items():
        if value is None or key == tf.GraphKeys.GLOBAL_STEP:
            continue
        if isinstance(value, (float, np.float32, int, np.int32, np.int64)):
            summary.value.add(tag=key, simple_value=value)
        elif isinstance(value, bytes):
            _add_serialized(summary, key, value, number_parts)
        elif isinstance(value, np.ndarray):
            summary.value.add(tag=key, node_name=key, tensor=tf.make_tensor_proto(value))
            tf.logging.info(_NOT_VISIBLE)
        else:
            tf.logging.warning(
                "Skipping summary for %s, must be a float, np.float32, np.int64, "
                "np.int32 or int or np.ndarray or a serialized string of Summary.",
                key,
            )
    _write(output_dir, summary, global_step)


_write_dict_to_summary = write_results  # so named in TF 1.15


def write_checkpoint_path(output_dir: str, checkpoint_path: str, global_step: int) -> None:
    """Writes which checkpoint has been evaluated."""
    tag = "checkpoint_path"
    tf.logging.info("Saving '%s' summary for global step %d: %s", tag, global_step, checkpoint_path)
    summary = tf.Summary()
    summary.value.add(tag=tag, tensor=tf.make_tensor_proto(checkpoint_path, dtype=tf.string))
    _write(output_dir, summary, global_step)


def _add_serialized(summary: tf.Summary, key: str, serialized: bytes, number_parts: bool) -> None:
    try:
        parts = tf.Summary.FromString(serialized).value
    except message.DecodeError:
        tf.logging.warning("Skipping summary for %s, cannot parse string to Summary.", key)
        return
    for number, part in enumerate(parts):
        part.tag = f"{key}/{number}" if number_parts else key
    summary.value.extend(parts)


def writer(directory: str) -> tf.summary.FileWriter:
    """Returns the process's one writer of events for a directory.

    A new one writes the default graph, as TF 1.15's does, if there is one.
    """
    if not tf.executing_eagerly():
        return tf.summary.FileWriterCache.get(directory)
    with tf.Graph().as_default():  # A FileWriter cannot be made while eager mode is on.
        return tf.summary.FileWriterCache.get(directory)


def _write(output_dir: str, summary: tf.Summary, global_step: int) -> None:
    file = writer(output_dir)
    file.add_summary(summary, global_step)
    file.flush()
