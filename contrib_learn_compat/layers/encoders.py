"""Symbols to embeddings, with one variable ``embeddings`` in the layer's scope."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework
from contrib_learn_compat.layers.embedding_ops import (
    embedding_lookup_unique,
    safe_embedding_lookup_sparse,
)
from contrib_learn_compat.layers.sparse_ops import dense_to_sparse_tensor


def bow_encoder(
    ids,
    vocab_size: int,
    embed_dim: int,
    sparse_lookup: bool = True,
    initializer: Callable | None = None,
    regularizer: Callable | None = None,
    trainable: bool = True,
    scope: str | None = None,
    reuse: bool | None = None,
):
    """Encodes each document as the mean of its symbols' embeddings.

    Args:
      ids: a Tensor or SparseTensor [batch, length] of int32 or int64, the symbols.
      vocab_size: how many symbols there are.
      embed_dim: the embeddings' size.
      sparse_lookup: leave 0 out of the mean, as padding, and encode a document without symbols as
        symbol 0; else each element of a Tensor counts.
      initializer: of the embeddings; by default the scope's.
      regularizer: a function of the embeddings that returns a scalar loss.
      trainable: whether they are trained.
      scope: the name of the variable scope, ``bow_encoder`` if None.
      reuse: take the embeddings that `scope` has.

    Returns:
      A float32 tensor [batch, embed_dim].

    Raises:
      ValueError: where a size is missing.
      TypeError: for a SparseTensor without `sparse_lookup`.
    """
    if not vocab_size or not embed_dim:
        raise ValueError("Must specify vocab size and embedding dimension")
    with tf.variable_scope(scope, "bow_encoder", [ids], reuse=reuse):
        embeddings = framework.model_variable(
            "embeddings",
            [vocab_size, embed_dim],
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        is_sparse = isinstance(ids, tf.SparseTensor)
        if sparse_lookup:
            sparse_ids = ids if is_sparse else dense_to_sparse_tensor(ids)
            return safe_embedding_lookup_sparse(
                [embeddings], sparse_ids, combiner="mean", default_id=0
            )
        if is_sparse:
            raise TypeError("ids are expected to be dense Tensor, got: %s", ids)
        return tf.reduce_mean(tf.nn.embedding_lookup(embeddings, ids), axis=1)


def embed_sequence(
    ids,
    vocab_size: int | None = None,
    embed_dim: int | None = None,
    unique: bool = False,
    initializer: Callable | None = None,
    regularizer: Callable | None = None,
    trainable: bool = True,
    scope: str | None = None,
    reuse: bool | None = None,
):
    """Embeds each symbol of each document.

    Args:
      ids: a tensor [batch, length] of int32 or int64, the symbols.
      vocab_size: how many symbols there are.
      embed_dim: the embeddings' size.
      unique: look each symbol up only once.
      initializer: of the embeddings; by default the scope's.
      regularizer: a function of the embeddings that returns a scalar loss.
      trainable: whether they are trained.
      scope: the name of the variable scope, ``EmbedSequence`` if None.
      reuse: take the embeddings that `scope` has; the sizes need not be given then.

    Returns:
      A float32 tensor [batch, length, embed_dim].

    Raises:
      ValueError: where a size is missing, and `reuse` is not set.
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "Must specify vocab size and embedding dimension when not reusing. "
            f"Got vocab_size={vocab_size} and embed_dim={embed_dim}"
        )
    with tf.variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        sizes = [vocab_size, embed_dim]
        embeddings = framework.model_variable(
            "embeddings",
            None if None in sizes else sizes,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        if unique:
            return embedding_lookup_unique(embeddings, ids)
        return tf.nn.embedding_lookup(embeddings, ids)
