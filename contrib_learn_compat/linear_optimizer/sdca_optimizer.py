"""The SDCA solver in the shape of an optimizer, for linear models over feature columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.columns.crossed import _CrossedColumn
from contrib_learn_compat.layers.columns.real_valued import _BucketizedColumn, _RealValuedColumn
from contrib_learn_compat.layers.columns.sparse import _SparseColumn, _WeightedSparseColumn
from contrib_learn_compat.linear_optimizer.sdca_ops import SdcaModel
from contrib_learn_compat.linear_optimizer.sparse_feature_column import SparseFeatureColumn

_ID_COLUMNS = (_BucketizedColumn, _CrossedColumn, _SparseColumn, _WeightedSparseColumn)


class SDCAOptimizer:
    """What LinearClassifier and LinearRegressor take as `optimizer` to be trained by SDCA.

    Example::

        learn.LinearClassifier(
            feature_columns=[layers.real_valued_column("x")],
            optimizer=SDCAOptimizer(example_id_column="id", symmetric_l2_regularization=2.0),
        )
    """

    def __init__(
        self,
        example_id_column: str,
        num_loss_partitions: int = 1,
        num_table_shards: int | None = None,
        symmetric_l1_regularization: float = 0.0,
        symmetric_l2_regularization: float = 1.0,
        adaptive: bool = True,
        partitioner: Callable | None = None,
    ):
        """Takes the options.

        Args:
          example_id_column: the feature that tells examples from one another, strings of shape
            [batch].
          num_loss_partitions: how many train ops are at work at once, over all workers; with less
            than that the loss need not converge, with more it does so slower.
          num_table_shards: how many hash tables keep the examples' states; the number of
            parameter servers is a good one.
          symmetric_l1_regularization: not negative.
          symmetric_l2_regularization: not negative; training takes 1 for less.
          adaptive: whether the examples that promise most come first.
          partitioner: cuts the model's weights.
        """
        self._example_id_column = example_id_column
        self._adaptive = adaptive
        self._num_loss_partitions, self._num_table_shards = num_loss_partitions, num_table_shards
        self._symmetric_l1_regularization = symmetric_l1_regularization
        self._symmetric_l2_regularization = symmetric_l2_regularization
        self._partitioner = partitioner

    def get_name(self) -> str:
        return "SDCAOptimizer"

    @property
    def example_id_column(self) -> str:
        return self._example_id_column

    @property
    def num_loss_partitions(self) -> int:
        return self._num_loss_partitions

    @property
    def num_table_shards(self) -> int | None:
        return self._num_table_shards

    @property
    def symmetric_l1_regularization(self) -> float:
        return self._symmetric_l1_regularization

    @property
    def symmetric_l2_regularization(self) -> float:
        return self._symmetric_l2_regularization

    @property
    def adaptive(self) -> bool:
        return self._adaptive

    @property
    def partitioner(self) -> Callable | None:
        return self._partitioner

    def get_train_step(
        self,
        columns_to_variables: dict[Any, list[tf.Variable]],
        weight_column_name: str | None,
        loss_type: str,
        features: dict[Any, Any],
        targets: tf.Tensor,
        global_step: tf.Variable,
    ) -> tuple[SdcaModel, tf.Operation]:
        """Builds the solver of a linear model.

        Args:
          columns_to_variables: the partitions of each column's weights.
          weight_column_name: the feature that weighs examples, or None.
          loss_type: see :class:`SdcaModel`.
          features: transformed tensors by column; ids and weights of examples by name.
          targets: the labels, of shape [batch] or [batch, 1].
          global_step: counts the steps.

        Returns:
          The solver and the op of a step.

        Raises:
          ValueError: a column of another kind than real-valued, bucketized, sparse, weighted or
            crossed.
        """
        labels = tf.cast(tf.reshape(targets, [-1]), tf.float32)
        sparse, dense = [], []
        for column in sorted(columns_to_variables, key=lambda column: column.key):
            tensor, variables = features[column], columns_to_variables[column]
            if isinstance(column, _RealValuedColumn):
                rows = tf.reshape(tensor, [tf.shape(tensor)[0], -1])
                dense.append((rows, variables))
            elif isinstance(column, _ID_COLUMNS):
                ids = _distinct_ids(column.id_tensor(tensor), column.weight_tensor(tensor))
                sparse.append((ids, variables))
            else:
                raise ValueError(
                    f"SDCAOptimizer does not support column type {type(column).__name__}."
                )
        weights = tf.ones_like(labels)
        if weight_column_name:
            weights = tf.cast(tf.reshape(features[weight_column_name], [-1]), tf.float32)
        model = SdcaModel(
            examples={
                "sparse_features": [feature for feature, _ in sparse],
                "dense_features": [feature for feature, _ in dense],
                "example_labels": labels,
                "example_weights": weights,
                "example_ids": features[self._example_id_column],
            },
            variables={
                "sparse_features_weights": [variables for _, variables in sparse],
                "dense_features_weights": [variables for _, variables in dense],
            },
            options={
                "symmetric_l1_regularization": self._symmetric_l1_regularization,
                "symmetric_l2_regularization": self._symmetric_l2_regularization,
                "adaptive": self._adaptive,
                "num_loss_partitions": self._num_loss_partitions,
                "num_table_shards": self._num_table_shards,
                "loss_type": loss_type,
            },
        )
        return model, model.minimize(global_step=global_step)


def _distinct_ids(ids: tf.SparseTensor, weights: tf.SparseTensor | None) -> SparseFeatureColumn:
    """Returns a column's ids and weights with those that an example has twice added up.

    Negative ids, which stand for what a vocabulary has not, are left out.
    """
    values = tf.cast(tf.reshape(ids.values, [-1]), tf.int64)
    is_valid = values >= 0
    examples = tf.boolean_mask(ids.indices[:, 0], is_valid)
    added = tf.ones_like(values, tf.float32)
    if weights is not None:
        added = tf.reshape(weights.values, [-1])
    added = tf.boolean_mask(added, is_valid)
    values = tf.boolean_mask(values, is_valid)
    # One number for an example's id; no example and no id is lost in it.
    width = tf.reduce_max(tf.concat([values, [0]], axis=0)) + 1
    pairs, places = tf.unique(width * examples + values)
    sums = tf.unsorted_segment_sum(added, places, tf.size(pairs))
    return SparseFeatureColumn(pairs // width, pairs % width, sums)
