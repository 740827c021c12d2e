"""Softmax over classes, and over the places of an image."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework
from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.framework.tensors import linspace
from contrib_learn_compat.layers.core_layer import check_data_format
from contrib_learn_compat.layers.utils import get_variable_collections, last_dimension


@add_arg_scope
def softmax(logits, scope=None):
    """Softmax over the last dimension.

    Args:
      logits: a floating tensor of rank 2 or more, with a known last dimension.
      scope: the name of the variable scope; ``softmax``, made unique, if None.

    Returns:
      A tensor like `logits`.

    Raises:
      ValueError: where the rank is less than 2, or it or the last dimension is unknown.
    """
    with tf.variable_scope(scope, "softmax", [logits]):
        classes = last_dimension(logits.shape, min_rank=2)
        predictions = tf.nn.softmax(tf.reshape(logits, [-1, classes]))
        predictions = tf.reshape(predictions, tf.shape(logits))
        predictions.set_shape(logits.shape)
        return predictions


@add_arg_scope
def spatial_softmax(
    features: Any,
    temperature: float | None = None,
    name: Any = None,
    variables_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
):
    """Tells for every channel where in the image it is most active (Levine et al., 2015).

    That is the mean place, by a softmax over all places, in coordinates from -1 to 1.

    Args:
      features: a tensor [batch, height, width, channels]; for ``NCHW`` [batch, channels, height,
        width]. The channels have to be known.
      temperature: what the softmax divides by at first, a float; None means 1. It is a variable,
        ``<name>/temperature``.
      name: the name of the variable scope; ``spatial_softmax`` if None.
      variables_collections: more collections for the variable if it is trainable: a list, or a dict
        with a list under ``temperature``.
      trainable: whether the variable joins the collection of trainable ones.
      data_format: ``"NHWC"`` or ``"NCHW"``.

    Returns:
      A tensor [batch, 2 * channels]: for each channel the place along the height, then along the
      width.

    Raises:
      ValueError: where `data_format` is neither of the two, or the channels are unknown.
    """
    with tf.variable_scope(name, "spatial_softmax"):
        shape = tf.shape(features)
        channels_first = check_data_format(data_format)
        first_axis = 2 if channels_first else 1
        height, width = shape[first_axis], shape[first_axis + 1]
        channels = tf.compat.dimension_value(features.shape[1 if channels_first else 3])
        if channels is None:
            raise ValueError(
                "The num_channels dimension of the inputs to `spatial_softmax` should be defined. "
                "Found `None`."
            )
        with tf.name_scope("spatial_softmax_op", "spatial_softmax_op", [features]):
            places = [
                tf.reshape(grid, [height * width])
                for grid in tf.meshgrid(
                    linspace(-1.0, 1.0, height), linspace(-1.0, 1.0, width), indexing="ij"
                )
            ]
            collections = get_variable_collections(variables_collections, "temperature")
            temperature = framework.model_variable(
                "temperature",
                shape=(),
                dtype=tf.float32,
                initializer=tf.constant_initializer(1.0 if temperature is None else temperature),
                collections=collections if trainable else None,
                trainable=trainable,
            )
            if not channels_first:
                features = tf.transpose(features, [0, 3, 1, 2])
            features = tf.reshape(features, [-1, height * width])
            attention = tf.nn.softmax(features / temperature)
            means = [tf.reduce_sum(place * attention, [1], keepdims=True) for place in places]
            keypoints = tf.reshape(tf.concat(means, 1), [-1, channels * 2])
            keypoints.set_shape([None, channels * 2])
    return keypoints
