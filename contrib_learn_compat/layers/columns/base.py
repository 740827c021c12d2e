"""What every feature column is."""

from __future__ import annotations

import abc
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat.layers.flattening import inner_flatten


class LinearEmbeddingLookupArguments(NamedTuple):
    """What a linear model needs to look a column's weights up."""

    input_tensor: tf.SparseTensor
    weight_tensor: tf.SparseTensor | None
    vocab_size: int
    initializer: Any
    combiner: str


class DeepEmbeddingLookupArguments(NamedTuple):
    """What an input layer needs to look a column's embeddings up."""

    input_tensor: tf.SparseTensor
    weight_tensor: tf.SparseTensor | None
    vocab_size: int
    initializer: Any
    combiner: str
    dimension: int
    shared_embedding_name: str | None
    hash_key: int | None
    max_norm: float | None
    trainable: bool


class FeatureColumn(abc.ABC):
    """A named feature, or what is made of one, and how it enters a model.

    Columns are immutable named tuples. A column puts its transformed tensor into a dict from
    columns and feature names to tensors; the input layer or the linear model takes it from there.
    """

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """The column's name, which names its variable scope."""

    @property
    @abc.abstractmethod
    def config(self) -> dict[str, Any]:
        """How to parse the features it is made of from a ``tf.Example``."""

    @property
    def key(self) -> str:
        """What columns are sorted by, and told apart."""
        return f"{self}"

    @abc.abstractmethod
    def insert_transformed_feature(self, columns_to_tensors: dict) -> None:
        """Adds the transformed tensor to `columns_to_tensors`, under the column itself."""

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        """Returns the transformed tensor as a dense one, for an input layer."""
        raise ValueError("Calling an abstract method.")

    def _deep_embedding_lookup_arguments(self, input_tensor) -> DeepEmbeddingLookupArguments:
        raise NotImplementedError(f"No deep embedding lookup arguments for column {self}.")

    def _wide_embedding_lookup_arguments(self, input_tensor) -> LinearEmbeddingLookupArguments:
        raise NotImplementedError(f"No wide embedding lookup arguments for column {self}.")

    def _to_dense_tensor(self, input_tensor):
        """Returns the transformed tensor as a dense one, for a linear model."""
        raise NotImplementedError(f"No dense tensor representation for column {self}.")

    def _checkpoint_path(self) -> tuple[str, str] | None:
        """Returns the checkpoint and the name in it to take initial weights from, if any."""
        return None

    def _key_without_properties(self, properties) -> str:
        fields = [
            f"{name}={value}"
            for name, value in zip(self._fields, self, strict=True)
            if name not in properties
        ]
        return f"{type(self).__name__}({', '.join(fields)})"

    @property
    def _parse_example_spec(self) -> dict[str, Any]:
        return self.config


class CategoricalColumn(FeatureColumn, _private.CategoricalColumn):
    """A column whose features are ids; the core's ``linear_model`` takes it too."""

    @property
    @abc.abstractmethod
    def length(self) -> int:
        """How many ids there are."""

    def id_tensor(self, input_tensor):
        """Returns the ids in the column's transformed tensor."""
        return input_tensor

    def weight_tensor(self, input_tensor):
        """Returns the ids' weights in the column's transformed tensor, if it has any."""
        return None

    def _wide_embedding_lookup_arguments(self, input_tensor):
        return LinearEmbeddingLookupArguments(
            input_tensor=self.id_tensor(input_tensor),
            weight_tensor=self.weight_tensor(input_tensor),
            vocab_size=self._num_buckets,
            initializer=tf.zeros_initializer(),
            combiner=self.combiner,
        )

    @property
    def _num_buckets(self) -> int:
        return self.length

    def _get_sparse_tensors(self, inputs, weight_collections=None, trainable=None):
        transformed = inputs.get(self)
        return _private.CategoricalColumn.IdWeightPair(
            self.id_tensor(transformed), self.weight_tensor(transformed)
        )


class DenseColumn(FeatureColumn, _private.DenseColumn):
    """A column that is a matrix of numbers; the core's ``input_layer`` takes it too."""


class TransformedFeatures:
    """Gets features and columns out of a dict, and transforms a column that is not yet there."""

    def __init__(self, columns_to_tensors: dict):
        self._columns_to_tensors = columns_to_tensors

    def get(self, key):
        """Returns the tensor of a feature name or a column.

        Raises:
          ValueError: where there is no feature of that name.
          TypeError: where `key` is neither name nor column.
        """
        if key in self._columns_to_tensors:
            return self._columns_to_tensors[key]
        if isinstance(key, str):
            raise ValueError(f"features dictionary doesn't contain key ({key})")
        if not isinstance(key, FeatureColumn):
            raise TypeError(f'"key" must be either a "str" or "_FeatureColumn". Provided: {key}')
        key.insert_transformed_feature(self._columns_to_tensors)
        return self._columns_to_tensors[key]


def reshape_real_valued_tensor(input_tensor, output_rank, column_name=None):
    """Returns a dense tensor with the rank that a layer takes.

    Args:
      input_tensor: a tensor; a missing last dimension is added, inner ones too many are merged.
      output_rank: an int.
      column_name: whose tensor it is, for the error.

    Raises:
      ValueError: where more than one dimension is missing.
    """
    rank = input_tensor.shape.rank
    if rank == output_rank:
        return input_tensor
    if rank is None or rank > output_rank:
        return inner_flatten(input_tensor, output_rank)
    if rank + 1 < output_rank:
        column = f"Error while processing column {column_name}." if column_name else ""
        raise ValueError(column + rank_complaint(rank, output_rank))
    tf.logging.warning(
        "The features have rank %d where %d is expected: adding a last dimension of 1.",
        rank,
        output_rank,
    )
    return tf.expand_dims(input_tensor, -1, name="expand_dims")


def rank_complaint(rank: int, output_rank: int) -> str:
    """Says that features of this rank do not make a layer's input."""
    return (
        f"Rank of input Tensor ({rank}) should be the same as output_rank ({output_rank}). "
        "For example, sequence data should typically be 3 dimensional (rank 3) while "
        "non-sequence data is typically 2 dimensional (rank 2)."
    )
