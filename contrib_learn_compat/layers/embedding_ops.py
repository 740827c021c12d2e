"""Looking embeddings up."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf
from tensorflow import Variable  # the base of resource variables too

from contrib_learn_compat.layers.feature_cross import sparse_feature_cross
from contrib_learn_compat.layers.utils import partitions_of


def _checked_combiner(combiner: str | None) -> str:
    if combiner is None:
        tf.logging.warn('No combiner is given: taking "mean".')
    return combiner or "mean"


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: str | None = None,
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: float | None = None,
):
    """Looks up and combines embeddings of sparse ids, where rows may be empty and ids invalid.

    Args:
      embedding_weights: a variable or tensor [vocabulary size, dimension], or its partitions.
      sparse_ids: a SparseTensor [d0, …, dn] of ids; negative ones are left out.
      sparse_weights: a SparseTensor of the same shape, or None for ones; ids whose weight is not
        positive are left out, except under ``"sum"``.
      combiner: ``"mean"`` (also if None), ``"sqrtn"`` or ``"sum"``.
      default_id: the id for a row without ids; by default its embedding is zero.
      name: the name of the operations.
      partition_strategy: ``"div"`` or ``"mod"``, which ids are in which partition.
      max_norm: scale longer embeddings down to this norm.

    Returns:
      A tensor [d0, …, dn-1, dimension].

    Raises:
      ValueError: where there are no embeddings, or they and the weights differ in type.
    """
    combiner = _checked_combiner(combiner)
    if embedding_weights is not None:
        dtype = None if sparse_weights is None else sparse_weights.dtype
        embedding_weights = [
            w if isinstance(w, Variable) else tf.convert_to_tensor(w, dtype=dtype)
            for w in partitions_of(embedding_weights)
        ]
        tf.debugging.assert_same_float_dtype([*embedding_weights, sparse_weights])
    return tf.nn.safe_embedding_lookup_sparse(
        embedding_weights,
        sparse_ids,
        sparse_weights,
        combiner=combiner,
        default_id=default_id,
        name=name,
        partition_strategy=partition_strategy,
        max_norm=max_norm,
    )


def scattered_embedding_lookup(params, values, dimension, name=None, hash_key=None):
    """Looks up embeddings whose components are scattered over `params` by hashing.

    Component i of a value's embedding is the parameter at the hash of (i, value).

    Args:
      params: a vector variable, or a list of its partitions of nearly equal size.
      values: a tensor of any shape, of strings or integers.
      dimension: an int, the embeddings' size.
      name: the name of the operations.
      hash_key: mixed into the hash; see `sparse_feature_cross`.

    Returns:
      A tensor of the shape of `values` with `dimension` appended.

    Raises:
      ValueError: where `dimension` is missing or not positive, or partitions differ in size.
    """
    if dimension is None:
        raise ValueError("You must specify dimension.")
    return _sampled_scattered_embedding_lookup(
        params, values, dimension=dimension, hash_key=hash_key, name=name
    )


def _sampled_scattered_embedding_lookup(
    params, values, dimension=None, sampled_candidates=None, hash_key=None, name=None
):
    """Looks up only some components of scattered embeddings.

    Args:
      params, values, hash_key, name: as in `scattered_embedding_lookup`.
      dimension: an int, to look up the components below it; or
      sampled_candidates: a tensor of integers, of the shape of `values` with a dimension
        appended, the components to look up.

    Returns:
      A tensor of the shape of `values` with the number of components appended.
    """
    params = partitions_of(params)
    with tf.name_scope(name, "scattered_embedding_lookup", [*params, dimension, values]):
        values_shape = tf.shape(values)
        values = tf.reshape(values, [-1, 1])
        if sampled_candidates is not None:
            dimension, components = _sampled_components(sampled_candidates, values_shape)
        elif dimension is None:
            raise ValueError("You must specify either dimension or sampled_candidates.")
        elif dimension <= 0:
            raise ValueError(f"Dimension must be >0. Given is {dimension}")
        else:
            components = tf.tile(tf.expand_dims(tf.range(0, dimension), 0), tf.shape(values))
        ids = sparse_feature_cross(
            [components, values],
            hashed_output=True,
            num_buckets=_partitioned_size(params),
            hash_key=hash_key,
        )
        embeddings = tf.nn.embedding_lookup(
            params, tf.sparse_tensor_to_dense(ids), partition_strategy="div"
        )
        return tf.reshape(embeddings, tf.concat([values_shape, [dimension]], 0))


def _sampled_components(candidates, values_shape):
    """Returns how many components a value has, and those of each value as a matrix."""
    shape = tf.shape(candidates)
    dimension = shape[tf.rank(candidates) - 1]
    expected = tf.concat([values_shape, tf.reshape(dimension, [1])], 0)
    message = [
        "The shape of sampled_candidates: ",
        shape,
        " does not match the shape of values: ",
        values_shape,
    ]
    fits = tf.Assert(tf.reduce_all(tf.equal(shape, expected)), message)
    with tf.control_dependencies([fits]):
        return dimension, tf.reshape(candidates, [-1, dimension])


def _sampled_scattered_embedding_lookup_sparse(
    params,
    sp_values,
    dimension: int | None = None,
    sampled_candidates=None,
    hash_key: int | None = None,
    with_sign_hash: bool = False,
    name: str | None = None,
):
    """Looks up components of scattered embeddings, and adds up those of a row.

    Args:
      params, dimension, sampled_candidates, hash_key, name: as in
        `_sampled_scattered_embedding_lookup`, the candidates one row a row.
      sp_values: a SparseTensor of rank 2, of strings or integers.
      with_sign_hash: give each component a sign, by another hash.

    Returns:
      A tensor [rows, components].

    Raises:
      TypeError: where `sp_values` is not a SparseTensor.
    """
    if not isinstance(sp_values, tf.SparseTensor):
        raise TypeError("sp_values must be SparseTensor")
    values = [sp_values, params, dimension, sampled_candidates]
    with tf.name_scope(name, "sampled_scattered_embedding_lookup_sparse", values) as scope:
        segments = sp_values.indices[:, 0]
        if sampled_candidates is not None:
            sampled_candidates = tf.gather(sampled_candidates, segments)

        def look_up(params, name):
            return _sampled_scattered_embedding_lookup(
                params, sp_values.values, dimension, sampled_candidates, hash_key, name
            )

        embeddings = look_up(params, "values_lookup")
        if with_sign_hash:
            signs = look_up(tf.constant([-1.0, 1.0]), "signs_lookup")
            embeddings = tf.multiply(signs, embeddings, name="signs_hash")
        rows = tf.shape(sp_values)[0]
        return tf.unsorted_segment_sum(embeddings, tf.cast(segments, tf.int32), rows, name=scope)


def _partitioned_size(params) -> int:
    """Returns how many parameters the partitions hold together."""
    sizes = []
    for partition in params:
        partition.shape.assert_has_rank(1)
        partition.shape.assert_is_fully_defined()
        sizes.append(partition.shape.as_list()[0])
    total, count = sum(sizes), len(sizes)
    for number, size in enumerate(sizes):
        expected = (total - number - 1) // count + 1
        if size != expected:
            raise ValueError(f"Tensor {number} in params has size {size}, expected {expected}.")
    return total


def scattered_embedding_lookup_sparse(
    params, sparse_values, dimension, combiner=None, default_value=None, name=None, hash_key=None
):
    """Looks up scattered embeddings of sparse values and combines those of a row.

    Args:
      params: a vector variable, or a list of its partitions.
      sparse_values: a SparseTensor of rank 2, of strings or integers.
      dimension: an int, the embeddings' size.
      combiner: ``"mean"`` (also if None), ``"sqrtn"`` or ``"sum"``.
      default_value: what an empty row stands for; by default a value that hardly collides.
      name: the name of the operations.
      hash_key: mixed into the hash; see `sparse_feature_cross`.

    Returns:
      A tensor [rows, dimension].

    Raises:
      TypeError: where `sparse_values` is not a SparseTensor.
      ValueError: where the combiner is unknown.
    """
    combiner = _checked_combiner(combiner)
    params = partitions_of(params)
    if not isinstance(sparse_values, tf.SparseTensor):
        raise TypeError("sparse_values must be SparseTensor")
    with tf.name_scope(
        name, "scattered_embedding_lookup_sparse", [*params, sparse_values]
    ) as scope:
        if default_value is None:
            default_value = "6ZxWzWOHxZ" if sparse_values.dtype == tf.string else 1288896567
        sparse_values, _ = tf.sparse_fill_empty_rows(sparse_values, default_value)
        segments = tf.cast(sparse_values.indices[:, 0], tf.int32)
        values, positions = tf.unique(sparse_values.values)
        embeddings = scattered_embedding_lookup(params, values, dimension, hash_key=hash_key)
        combine = {
            "sum": tf.sparse_segment_sum,
            "mean": tf.sparse_segment_mean,
            "sqrtn": tf.sparse_segment_sqrt_n,
        }.get(combiner)
        if combine is None:
            raise ValueError("Combiner must be one of 'mean', 'sqrtn' or 'sum'.")
        return combine(embeddings, positions, segments, name=scope)


def embedding_lookup_unique(params, ids, partition_strategy="mod", name=None):
    """Looks up embeddings, but each id only once, which saves transport from remote variables.

    Args:
      params: a variable, or a list of its partitions.
      ids: a tensor of any shape.
      partition_strategy: ``"div"`` or ``"mod"``, which ids are in which partition.
      name: the name of the operations.

    Returns:
      A tensor of the shape of `ids` with that of an embedding appended.
    """
    with tf.name_scope(name, "EmbeddingLookupUnique", [params, ids]):
        ids = tf.convert_to_tensor(ids)
        shape = tf.shape(ids)
        flat_ids = tf.reshape(ids, tf.reduce_prod(shape, keepdims=True))
        unique_ids, positions = tf.unique(flat_ids)
        unique = tf.nn.embedding_lookup(params, unique_ids, partition_strategy)
        flat = tf.gather(unique, positions)
        embeddings = tf.reshape(flat, tf.concat([shape, tf.shape(unique)[1:]], 0))
        embeddings.set_shape(ids.shape.concatenate(unique.shape[1:]))
        return embeddings


def embedding_lookup_sparse_with_distributed_aggregation(
    params, sp_ids, sp_weights, partition_strategy="mod", name=None, combiner=None, max_norm=None
):
    """Looks up and combines embeddings of sparse ids.

    TF 1.x combined those of a parameter server there, to transport less; this gives the same by
    way of ``tf.nn.embedding_lookup_sparse``.

    Args:
      params: a variable [vocabulary size, dimension], or a list of its partitions.
      sp_ids: a SparseTensor of rank 2, the ids.
      sp_weights: a SparseTensor of the same shape, or None for ones.
      partition_strategy: ``"div"`` or ``"mod"``, which ids are in which partition.
      name: the name of the operations.
      combiner: ``"mean"`` (also if None), ``"sqrtn"`` or ``"sum"``.
      max_norm: scale longer embeddings down to this norm.

    Returns:
      A tensor [rows, dimension].

    Raises:
      TypeError: where ids or weights are not SparseTensors.
      ValueError: where the combiner is unknown.
    """
    combiner = _checked_combiner(combiner)
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    if not isinstance(sp_ids, tf.SparseTensor):
        raise TypeError("sp_ids must be SparseTensor")
    if not isinstance(sp_weights, (tf.SparseTensor, type(None))):
        raise TypeError("sp_weights must be either None or SparseTensor")
    return tf.nn.embedding_lookup_sparse(
        params,
        sp_ids,
        sp_weights,
        partition_strategy=partition_strategy,
        name=name or "embedding_lookup_sparse_with_distributed_aggregation",
        combiner=combiner,
        max_norm=max_norm,
    )
