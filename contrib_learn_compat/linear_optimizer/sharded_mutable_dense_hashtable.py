"""A hash table in several shards, for several parameter servers."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.lookup import MutableDenseHashTable


class ShardedMutableDenseHashTable:
    """Several MutableDenseHashTables as one; a key's remainder tells its table."""

    def __init__(
        self,
        key_dtype: tf.DType,
        value_dtype: tf.DType,
        default_value: Any,
        empty_key: Any,
        deleted_key: Any,
        num_shards: int = 1,
        checkpoint: bool = True,
        name: str = "ShardedMutableHashTable",
    ):
        """Makes the tables.

        Args:
          key_dtype: of the keys, a type of integers.
          value_dtype: of the values.
          default_value: of a key that is not there, a scalar or a vector.
          empty_key: a key that stands for none, a scalar or a vector.
          deleted_key: another one.
          num_shards: how many tables there are.
          checkpoint: whether checkpoints have what is in the tables.
          name: begins the tables' names.
        """
        self._key_dtype = key_dtype
        with tf.name_scope(name) as scope:
            self._table_name = scope
            self._table_shards = [
                MutableDenseHashTable(
                    *(key_dtype, value_dtype, default_value, empty_key, deleted_key),
                    name=f"{name}-{i + 1}-of-{num_shards}",
                    checkpoint=checkpoint,
                )
                for i in range(num_shards)
            ]

    @property
    def name(self) -> str:
        return self._table_name

    @property
    def table_shards(self) -> list[MutableDenseHashTable]:
        return self._table_shards

    def size(self, name: str | None = None) -> tf.Tensor:
        """Returns how many keys there are."""
        with tf.name_scope(name, "sharded_mutable_hash_table_size"):
            return tf.add_n([table.size() for table in self._table_shards])

    def lookup(self, keys: tf.Tensor, name: str | None = None) -> tf.Tensor:
        """Returns the keys' values, or the default.

        Args:
          keys: of shape [n] or [n, width].
          name: the op's name.

        Returns:
          The values, of shape [n] or [n, width of a value].

        Raises:
          TypeError: the keys are not of the tables' type.
          ValueError: the keys have another rank.
        """
        if keys.dtype.base_dtype != self._key_dtype:
            raise TypeError(
                f"Signature mismatch. Keys must be dtype {self._key_dtype}, got {keys.dtype}."
            )
        if len(self._table_shards) == 1:
            return self._table_shards[0].lookup(keys, name=name)
        places, key_shards = self._partition(keys, tf.range(tf.shape(keys)[0]), keys)
        values = [
            table.lookup(shard, name=name)
            for table, shard in zip(self._table_shards, key_shards, strict=True)
        ]
        result = tf.dynamic_stitch(places, values)
        result.set_shape(keys.shape[:1].concatenate(values[0].shape[1:]))
        return result

    def insert(self, keys: tf.Tensor, values: tf.Tensor, name: str | None = None) -> tf.Operation:
        """Returns the op that gives keys, of shape [n] or [n, width], their values.

        Raises:
          ValueError: the keys have another rank.
        """
        if len(self._table_shards) == 1:
            return self._table_shards[0].insert(keys, values, name=name)
        shards = zip(self._table_shards, *self._partition(keys, keys, values), strict=True)
        return tf.group(*(table.insert(*shard, name=name) for table, *shard in shards))

    def export_sharded(self, name: str | None = None) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
        """Returns the keys and the values of each table, with those of its empty places."""
        keys, values = zip(*(table.export(name=name) for table in self._table_shards), strict=True)
        return list(keys), list(values)

    def _partition(self, keys: tf.Tensor, *tensors: tf.Tensor) -> list[list[tf.Tensor]]:
        """Cuts tensors, each of which has a row a key, into those of the tables."""
        if keys.shape.ndims not in (1, 2):
            raise ValueError(f"Expected a vector or matrix for keys, got {keys.shape}.")
        if keys.shape.ndims == 2:  # The first number of a key stands for all of it.
            keys = keys[:, 0]
        count = len(self._table_shards)
        shards = tf.cast(tf.floormod(tf.abs(keys), count), tf.int32)
        return [tf.dynamic_partition(tensor, shards, count) for tensor in tensors]
