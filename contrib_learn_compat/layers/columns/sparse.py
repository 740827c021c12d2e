"""Columns of categories: features that become ids, with or without weights."""

from __future__ import annotations

import collections
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import index_table_from_file, index_table_from_tensor
from contrib_learn_compat.layers.columns.base import CategoricalColumn, reshape_real_valued_tensor
from contrib_learn_compat.layers.sparse_ops import dense_to_sparse_tensor


class _SparseIdLookupConfig(
    collections.namedtuple(
        "_SparseIdLookupConfig",
        ["vocabulary_file", "keys", "num_oov_buckets", "vocab_size", "default_value"],
    )
):
    """Where a column finds the ids of its features.

    Attributes:
      vocabulary_file: a file with one feature a line; or
      keys: the features themselves.
      num_oov_buckets: how many more ids there are for features that are in neither.
      vocab_size: how many features there are.
      default_value: the id of what is not among them, where there are no such buckets.
    """

    def __new__(
        cls,
        vocabulary_file: str | None = None,
        keys: tuple | None = None,
        num_oov_buckets: int = 0,
        vocab_size: int | None = None,
        default_value: Any = -1,
    ):
        return super().__new__(
            cls, vocabulary_file, keys, num_oov_buckets, vocab_size, default_value
        )


class _SparseColumn(
    CategoricalColumn,
    collections.namedtuple(
        "_SparseColumn",
        ["column_name", "is_integerized", "bucket_size", "lookup_config", "combiner", "dtype"],
    ),
):
    """A column of ids; see the ``sparse_column_with_…`` functions."""

    def __new__(
        cls,
        column_name: str,
        is_integerized: bool = False,
        bucket_size: int | None = None,
        lookup_config: Any = None,
        combiner: str = "sum",
        dtype: Any = tf.string,
    ):
        where = f"column_name: {column_name}"
        if is_integerized and bucket_size is None:
            raise ValueError(f"bucket_size must be set if is_integerized is True. {where}")
        if is_integerized and not dtype.is_integer:
            raise ValueError(
                f"dtype must be an integer if is_integerized is True. dtype: {dtype}, {where}."
            )
        if dtype != tf.string and not dtype.is_integer:
            raise ValueError(f"dtype must be string or integer. dtype: {dtype}, {where}")
        if bucket_size is None and lookup_config is None:
            raise ValueError(f"one of bucket_size or lookup_config must be set. {where}")
        if bucket_size is not None and lookup_config:
            raise ValueError(
                f"one and only one of bucket_size or lookup_config must be set. {where}"
            )
        if bucket_size is not None and bucket_size < 1:
            raise ValueError(f"bucket_size must be at least 1. bucket_size: {bucket_size}, {where}")
        if lookup_config and not isinstance(lookup_config, _SparseIdLookupConfig):
            raise TypeError(
                "lookup_config must be an instance of _SparseIdLookupConfig. "
                f"Given one is in type {type(lookup_config)} for column_name {column_name}"
            )
        if lookup_config and lookup_config.vocabulary_file and lookup_config.vocab_size is None:
            raise ValueError(f"vocab_size must be defined. {where}")
        return super().__new__(
            cls, column_name, is_integerized, bucket_size, lookup_config, combiner, dtype
        )

    @property
    def name(self) -> str:
        return self.column_name

    @property
    def length(self) -> int:
        if self.bucket_size is not None:
            return int(self.bucket_size)  # programs write 1e6
        return self.lookup_config.vocab_size + self.lookup_config.num_oov_buckets

    @property
    def config(self) -> dict:
        return {self.column_name: tf.VarLenFeature(self.dtype)}

    def _do_transform(self, input_tensor: tf.SparseTensor) -> tf.SparseTensor:
        """Returns the ids of features."""
        raise NotImplementedError(f"Transform is not implemented for {self}.")

    def insert_transformed_feature(self, columns_to_tensors):
        features = self._get_input_sparse_tensor(columns_to_tensors[self.name])
        columns_to_tensors[self] = self._do_transform(features)

    def _transform_feature(self, inputs):
        return self._do_transform(self._get_input_sparse_tensor(inputs.get(self.name)))

    def _get_input_sparse_tensor(self, input_tensor) -> tf.SparseTensor:
        """Returns the features as a SparseTensor; of a dense one, empty strings and -1 drop out."""
        if isinstance(input_tensor, tf.SparseTensor):
            return input_tensor
        nothing = "" if input_tensor.dtype == tf.string else -1
        matrix = reshape_real_valued_tensor(input_tensor, 2, self.name)
        return dense_to_sparse_tensor(matrix, ignore_value=nothing)

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        raise ValueError(
            "SparseColumn is not supported in DNN. "
            f"Please use embedding_column or one_hot_column. column: {self}"
        )

    def is_compatible(self, other_column) -> bool:
        """Whether the two columns' ids can mean the same, so that they can share embeddings."""
        if self.lookup_config and other_column.lookup_config:
            return self.lookup_config == other_column.lookup_config
        same_type = self.dtype == other_column.dtype or (
            self.dtype.is_integer and other_column.dtype.is_integer
        )
        compatible = self.length == other_column.length and same_type
        if compatible:
            tf.logging.warn(
                "Column %s and %s may not have the same vocabulary.", self.name, other_column.name
            )
        return compatible


