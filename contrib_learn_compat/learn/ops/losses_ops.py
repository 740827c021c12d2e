"""A linear layer with its predictions and its loss, for weights that exist already."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def mean_squared_error_regressor(
    tensor_in: tf.Tensor,
    labels: tf.Tensor,
    weights: tf.Tensor,
    biases: tf.Tensor,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the predictions of a linear regression, and the mean of their squared errors.

    Args:
      tensor_in: features [batch, features].
      labels: [batch, outputs]; [batch] makes predictions [batch] of one output.
      weights: [features, outputs].
      biases: [outputs].
      name: the scope of the ops.
    """
    with tf.name_scope(name, "mean_squared_error_regressor", [tensor_in, labels]):
        predictions = tf.nn.xw_plus_b(tensor_in, weights, biases)
        if len(labels.shape) == 1 and len(predictions.shape) == 2:
            predictions = tf.squeeze(predictions, axis=[1])
        return predictions, tf.losses.mean_squared_error(labels, predictions)


def softmax_classifier(
    tensor_in: tf.Tensor,
    labels: tf.Tensor,
    weights: tf.Tensor,
    biases: tf.Tensor,
    class_weight: tf.Tensor | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the probabilities of classes, and the mean cross entropy.

    Args:
      tensor_in: features [batch, features].
      labels: [batch, classes], one-hot.
      weights: [features, classes].
      biases: [classes].
      class_weight: [classes], what the logits are multiplied by.
      name: the scope of the ops.
    """
    with tf.name_scope(name, "softmax_classifier", [tensor_in, labels]):
        logits = tf.nn.xw_plus_b(tensor_in, weights, biases)
        if class_weight is not None:
            logits = tf.multiply(logits, class_weight)
        return tf.nn.softmax(logits), tf.losses.softmax_cross_entropy(labels, logits)
