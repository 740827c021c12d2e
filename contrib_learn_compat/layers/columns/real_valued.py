"""Columns of numbers, and of the buckets that numbers fall into."""

from __future__ import annotations

import collections

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.notices import experimental
from contrib_learn_compat.layers.columns.base import (
    CategoricalColumn,
    DenseColumn,
    FeatureColumn,
    TransformedFeatures,
    reshape_real_valued_tensor,
)


class _NormalizedColumn(FeatureColumn):
    """What a column of numbers does, whether their count is fixed or not."""

    @property
    def name(self) -> str:
        return self.column_name

    @property
    def key(self) -> str:
        # A function has no text of its own, only an address.
        return self._key_without_properties(["normalizer"])

    @property
    def normalizer_fn(self):
        """The function that normalizes the numbers, or None."""
        return self.normalizer

    def _normalized_input_tensor(self, input_tensor):
        return input_tensor if self.normalizer is None else self.normalizer(input_tensor)

    def insert_transformed_feature(self, columns_to_tensors):
        normalized = self._normalized_input_tensor(columns_to_tensors[self.name])
        columns_to_tensors[self] = tf.cast(normalized, tf.float32)


class _RealValuedColumn(
    _NormalizedColumn,
    DenseColumn,
    collections.namedtuple(
        "_RealValuedColumn",
        ["column_name", "dimension", "default_value", "dtype", "normalizer"],
    ),
):
    """See `real_valued_column`."""

    def __new__(cls, column_name, dimension, default_value, dtype, normalizer):
        default_value = None if default_value is None else tuple(default_value)
        return super().__new__(cls, column_name, dimension, default_value, dtype, normalizer)

    @property
    def config(self) -> dict:
        default = None if self.default_value is None else list(self.default_value)
        return {self.column_name: tf.FixedLenFeature([self.dimension], self.dtype, default)}

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        dense = tf.cast(self._to_dense_tensor(input_tensor), tf.float32)
        return reshape_real_valued_tensor(dense, output_rank, self.name)

    def _to_dense_tensor(self, input_tensor):
        return input_tensor

    @property
    def _variable_shape(self):
        return tf.TensorShape([self.dimension])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return inputs.get(self)

    def _transform_feature(self, inputs):
        return tf.cast(self._normalized_input_tensor(inputs.get(self.name)), tf.float32)


def real_valued_column(
    column_name, dimension=1, default_value=None, dtype=tf.float32, normalizer=None
):
    """Creates a column of numbers.

    Args:
      column_name: the feature's name.
      dimension: an int, how many numbers an example has.
      default_value: what an example without the feature has: a number, for every dimension, or a
        list of `dimension` numbers. None makes parsing such an example an error.
      dtype: an integer or floating type; the model gets float32 in any case.
      normalizer: a function of the feature's tensor [batch, dimension].

    Raises:
      TypeError: where `dimension` is no int, or `default_value` does not go with `dtype`.
      ValueError: where `dimension` or the number of default values is wrong, or `dtype` is not
        numeric.
    """
    where = f"dimension: {dimension}, column_name: {column_name}"
    if dimension is None:
        raise TypeError(
            "dimension must be an integer. Use the _real_valued_var_len_column for variable "
            f"length features.{where}"
        )
    if not isinstance(dimension, int):
        raise TypeError(f"dimension must be an integer. {where}")
    if dimension < 1:
        raise ValueError(f"dimension must be greater than 0. {where}")
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(
            f"dtype must be convertible to float. dtype: {dtype}, column_name: {column_name}"
        )
    defaults = _default_values(column_name, dimension, default_value, dtype)
    return _RealValuedColumn(column_name, dimension, defaults, dtype, normalizer)


def _default_values(column_name, dimension, default_value, dtype) -> list | None:
    """Returns `dimension` defaults of a type that goes with `dtype`."""
    if default_value is None:
        return None
    values = default_value if isinstance(default_value, list) else [default_value] * dimension
    if len(values) != dimension:
        raise ValueError(
            "The length of default_value must be equal to dimension. "
            f"default_value: {default_value}, dimension: {dimension}, column_name: {column_name}"
        )
    if all(isinstance(value, int) for value in values) and dtype.is_integer:
        return values
    if all(isinstance(value, (int, float)) for value in values) and dtype.is_floating:
        return [float(value) for value in values]
    raise TypeError(
        "default_value must be compatible with dtype. "
        f"default_value: {default_value}, dtype: {dtype}, column_name: {column_name}"
    )


class _RealValuedVarLenColumn(
    _NormalizedColumn,
    collections.namedtuple(
        "_RealValuedVarLenColumn",
        ["column_name", "default_value", "dtype", "normalizer", "is_sparse"],
    ),
):
    """See `real_valued_var_len_column`."""

    @property
    def config(self) -> dict:
        if self.is_sparse:
            return {self.column_name: tf.VarLenFeature(self.dtype)}
        padded = tf.FixedLenSequenceFeature(
            [], self.dtype, allow_missing=True, default_value=self.default_value
        )
        return {self.column_name: padded}

    def _normalized_input_tensor(self, input_tensor):
        if self.normalizer is None or not self.is_sparse:
            return super()._normalized_input_tensor(input_tensor)
        return tf.SparseTensor(
            input_tensor.indices, self.normalizer(input_tensor.values), input_tensor.dense_shape
        )

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        return reshape_real_valued_tensor(
            self._to_dense_tensor(input_tensor), output_rank, self.name
        )

    def _to_dense_tensor(self, input_tensor):
        if self.is_sparse:
            raise ValueError(
                f"Set is_sparse to False if you want a dense Tensor for column_name: {self.name}"
            )
        return input_tensor