def _with_values(sparse: tf.SparseTensor, values) -> tf.SparseTensor:
    return tf.SparseTensor(sparse.indices, values, sparse.dense_shape)


class _SparseColumnIntegerized(_SparseColumn):
    """See `sparse_column_with_integerized_feature`."""

    def _do_transform(self, input_tensor):
        ids = tf.mod(input_tensor.values, self.bucket_size, name="mod")
        return _with_values(input_tensor, ids)


class _SparseColumnHashed(_SparseColumn):
    """See `sparse_column_with_hash_bucket`."""

    def __new__(
        cls,
        column_name: str,
        is_integerized: bool = False,
        bucket_size: int | None = None,
        lookup_config: Any = None,
        combiner: str = "sum",
        dtype: Any = tf.string,
        hash_keys: list | None = None,
    ):
        if hash_keys is not None:
            if not isinstance(hash_keys, list) or not hash_keys:
                raise ValueError("hash_keys must be a non-empty list.")
            pairs = all(isinstance(pair, list) and len(pair) == 2 for pair in hash_keys)
            if not pairs or not all(isinstance(key, int) for pair in hash_keys for key in pair):
                raise ValueError("Each element of hash_keys must be a pair of integers.")
        column = super().__new__(
            cls, column_name, is_integerized, bucket_size, lookup_config, combiner, dtype
        )
        column.hash_keys = hash_keys
        return column

    def _do_transform(self, input_tensor):
        features = input_tensor.values
        if self.dtype.is_integer:
            features = tf.as_string(features)
        if not self.hash_keys:
            ids = tf.string_to_hash_bucket_fast(features, self.bucket_size, name="lookup")
            return _with_values(input_tensor, ids)
        hashed = [
            _with_values(
                input_tensor, tf.string_to_hash_bucket_strong(features, self.bucket_size, key)
            )
            for key in self.hash_keys
        ]
        return tf.sparse_concat(axis=1, sp_inputs=hashed, name="lookup")


class _SparseColumnKeys(_SparseColumn):
    """See `sparse_column_with_keys`."""

    def _do_transform(self, input_tensor):
        table = index_table_from_tensor(
            vocabulary_list=tuple(self.lookup_config.keys),
            default_value=self.lookup_config.default_value,
            dtype=self.dtype,
            name="lookup",
        )
        return table.lookup(input_tensor)


class _SparseColumnVocabulary(_SparseColumn):
    """See `sparse_column_with_vocabulary_file`."""

    def _do_transform(self, input_tensor):
        if self.dtype.is_integer:
            input_tensor = _with_values(input_tensor, tf.as_string(input_tensor.values))
        table = index_table_from_file(
            vocabulary_file=self.lookup_config.vocabulary_file,
            num_oov_buckets=self.lookup_config.num_oov_buckets,
            vocab_size=self.lookup_config.vocab_size,
            default_value=self.lookup_config.default_value,
            name=f"{self.name}_lookup",
        )
        return table.lookup(input_tensor)


def sparse_column_with_integerized_feature(
    column_name, bucket_size, combiner="sum", dtype=tf.int64
):
    """Creates a column of integers that are ids themselves, modulo `bucket_size`.

    Args:
      column_name: the feature's name.
      bucket_size: how many ids there are.
      combiner: how a linear model joins several ids of an example: ``"sum"``, ``"mean"`` or
        ``"sqrtn"``.
      dtype: an integer type.

    Raises:
      ValueError: where `bucket_size` is less than 1 or `dtype` is not an integer type.
    """
    return _SparseColumnIntegerized(
        column_name, is_integerized=True, bucket_size=bucket_size, combiner=combiner, dtype=dtype
    )


def sparse_column_with_hash_bucket(
    column_name, hash_bucket_size, combiner="sum", dtype=tf.string, hash_keys=None
):
    """Creates a column whose features are hashed to ids.

    Args:
      column_name: the feature's name.
      hash_bucket_size: how many ids there are.
      combiner: how a linear model joins several ids of an example: ``"sum"``, ``"mean"`` or
        ``"sqrtn"``.
      dtype: strings or an integer type.
      hash_keys: a list of pairs of integers, each the key of a strong hash; a feature then has
        one id for each, so that those of two features hardly collide all.

    Raises:
      ValueError: where there are no ids, the type is another one or the keys are no pairs.
    """
    return _SparseColumnHashed(
        column_name,
        bucket_size=hash_bucket_size,
        hash_keys=hash_keys,
        combiner=combiner,
        dtype=dtype,
    )


