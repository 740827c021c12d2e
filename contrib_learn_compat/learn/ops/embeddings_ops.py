"""Embeddings of ids in any number of dimensions."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf


def embedding_lookup(params: Any, ids: Any, name: str | None = "embedding_lookup") -> tf.Tensor:
    """Returns rows of `params`, of shape [rows, …], for `ids`: of shape ids.shape + […]."""
    with tf.name_scope(name, "embedding_lookup", [params, ids]):
        params = tf.convert_to_tensor(params)
        ids = tf.convert_to_tensor(ids)
        shape = tf.shape(ids)
        flat = tf.reshape(ids, tf.reduce_prod(shape, keepdims=True))
        rows = tf.nn.embedding_lookup(params, flat)
        embedded = tf.reshape(rows, tf.concat([shape, [-1]], 0))
        embedded.set_shape(ids.shape.concatenate(params.shape[1:]))
        return embedded


def categorical_variable(
    tensor_in: Any, n_classes: int, embedding_size: int, name: str
) -> tf.Tensor:
    """Embeds class ids, by a variable ``{name}/{name}_embeddings`` [n_classes, embedding_size].

    Args:
      tensor_in: ids below `n_classes`, of any shape.
      n_classes: the number of classes.
      embedding_size: the depth.
      name: the variable's scope and name.

    Returns:
      A float32 tensor of shape tensor_in.shape + [embedding_size].
    """
    with tf.variable_scope(name):
        embeddings = tf.get_variable(f"{name}_embeddings", [n_classes, embedding_size])
        return embedding_lookup(embeddings, tensor_in)