@experimental
def real_valued_var_len_column(
    column_name, default_value=None, dtype=tf.float32, normalizer=None, is_sparse=False
):
    """Creates a column of as many numbers as an example happens to have, for sequence models.

    Args:
      column_name: the feature's name.
      default_value: a number to fill short examples up with; needed unless `is_sparse`.
      dtype: an integer or floating type.
      normalizer: a function of the feature's tensor, or of a SparseTensor's values.
      is_sparse: whether examples are parsed to a SparseTensor; else to a padded matrix.

    Raises:
      TypeError: where `dtype` is not numeric.
      ValueError: where `default_value` is missing or a list.
    """
    if not (dtype.is_integer or dtype.is_floating):
        raise TypeError(
            f"dtype must be convertible to float. dtype: {dtype}, column_name: {column_name}"
        )
    if default_value is None and not is_sparse:
        raise ValueError(
            "default_value must be provided when is_sparse=False to parse a padded Tensor. "
            f"column_name: {column_name}"
        )
    if isinstance(default_value, list):
        raise ValueError(
            f"Only scalar default value. default_value: {default_value}, column_name: {column_name}"
        )
    if default_value is not None:
        default_value = int(default_value) if dtype.is_integer else float(default_value)
    return _RealValuedVarLenColumn(column_name, default_value, dtype, normalizer, is_sparse)


def bucketize(input_tensor, boundaries, name=None):
    """Returns the number of the bucket that each number falls into, as int32.

    Args:
      input_tensor: a tensor of numbers.
      boundaries: a sorted list of floats; bucket i begins at boundary i - 1.
      name: the name of the operation.
    """
    return tf.raw_ops.Bucketize(input=input_tensor, boundaries=boundaries, name=name)


class _BucketizedColumn(
    CategoricalColumn,
    DenseColumn,
    collections.namedtuple("_BucketizedColumn", ["source_column", "boundaries"]),
):
    """See `bucketized_column`."""

    combiner = "sum"

    def __new__(cls, source_column, boundaries):
        if not isinstance(source_column, _RealValuedColumn):
            raise TypeError(
                "source_column must be an instance of _RealValuedColumn. "
                f"source_column: {source_column}"
            )
        if source_column.dimension is None:
            raise ValueError(
                f"source_column must have a defined dimension. source_column: {source_column}"
            )
        if not isinstance(boundaries, (list, tuple)) or not boundaries:
            raise ValueError(
                f"boundaries must be a non-empty list or tuple. boundaries: {boundaries}"
            )
        if any(left > right for left, right in zip(boundaries, boundaries[1:], strict=False)):
            raise ValueError(f"boundaries must be a sorted list. boundaries: {boundaries}")
        return super().__new__(cls, source_column, tuple(dict.fromkeys(boundaries)))

    @property
    def name(self) -> str:
        return f"{self.source_column.name}_bucketized"

    @property
    def length(self) -> int:
        """How many buckets one number can fall into."""
        return len(self.boundaries) + 1

    @property
    def config(self) -> dict:
        return self.source_column.config

    @property
    def _num_buckets(self) -> int:
        return self.length * self.source_column.dimension

    @property
    def _variable_shape(self):
        return tf.TensorShape([self._num_buckets])

    def _transform_feature(self, inputs):
        return bucketize(inputs.get(self.source_column), list(self.boundaries), name="bucketize")

    def insert_transformed_feature(self, columns_to_tensors):
        columns_to_tensors[self] = self._transform_feature(TransformedFeatures(columns_to_tensors))

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        if output_rank != 2:
            raise ValueError("BucketizedColumn currently only supports output_rank=2")
        one_hot = tf.one_hot(tf.cast(input_tensor, tf.int64), self.length, 1.0, 0.0, name="one_hot")
        return tf.reshape(one_hot, [-1, self._num_buckets], name="reshape")

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return self._to_dnn_input_layer(inputs.get(self), weight_collections, trainable)

    def id_tensor(self, input_tensor):
        return self.to_sparse_tensor(input_tensor)

    def to_sparse_tensor(self, input_tensor) -> tf.SparseTensor:
        """Returns the buckets [batch, dimension] as ids, each dimension with its own range."""
        dimension = self.source_column.dimension
        batch_size = tf.shape(input_tensor, name="shape")[0]
        if dimension > 1:
            rows = tf.expand_dims(tf.range(0, batch_size), 1, name="expand_dims")
            rows = tf.reshape(tf.tile(rows, [1, dimension], name="tile"), [-1], name="reshape")
            places = tf.tile(tf.range(0, dimension), [batch_size], name="tile")
            ids = tf.reshape(input_tensor, [-1], name="reshape") + self.length * places
        else:
            rows = tf.range(0, batch_size)
            places = tf.zeros([batch_size], dtype=tf.int32, name="zeros")
            ids = tf.reshape(input_tensor, [-1], name="reshape")
        indices = tf.cast(tf.transpose(tf.stack((rows, places))), tf.int64)
        shape = tf.cast(tf.stack([batch_size, dimension]), tf.int64)
        return tf.SparseTensor(indices, ids, shape)


def bucketized_column(source_column, boundaries):
    """Creates a column of the buckets that a column of numbers falls into.

    Args:
      source_column: what `real_valued_column` returned.
      boundaries: a sorted list or tuple; ``[a, b]`` makes the buckets below a, from a up to b, and
        from b on. Equal boundaries count once.

    Raises:
      TypeError: where `source_column` is another column.
      ValueError: where `boundaries` is empty or not sorted.
    """
    return _BucketizedColumn(source_column, boundaries)
