"""Columns that make categories dense: one-hot, embedded, with shared and scattered embeddings."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework
from contrib_learn_compat.layers.columns.base import DeepEmbeddingLookupArguments, DenseColumn
from contrib_learn_compat.layers.columns.crossed import check_checkpoint_arguments
from contrib_learn_compat.layers.columns.sparse import _SparseColumn, _WeightedSparseColumn
from contrib_learn_compat.layers.embedding_ops import (
    safe_embedding_lookup_sparse,
    scattered_embedding_lookup_sparse,
)
from contrib_learn_compat.layers.flattening import inner_flatten
from contrib_learn_compat.layers.utils import partitions_of


class _OneHotColumn(DenseColumn, collections.namedtuple("_OneHotColumn", ["sparse_id_column"])):
    """See `one_hot_column`."""

    @property
    def name(self) -> str:
        return f"{self.sparse_id_column.name}_one_hot"

    @property
    def length(self) -> int:
        """How many ids there are."""
        return self.sparse_id_column.length

    @property
    def config(self) -> dict:
        return self.sparse_id_column.config

    def insert_transformed_feature(self, columns_to_tensors):
        if self.sparse_id_column not in columns_to_tensors:
            self.sparse_id_column.insert_transformed_feature(columns_to_tensors)
        columns_to_tensors[self] = columns_to_tensors[self.sparse_id_column]

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        ids = inner_flatten(self.sparse_id_column.id_tensor(input_tensor), output_rank)
        weights = self.sparse_id_column.weight_tensor(input_tensor)
        if weights is not None:
            return self._weighted(ids, weights)
        one_hot = tf.one_hot(
            tf.sparse_tensor_to_dense(ids, default_value=-1),
            depth=self.length,
            on_value=1.0,
            off_value=0.0,
        )
        return tf.reduce_sum(one_hot, axis=[output_rank - 1])

    def _weighted(self, ids, weights):
        merged = tf.sparse_merge(sp_ids=ids, sp_values=weights, vocab_size=self.length)
        # Ids out of range (an unknown key's is -1) lie outside the shape; the slice drops them.
        merged = tf.sparse_slice(merged, tf.zeros_like(merged.dense_shape), merged.dense_shape)
        dense = tf.sparse_tensor_to_dense(merged)
        batch_shape = tf.shape(dense)[:-1]
        return tf.reshape(dense, tf.concat([batch_shape, [self.length]], axis=0))

    @property
    def _variable_shape(self):
        return tf.TensorShape([self.length])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return inputs.get(self)

    def _transform_feature(self, inputs):
        return self._to_dnn_input_layer(inputs.get(self.sparse_id_column))


def one_hot_column(sparse_id_column):
    """Creates a column with one number an id: how often, or with what weight, an example has it.

    Args:
      sparse_id_column: a categorical, weighted or crossed column.
    """
    return _OneHotColumn(sparse_id_column)


class _LookedUpColumn(DenseColumn):
    """What columns of embeddings have in common."""

    @property
    def key(self) -> str:
        # A function has no text of its own, only an address.
        return self._key_without_properties(["initializer"])

    @property
    def _variable_shape(self):
        return tf.TensorShape([self.dimension])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        arguments = self._deep_embedding_lookup_arguments(inputs.get(self))
        return embeddings_from_arguments(self, arguments, weight_collections, trainable)


class _EmbeddingColumn(
    _LookedUpColumn,
    collections.namedtuple(
        "_EmbeddingColumn",
        [
            "sparse_id_column",
            "dimension",
            "combiner",
            "initializer",
            "ckpt_to_load_from",
            "tensor_name_in_ckpt",
            "shared_embedding_name",
            "shared_vocab_size",
            "max_norm",
            "trainable",
        ],
    ),
):
    """See `embedding_column` and `shared_embedding_columns`."""

    def __new__(
        cls,
        sparse_id_column: Any,
        dimension: int,
        combiner: str = "mean",
        initializer: Callable | None = None,
        ckpt_to_load_from: str | None = None,
        tensor_name_in_ckpt: str | None = None,
        shared_embedding_name: str | None = None,
        shared_vocab_size: int | None = None,
        max_norm: float | None = None,
        trainable: bool = True,
    ):
        if initializer is not None and not callable(initializer):
            raise ValueError(
                "initializer must be callable if specified. "
                f"Embedding of column_name: {sparse_id_column.name}"
            )
        source = (ckpt_to_load_from, tensor_name_in_ckpt)
        check_checkpoint_arguments(*source)
        if initializer is None:
            stddev = 1 / math.sqrt(sparse_id_column.length)
            initializer = tf.truncated_normal_initializer(mean=0.0, stddev=stddev)
        shared = (shared_embedding_name, shared_vocab_size)
        what = (sparse_id_column, dimension, combiner, initializer)
        return super().__new__(cls, *what, *source, *shared, max_norm, trainable)

    @property
    def name(self) -> str:
        kind = "embedding" if self.shared_embedding_name is None else "shared_embedding"
        return f"{self.sparse_id_column.name}_{kind}"

    @property
    def length(self) -> int:
        """How many embeddings there are."""
        if self.shared_vocab_size is not None:
            return self.shared_vocab_size
        return self.sparse_id_column.length

    @property
    def config(self) -> dict:
        return self.sparse_id_column.config

    def insert_transformed_feature(self, columns_to_tensors):
        if self.sparse_id_column not in columns_to_tensors:
            self.sparse_id_column.insert_transformed_feature(columns_to_tensors)
        columns_to_tensors[self] = columns_to_tensors[self.sparse_id_column]

    def _transform_feature(self, inputs):
        return inputs.get(self.sparse_id_column)

    def _checkpoint_path(self):
        if self.ckpt_to_load_from is None:
            return None
        return self.ckpt_to_load_from, self.tensor_name_in_ckpt

    def _deep_embedding_lookup_arguments(self, input_tensor):
        return DeepEmbeddingLookupArguments(
            input_tensor=self.sparse_id_column.id_tensor(input_tensor),
            weight_tensor=self.sparse_id_column.weight_tensor(input_tensor),
            initializer=self.initializer,
            vocab_size=self.length,
            hash_key=None,
            dimension=self.dimension,
            combiner=self.combiner,
            max_norm=self.max_norm,
            shared_embedding_name=self.shared_embedding_name,
            trainable=self.trainable,
        )

    def _wide_embedding_lookup_arguments(self, input_tensor):
        raise ValueError(
            f"Column {self} is not supported in linear models. Please use sparse_column."
        )


def embedding_column(
    sparse_id_column: Any,
    dimension: int,
    combiner: str = "mean",
    initializer: Callable | None = None,
    ckpt_to_load_from: str | None = None,
    tensor_name_in_ckpt: str | None = None,
    max_norm: float | None = None,
    trainable: bool = True,
):
    """Creates a column of learned vectors, one for each id.

    Args:
      sparse_id_column: a categorical, weighted or crossed column.
      dimension: an int, the vectors' size.
      combiner: how the vectors of an example's ids are joined: ``"mean"``, ``"sqrtn"`` or
        ``"sum"``.
      initializer: of the matrix [ids, dimension]; by default a truncated normal distribution
        with the standard deviation 1 / sqrt(ids).
      ckpt_to_load_from: a checkpoint to take the initial vectors from.
      tensor_name_in_ckpt: their name in it.
      max_norm: scale longer vectors down to this norm.
      trainable: whether they are trained.

    Raises:
      ValueError: where the initializer cannot be called, or only one of checkpoint and name is
        given.
    """
    return _EmbeddingColumn(
        sparse_id_column,
        dimension,
        combiner=combiner,
        initializer=initializer,
        max_norm=max_norm,
        trainable=trainable,
        ckpt_to_load_from=ckpt_to_load_from,
        tensor_name_in_ckpt=tensor_name_in_ckpt,
    )


def shared_embedding_columns(
    sparse_id_columns: Any,
    dimension: int,
    combiner: str = "mean",
    shared_embedding_name: str | None = None,
    initializer: Callable | None = None,
    ckpt_to_load_from: str | None = None,
    tensor_name_in_ckpt: str | None = None,
    max_norm: float | None = None,
    trainable: bool = True,
):
    """Creates columns whose ids share one set of learned vectors.

    Args:
      sparse_id_columns: a sequence of categorical or weighted columns with the same ids.
      dimension, combiner, initializer, ckpt_to_load_from, tensor_name_in_ckpt, max_norm,
        trainable: as in `embedding_column`.
      shared_embedding_name: the variable's name; by default made of the columns' names.

    Returns:
      A tuple of columns, or a list for one column.

    Raises:
      TypeError: where `sparse_id_columns` is no sequence of such columns.
      ValueError: where it is empty, or their ids are not the same.
    """
    columns = sparse_id_columns
    if not isinstance(columns, Sequence) or isinstance(columns, str):
        raise TypeError(
            "sparse_id_columns must be a non-string sequence (ex: list or tuple) "
            f"instead of type {type(columns)}."
        )
    if not columns:
        raise ValueError("The input sparse_id_columns should have at least one element.")
    for column in columns:
        if not isinstance(column, (_SparseColumn, _WeightedSparseColumn)):
            raise TypeError(
                "Elements of sparse_id_columns must be _SparseColumn or _WeightedSparseColumn, "
                f"but {column} is not."
            )
    shared_vocab_size = None
    if len(columns) > 1:
        if not all(_compatible(columns[0], column) for column in columns[1:]):
            raise ValueError("The input sparse id columns are not compatible.")
        shared_embedding_name = shared_embedding_name or _shared_name(columns)
        shared_vocab_size = columns[0].length
    shared = [
        _EmbeddingColumn(
            column,
            dimension,
            combiner=combiner,
            initializer=initializer,
            max_norm=max_norm,
            trainable=trainable,
            shared_embedding_name=shared_embedding_name,
            shared_vocab_size=shared_vocab_size,
            ckpt_to_load_from=ckpt_to_load_from,
            tensor_name_in_ckpt=tensor_name_in_ckpt,
        )
        for column in columns
    ]
    return tuple(shared) if len(columns) > 1 else shared


def _compatible(first, other) -> bool:
    if isinstance(first, _WeightedSparseColumn):
        return first.is_compatible(other)
    return other.is_compatible(first)


def _shared_name(columns) -> str:
    """Returns the name of up to three columns, unweighted ones first."""
    unweighted = sorted(column for column in columns if isinstance(column, _SparseColumn))
    weighted = [column for column in columns if not isinstance(column, _SparseColumn)]
    names = [column.name for column in unweighted] + sorted(column.name for column in weighted)
    others = f"_plus_{len(names) - 3}_others" if len(names) > 3 else ""
    return "_".join(names[:3]) + others + "_shared_embedding"


class _ScatteredEmbeddingColumn(
    _LookedUpColumn,
    collections.namedtuple(
        "_ScatteredEmbeddingColumn",
        ["column_name", "size", "dimension", "hash_key", "combiner", "initializer"],
    ),
):
    """See `scattered_embedding_column`."""

    def __new__(cls, column_name, size, dimension, hash_key, combiner="sqrtn", initializer=None):
        if initializer is not None and not callable(initializer):
            raise ValueError(
                f"initializer must be callable if specified. column_name: {column_name}"
            )
        initializer = initializer or tf.truncated_normal_initializer(mean=0.0, stddev=0.1)
        return super().__new__(cls, column_name, size, dimension, hash_key, combiner, initializer)

    @property
    def name(self) -> str:
        return f"{self.column_name}_scattered_embedding"

    @property
    def config(self) -> dict:
        return {self.column_name: tf.VarLenFeature(tf.string)}

    def insert_transformed_feature(self, columns_to_tensors):
        columns_to_tensors[self] = columns_to_tensors[self.column_name]

    def _transform_feature(self, inputs):
        return inputs.get(self.column_name)

    def _deep_embedding_lookup_arguments(self, input_tensor):
        return DeepEmbeddingLookupArguments(
            input_tensor=input_tensor,
            weight_tensor=None,
            initializer=self.initializer,
            vocab_size=self.size,
            hash_key=self.hash_key,
            dimension=self.dimension,
            combiner=self.combiner,
            max_norm=None,
            shared_embedding_name=None,
            trainable=True,
        )


def scattered_embedding_column(
    column_name, size, dimension, hash_key, combiner="mean", initializer=None
):
    """Creates a column of vectors whose components are scattered over one parameter vector.

    Each component of a feature's vector is hashed to a parameter by itself, so that two features
    hardly collide in all of them.

    Args:
      column_name: the name of a feature of strings.
      size: how many parameters there are.
      dimension: an int, the vectors' size.
      hash_key: an integer that is mixed into the hash.
      combiner: how the vectors of an example's features are joined: ``"mean"``, ``"sqrtn"`` or
        ``"sum"``.
      initializer: of the parameters; by default a truncated normal distribution with the standard
        deviation 0.1.

    Raises:
      ValueError: where a size is less than 1, the combiner is unknown or the initializer cannot
        be called.
    """
    if dimension < 1 or size < 1:
        raise ValueError(
            "Dimension and size must be greater than 0. "
            f"dimension: {dimension}, size: {size}, column_name: {column_name}"
        )
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError(
            "Combiner must be one of 'mean', 'sqrtn' or 'sum'. "
            f"combiner: {combiner}, column_name: {column_name}"
        )
    return _ScatteredEmbeddingColumn(column_name, size, dimension, hash_key, combiner, initializer)


def embeddings_from_arguments(column, args, weight_collections, trainable, output_rank=2):
    """Makes a column's variable in the current scope, and looks its features up in it.

    Args:
      column: the column.
      args: its `DeepEmbeddingLookupArguments`.
      weight_collections: more collections for the variable.
      trainable: whether it may be trained; the column can still say no.
      output_rank: an int; dimensions too many in the ids are merged.

    Returns:
      A tensor of rank `output_rank`, whose last dimension is that of the embeddings.

    Raises:
      ValueError: where columns share embeddings but not their shape.
    """
    ids = inner_flatten(args.input_tensor, output_rank)
    weights = None
    if args.weight_tensor is not None:
        weights = inner_flatten(args.weight_tensor, output_rank)

    def model_variable(name, shape):
        return framework.model_variable(
            name=name,
            shape=shape,
            dtype=tf.float32,
            initializer=args.initializer,
            trainable=trainable and args.trainable,
            collections=weight_collections,
        )

    if args.hash_key:
        return scattered_embedding_lookup_sparse(
            model_variable("weights", [args.vocab_size]),
            ids,
            args.dimension,
            hash_key=args.hash_key,
            combiner=args.combiner,
            name="lookup",
        )
    shape = [args.vocab_size, args.dimension]
    if args.shared_embedding_name is None:
        embeddings = model_variable("weights", shape)
    else:
        embeddings = _shared_variable(args.shared_embedding_name, shape, model_variable)
    embeddings = partitions_of(embeddings)
    maybe_restore_from_checkpoint(column._checkpoint_path(), embeddings)
    return safe_embedding_lookup_sparse(
        embeddings,
        ids,
        sparse_weights=weights,
        combiner=args.combiner,
        name=f"{column.name}weights",
        max_norm=args.max_norm,
    )


def _shared_variable(name, shape, model_variable):
    """Returns the variable that columns share; the first of them makes it, in its own scope."""
    collection = f"SHARED_EMBEDDING_COLLECTION_{name.upper()}"
    shared = tf.get_collection(collection)
    if not shared:
        embeddings = model_variable(name, shape)
        tf.add_to_collection(collection, embeddings)
        return embeddings
    if len(shared) > 1:
        raise ValueError(f"Collection {collection} can only contain one (partitioned) variable.")
    if shared[0].shape.as_list() != shape:
        raise ValueError(
            f"The embedding variable with name {name} already exists, but its shape does not "
            "match required embedding shape here. Please make sure to use different "
            "shared_embedding_name for different shared embeddings."
        )
    return shared[0]


def maybe_restore_from_checkpoint(checkpoint_path, variables: list) -> None:
    """Has a column's variable, given as a list of partitions, start from a checkpoint, if any."""
    if checkpoint_path is not None:
        path, tensor_name = checkpoint_path
        variable = variables[0] if len(variables) == 1 else variables
        framework.init_from_checkpoint(path, {tensor_name: variable})
