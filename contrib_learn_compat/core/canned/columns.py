"""What the models make of features by columns: the deep ones' input, the linear ones' weighted sum.

``tf.feature_column.input_layer`` and ``linear_model`` do the same, but come to one column after the
other. TF 1.15's models made the variables of all columns first, as resources: on that depend the
values that seeded embeddings begin with, and the names of operations. Columns of before TF 1.13,
such as shared embeddings, know only the old way, and go it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import (
    FeatureTransformationCache,
    KerasDenseColumn,
    sorted_feature_columns,
)
from contrib_learn_compat.layers.utils import partitions_of


def input_layer(features: Mapping[str, Any], feature_columns: Sequence[Any]) -> tf.Tensor:
    """Returns the columns' values side by side, ``[batch, width]``.

    Raises:
      ValueError: there are no columns, two of one name, or one that is not dense.
    """
    if not _are_new(feature_columns):
        return tf.feature_column.input_layer(features, feature_columns)
    columns = sorted_feature_columns(feature_columns)
    for column in columns:
        if not _is_dense(column):
            raise ValueError(
                f"Items of feature_columns must be a {KerasDenseColumn}. You can wrap a "
                "categorical column with an embedding_column or indicator_column. "
                f"Given: {column}"
            )
    state, cache = _State(), FeatureTransformationCache(features)
    with tf.variable_scope("input_layer"):
        for column in columns:
            column.create_state(state)
        tensors = []
        for column in columns:
            with tf.name_scope(_scope_name(column)):
                tensors.append(_flat(column, cache, state))
        return tf.concat(tensors, axis=1)


def linear_model(
    features: Mapping[str, Any], feature_columns: Sequence[Any], units: int, sparse_combiner: str
) -> tuple[tf.Tensor, list[Any], list[Any]]:
    """Returns a weighted sum of the features, ``[batch, units]``, and its variables.

    Args:
      features: tensors by name.
      feature_columns: categorical and dense columns.
      units: how many sums there are.
      sparse_combiner: how the weights of an example's several words are put together.

    Returns:
      The sums, the bias and the weights, both as lists of variables.

    Raises:
      ValueError: there are no columns, or two of one name.
    """
    if not _are_new(feature_columns):
        found = {}
        logits = tf.feature_column.linear_model(
            features, feature_columns, units, sparse_combiner, cols_to_vars=found
        )
        bias = found.pop("bias")
        return logits, bias, tf.nest.flatten(list(found.values()))
    columns = sorted_feature_columns(feature_columns)
    state, cache = _State(), FeatureTransformationCache(features)
    zeros = tf.zeros_initializer()
    with tf.variable_scope("linear_model"):
        weights = {}
        for column in columns:
            column.create_state(state)
            size = column.variable_shape.num_elements() if _is_dense(column) else column.num_buckets
            weights[column] = state.create_variable(
                column, "weights", [size, units], initializer=zeros
            )
        bias = tf.get_variable("bias_weights", [units], initializer=zeros, use_resource=True)
        with tf.name_scope("linear_model/linear_model"):  # It was a layer within a layer.
            sums = []
            for column in columns:
                with tf.name_scope(_scope_name(column)):
                    sums.append(
                        _weighted_sum(column, cache, state, weights[column], sparse_combiner)
                    )
            logits = tf.nn.bias_add(
                tf.add_n(sums, name="weighted_sum_no_bias"), bias, name="weighted_sum"
            )
    parts = [part for variable in weights.values() for part in partitions_of(variable)]
    return logits, partitions_of(bias), parts


def _are_new(feature_columns):
    return all(getattr(column, "_is_v2_column", False) for column in feature_columns)


def _is_dense(column):
    return isinstance(column, KerasDenseColumn)


def _flat(column, cache, state):
    """Returns a dense column's values as ``[batch, width]``."""
    tensor = column.get_dense_tensor(cache, state)
    return tf.reshape(tensor, [tf.shape(tensor)[0], column.variable_shape.num_elements()])


def _weighted_sum(column, cache, state, weights, combiner):
    if _is_dense(column):
        return tf.matmul(_flat(column, cache, state), weights, name="weighted_sum")
    ids, id_weights = column.get_sparse_tensors(cache, state)
    by_example = [tf.shape(ids)[0], -1]
    ids = tf.sparse_reshape(ids, by_example)
    if id_weights is not None:
        id_weights = tf.sparse_reshape(id_weights, by_example)
    return tf.nn.safe_embedding_lookup_sparse(
        weights, ids, id_weights, combiner=combiner, name="weighted_sum"
    )


class _State:
    """Keeps the columns' variables and tables; columns call it."""

    def __init__(self):
        self._variables: dict[tuple, Any] = {}
        self._resources: dict[tuple, Any] = {}

    def create_variable(
        self,
        feature_column,
        name,
        shape,
        dtype=None,
        trainable=True,
        use_resource=True,
        initializer=None,
    ):
        with tf.variable_scope(_scope_name(feature_column), auxiliary_name_scope=False):
            variable = tf.get_variable(
                name,
                shape,
                dtype,
                initializer,
                trainable=trainable,
                use_resource=use_resource,
            )
        self._variables[feature_column, name] = variable
        return variable

    def get_variable(self, feature_column, name):
        return self._variables[feature_column, name]

    def add_resource(self, feature_column, name, resource):
        self._resources[feature_column, name] = resource

    def has_resource(self, feature_column, name):
        return (feature_column, name) in self._resources

    def get_resource(self, feature_column, name):
        return self._resources[feature_column, name]


def _scope_name(column):
    return re.sub(r"[^A-Za-z0-9_.\-/]", "_", column.name)