def sparse_column_with_keys(column_name, keys, default_value=-1, combiner="sum", dtype=tf.string):
    """Creates a column whose features' ids are their places in a list.

    Args:
      column_name: the feature's name.
      keys: the list.
      default_value: the id of what is not in it.
      combiner: how a linear model joins several ids of an example: ``"sum"``, ``"mean"`` or
        ``"sqrtn"``.
      dtype: strings or an integer type.

    Raises:
      ValueError: where the type is another one.
    """
    keys = tuple(keys)
    lookup = _SparseIdLookupConfig(keys=keys, vocab_size=len(keys), default_value=default_value)
    return _SparseColumnKeys(column_name, lookup_config=lookup, combiner=combiner, dtype=dtype)


def sparse_column_with_vocabulary_file(
    column_name: str,
    vocabulary_file: str | None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: Any = -1,
    combiner: str = "sum",
    dtype: Any = tf.string,
):
    """Creates a column whose features' ids are their line numbers in a file.

    Args:
      column_name: the feature's name.
      vocabulary_file: the file's name.
      num_oov_buckets: how many more ids there are, for features that are not in the file.
      vocab_size: how many lines of the file count.
      default_value: the id of a feature that is not in the file, if there are no such ids.
      combiner: how a linear model joins several ids of an example: ``"sum"``, ``"mean"`` or
        ``"sqrtn"``.
      dtype: strings or an integer type.

    Raises:
      ValueError: where `vocab_size` is missing or the type is another one.
    """
    if vocab_size is None:
        raise ValueError(f"vocab_size should be defined. column_name: {column_name}")
    lookup = _SparseIdLookupConfig(
        vocabulary_file=vocabulary_file,
        num_oov_buckets=num_oov_buckets,
        vocab_size=vocab_size,
        default_value=default_value,
    )
    return _SparseColumnVocabulary(
        column_name, lookup_config=lookup, combiner=combiner, dtype=dtype
    )


class _WeightedSparseColumn(
    CategoricalColumn,
    collections.namedtuple(
        "_WeightedSparseColumn", ["sparse_id_column", "weight_column_name", "dtype"]
    ),
):
    """See `weighted_sparse_column`. Its transformed tensor is a pair of ids and weights."""

    @property
    def name(self) -> str:
        return f"{self.sparse_id_column.name}_weighted_by_{self.weight_column_name}"

    @property
    def length(self) -> int:
        return self.sparse_id_column.length

    @property
    def combiner(self) -> str:
        """The id column's combiner."""
        return self.sparse_id_column.combiner

    @property
    def config(self) -> dict:
        return {
            **self.sparse_id_column.config,
            self.weight_column_name: tf.VarLenFeature(self.dtype),
        }

    @property
    def lookup_config(self):
        """The id column's lookup configuration."""
        return self.sparse_id_column.lookup_config

    def id_tensor(self, input_tensor):
        return input_tensor[0]

    def weight_tensor(self, input_tensor):
        return input_tensor[1]

    def _do_transform(self, id_tensor, weight_tensor):
        if not isinstance(weight_tensor, tf.SparseTensor):
            weight_tensor = dense_to_sparse_tensor(weight_tensor)
        if not self.dtype.is_floating:
            weight_tensor = tf.cast(weight_tensor, tf.float32)
        return (id_tensor, weight_tensor)

    def insert_transformed_feature(self, columns_to_tensors):
        if self.sparse_id_column not in columns_to_tensors:
            self.sparse_id_column.insert_transformed_feature(columns_to_tensors)
        columns_to_tensors[self] = self._do_transform(
            columns_to_tensors[self.sparse_id_column], columns_to_tensors[self.weight_column_name]
        )

    def _transform_feature(self, inputs):
        return self._do_transform(
            inputs.get(self.sparse_id_column), inputs.get(self.weight_column_name)
        )

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        raise ValueError(
            "WeightedSparseColumn is not supported in DNN. "
            f"Please use embedding_column or one_hot_column. column: {self}"
        )

    def is_compatible(self, other_column) -> bool:
        """Whether the two columns' ids can mean the same, so that they can share embeddings."""
        if isinstance(other_column, _WeightedSparseColumn):
            other_column = other_column.sparse_id_column
        return self.sparse_id_column.is_compatible(other_column)


def weighted_sparse_column(sparse_id_column, weight_column_name, dtype=tf.float32):
    """Creates a column of ids that are weighted by another feature.

    Args:
      sparse_id_column: what a ``sparse_column_with_…`` function returned.
      weight_column_name: the name of the feature of weights, one for each id.
      dtype: the weights' type, integer or floating.

    Raises:
      ValueError: where `dtype` is not numeric.
    """
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(f"dtype is not convertible to float. Given {dtype}")
    return _WeightedSparseColumn(sparse_id_column, weight_column_name, dtype)
