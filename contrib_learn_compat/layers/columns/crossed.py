"""Columns of combinations of features."""

from __future__ import annotations

import collections
from typing import Any

from contrib_learn_compat.layers.columns.base import CategoricalColumn, TransformedFeatures
from contrib_learn_compat.layers.columns.real_valued import _BucketizedColumn
from contrib_learn_compat.layers.columns.sparse import _SparseColumn
from contrib_learn_compat.layers.feature_cross import sparse_feature_cross


def check_checkpoint_arguments(ckpt_to_load_from, tensor_name_in_ckpt) -> None:
    """Raises ValueError where a checkpoint is given without a name in it, or the reverse."""
    if (ckpt_to_load_from is None) != (tensor_name_in_ckpt is None):
        raise ValueError(
            "Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none of them."
        )


class _CrossedColumn(
    CategoricalColumn,
    collections.namedtuple(
        "_CrossedColumn",
        [
            "columns",
            "hash_bucket_size",
            "hash_key",
            "combiner",
            "ckpt_to_load_from",
            "tensor_name_in_ckpt",
        ],
    ),
):
    """See `crossed_column`."""

    def __new__(
        cls,
        columns: Any,
        hash_bucket_size: int,
        hash_key: int | None,
        combiner: str = "sum",
        ckpt_to_load_from: str | None = None,
        tensor_name_in_ckpt: str | None = None,
    ):
        for column in columns:
            if not isinstance(column, (_SparseColumn, _CrossedColumn, _BucketizedColumn)):
                raise TypeError(
                    "columns must be a set of _SparseColumn, _CrossedColumn, or _BucketizedColumn "
                    f"instances. (column {column} is a {type(column).__name__})"
                )
        if len(columns) < 2:
            raise ValueError(f"columns must contain at least 2 elements. columns: {columns}")
        if hash_bucket_size < 2:
            raise ValueError(
                f"hash_bucket_size must be at least 2. hash_bucket_size: {hash_bucket_size}"
            )
        check_checkpoint_arguments(ckpt_to_load_from, tensor_name_in_ckpt)
        columns = tuple(sorted(columns, key=lambda column: column.name))
        return super().__new__(
            cls,
            columns,
            hash_bucket_size,
            hash_key,
            combiner,
            ckpt_to_load_from,
            tensor_name_in_ckpt,
        )

    @property
    def name(self) -> str:
        return "_X_".join(sorted(column.name for column in self.columns))

    @property
    def length(self) -> int:
        return int(self.hash_bucket_size)  # programs write 1e6

    @property
    def config(self) -> dict:
        return {name: how for column in self.columns for name, how in column.config.items()}

    def _checkpoint_path(self):
        if self.ckpt_to_load_from is None:
            return None
        return self.ckpt_to_load_from, self.tensor_name_in_ckpt

    def _leaves(self) -> list:
        """Returns what is crossed in the end, a cross of a cross being one cross of all."""
        return [
            leaf
            for column in self.columns
            for leaf in (column._leaves() if isinstance(column, _CrossedColumn) else [column])
        ]

    def _transform_feature(self, inputs):
        # A categorical feature enters as it is: its hash, not its id, is crossed.
        features = [
            leaf.to_sparse_tensor(inputs.get(leaf))
            if isinstance(leaf, _BucketizedColumn)
            else inputs.get(leaf.name)
            for leaf in self._leaves()
        ]
        return sparse_feature_cross(
            features,
            hashed_output=True,
            num_buckets=self.hash_bucket_size,
            hash_key=self.hash_key,
            name="cross",
        )

    def insert_transformed_feature(self, columns_to_tensors):
        columns_to_tensors[self] = self._transform_feature(TransformedFeatures(columns_to_tensors))

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        raise ValueError(
            f"CrossedColumn is not supported in DNN. Please use embedding_column. column: {self}"
        )


def crossed_column(
    columns: Any,
    hash_bucket_size: int,
    combiner: str = "sum",
    ckpt_to_load_from: str | None = None,
    tensor_name_in_ckpt: str | None = None,
    hash_key: int | None = None,
):
    """Creates a column of combinations: one feature out of each column, hashed to an id.

    Args:
      columns: two or more categorical, bucketized or crossed columns.
      hash_bucket_size: how many ids there are, at least 2.
      combiner: how a linear model joins several combinations of an example: ``"sum"``,
        ``"mean"`` or ``"sqrtn"``.
      ckpt_to_load_from: a checkpoint to take the initial weights from.
      tensor_name_in_ckpt: their name in it.
      hash_key: an integer that changes how features are mixed; see `sparse_feature_cross`.

    Raises:
      TypeError: where a column is of another kind.
      ValueError: where there are less than two columns or ids, or only one of checkpoint and name
        is given.
    """
    return _CrossedColumn(
        columns,
        hash_bucket_size,
        hash_key,
        combiner,
        ckpt_to_load_from,
        tensor_name_in_ckpt,
    )
