"""``tf.contrib.lookup``: the core's tables, under contrib's names and arguments."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat import _private
from contrib_learn_compat._private import (  # noqa: F401
    DenseHashTable as MutableDenseHashTable,
)
from contrib_learn_compat._private import (  # noqa: F401
    FastHashSpec,
    HasherSpec,
    IdTableWithHashBuckets,
    InitializableLookupTableBase,
    InitializableLookupTableBaseV1,
    LookupInterface,
    MutableHashTable,
    StrongHashSpec,
    TableInitializerBase,
    TextFileIdTableInitializer,
    TextFileStringTableInitializer,
    index_table_from_file,
    index_to_string_table_from_file,
)

KeyValueTensorInitializer = tf.lookup.KeyValueTensorInitializer
TextFileIndex = tf.lookup.TextFileIndex
TextFileInitializer = tf.lookup.TextFileInitializer


class HashTable(InitializableLookupTableBaseV1):
    """A table that is filled once, by its initializer, and read from then on.

    Unlike ``tf.lookup.StaticHashTable`` it is shared only under the name that it is given.
    """

    def __init__(self, initializer, default_value, shared_name=None, name=None) -> None:
        """Makes the table's ops.

        Args:
          initializer: what fills it, such as a `KeyValueTensorInitializer`.
          default_value: the value of a key that the table has not.
          shared_name: the name under which sessions of one container share it.
          name: the op's name, ``hash_table`` if None.
        """
        self._shared_name = shared_name
        self._op_name = name or "hash_table"
        self._table_name: str | None = None
        # The base class creates the resource at once, and asks the initializer for the types.
        self._initializer = initializer
        super().__init__(default_value, initializer)

    def _create_resource(self):
        handle = tf.raw_ops.HashTableV2(
            key_dtype=self._initializer.key_dtype,
            value_dtype=self._initializer.value_dtype,
            shared_name=self._shared_name or "",
            name=self._op_name,
        )
        if not tf.executing_eagerly():
            self._table_name = handle.op.name.rpartition("/")[2]
        return handle

    @property
    def init(self) -> tf.Operation:
        """The op that fills the table."""
        return self.initializer

    @property
    def name(self) -> str | None:
        """The last part of the op's name; None in eager execution."""
        return self._table_name

    def export(self, name=None):
        """Returns two tensors, the keys and their values."""
        with tf.name_scope(name, f"{self.name}_Export", [self.resource_handle]) as scope:
            keys, values = tf.raw_ops.LookupTableExportV2(
                table_handle=self.resource_handle,
                Tkeys=self.key_dtype,
                Tvalues=self.value_dtype,
                name=scope,
            )
        values.set_shape(keys.shape.concatenate(self.default_value.shape))
        return keys, values


def index_table_from_tensor(
    mapping,
    num_oov_buckets=0,
    default_value=-1,
    hasher_spec=FastHashSpec,
    dtype=tf.string,
    name=None,
):
    """Returns a table from the elements of `mapping` to their positions.

    Args:
      mapping: a list or 1-D tensor of strings or integers, without repetitions.
      num_oov_buckets: how many more numbers there are for what is not in `mapping`, by its hash.
      default_value: where there are none, the number of what is not in `mapping`.
      hasher_spec: a `HasherSpec`, the hash function.
      dtype: the type of the keys to look up, an integer one or string.
      name: the name scope, ``string_to_index`` if None.

    Raises:
      ValueError: where there is no `mapping`, or `num_oov_buckets` is negative.
      TypeError: where `dtype` is neither, or not that of `mapping`.
    """
    return _private.index_table_from_tensor(
        vocabulary_list=_given(mapping),
        num_oov_buckets=num_oov_buckets,
        default_value=default_value,
        hasher_spec=hasher_spec,
        dtype=dtype,
        name=name,
    )


def index_to_string_table_from_tensor(mapping, default_value="UNK", name=None):
    """Returns a table from positions in `mapping`, a list or 1-D string tensor, to its elements.

    Raises:
      ValueError: where there is no `mapping`.
    """
    return _private.index_to_string_table_from_tensor(
        vocabulary_list=_given(mapping), default_value=default_value, name=name
    )


def _given(mapping):
    if mapping is None:
        raise ValueError("mapping must be specified.")
    return mapping


def string_to_index(tensor, mapping, default_value=-1, name=None):
    """Looks up `tensor` in what :func:`index_table_from_tensor` makes of `mapping`."""
    table = index_table_from_tensor(mapping, default_value=default_value, name=name)
    return table.lookup(tensor)


def index_to_string(tensor, mapping, default_value="UNK", name=None):
    """Looks up `tensor` in what :func:`index_to_string_table_from_tensor` makes of `mapping`."""
    table = index_to_string_table_from_tensor(mapping, default_value, name)
    return table.lookup(tensor)


def string_to_index_table_from_file(
    vocabulary_file=None,
    num_oov_buckets=0,
    vocab_size=None,
    default_value=-1,
    hasher_spec=FastHashSpec,
    name=None,
):
    """The old name of ``index_table_from_file``, for strings."""
    return index_table_from_file(
        vocabulary_file, num_oov_buckets, vocab_size, default_value, hasher_spec, tf.string, name
    )


def string_to_index_table_from_tensor(
    mapping, num_oov_buckets=0, default_value=-1, hasher_spec=FastHashSpec, name=None
):
    """The old name of :func:`index_table_from_tensor`, for strings.

    Raises:
      ValueError: where `mapping` holds something else.
    """
    with tf.name_scope(name, "string_to_index") as scope:
        mapping = tf.convert_to_tensor(mapping)
    if mapping.dtype.base_dtype != tf.string:
        raise ValueError("string_to_index_table_from_tensor requires string.")
    return index_table_from_tensor(mapping, num_oov_buckets, default_value, hasher_spec, name=scope)
