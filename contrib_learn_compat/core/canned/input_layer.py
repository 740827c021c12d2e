"""The deep models' input layer: feature columns make one dense tensor of the features."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import FeatureTransformationCache


def input_layer(features: Mapping[str, Any], feature_columns: Sequence[Any]) -> tf.Tensor:
    """Returns the columns' values side by side, ``[batch, width]``.

    ``tf.feature_column.input_layer`` gives the same but for seeded embeddings: it makes a column's
    variables when it comes to the column, TF 1.15's models all of them first. Columns of before
    TF 1.13, such as shared embeddings, do not know this, and go its way.

    Raises:
      ValueError: a column is not dense.
    """
    feature_columns = tuple(feature_columns)
    if not all(getattr(column, "_is_v2_column", False) for column in feature_columns):
        return tf.feature_column.input_layer(features, feature_columns)
    for column in feature_columns:
        if not hasattr(column, "get_dense_tensor"):
            raise ValueError(
                "Items of feature_columns must be a DenseColumn. You can wrap a categorical column "
                f"with an embedding_column or indicator_column. Given: {column}"
            )
    columns = sorted(feature_columns, key=lambda column: column.name)
    state, cache = _State(), FeatureTransformationCache(features)
    with tf.variable_scope("input_layer"):
        for column in columns:
            column.create_state(state)
        tensors = []
        for column in columns:
            with tf.name_scope(_scope_name(column)):
                tensor = column.get_dense_tensor(cache, state)
                batch_size = tf.shape(tensor)[0]
                width = column.variable_shape.num_elements()
                tensors.append(tf.reshape(tensor, [batch_size, width]))
        return tf.concat(tensors, axis=1)


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
