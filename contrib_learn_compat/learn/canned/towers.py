"""The parts of the ready-made models: a deep and a linear way from features to logits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers
from contrib_learn_compat.layers.columns import base as columns
from contrib_learn_compat.layers.columns import embedding
from contrib_learn_compat.model_fn import ModeKeys

DNN = "dnn"
LINEAR = "linear"
LARGE_SLICE = 64 << 20  # bytes below which an input layer's or linear weights stay in one piece
_DEFAULT_SLICE = 256 << 10

_ACTIVATIONS = {"relu": tf.nn.relu, "tanh": tf.nn.tanh, "sigmoid": tf.nn.sigmoid}


def feature_dict(features: Any) -> dict[str, Any]:
    """Returns features as a dict: a single tensor under the empty name."""
    return features if isinstance(features, dict) else {"": features}


def params_of(arguments: dict[str, Any], names: str) -> dict[str, Any]:
    """Returns a model_fn's params: those of a constructor's `arguments` that `names` has."""
    return {name: arguments[name] for name in names.split()}


def made_optimizer(optimizer: Any) -> Any:
    """Returns an optimizer, or what makes one, as an optimizer; a name stays a name."""
    return optimizer() if callable(optimizer) else optimizer


def activation(function: Any) -> Callable | None:
    """Returns an activation function, which may be given by its name.

    Raises:
      ValueError: an unknown name.
    """
    if not isinstance(function, str):
        return function
    if function not in _ACTIVATIONS:
        raise ValueError(
            f"Activation name should be one of [{', '.join(_ACTIVATIONS)}], "
            f"you provided {function}."
        )
    return _ACTIVATIONS[function]


def partitioner(config: Any, min_slice_size: int = _DEFAULT_SLICE) -> Callable:
    """Returns what cuts large variables into pieces, at most one for each parameter server."""
    return tf.min_max_variable_partitioner(
        max_partitions=config.num_ps_replicas if config else 0, min_slice_size=min_slice_size
    )


def scope(name: str, features: dict[str, Any], partition: Callable) -> tf.variable_scope:
    """Opens the scope, ``dnn`` or ``linear``, that a tower is built in."""
    return tf.variable_scope(name, values=tuple(features.values()), partitioner=partition)


def summarize(value: tf.Tensor, prefix: str) -> None:
    """Adds summaries of a layer's output."""
    tf.summary.scalar(f"{prefix}fraction_of_zero_values", tf.nn.zero_fraction(value))
    tf.summary.histogram(f"{prefix}activation", value)


def dnn_logits(
    features: dict[str, Any],
    feature_columns: Sequence[Any],
    hidden_units: Sequence[int],
    logits_dimension: int,
    mode: str,
    activation_fn: Callable | None,
    dropout: float | None,
    input_partitioner: Callable,
    summary_separator: str,
) -> tuple[tf.Tensor, str]:
    """Builds an input layer, hidden layers and logits, in the scope ``dnn`` that is open.

    Args:
      features: tensors by name.
      feature_columns: all of tf.contrib.layers, or all of tf.feature_column.
      hidden_units: the width of each hidden layer.
      logits_dimension: the width of the logits.
      mode: dropout is for training only.
      activation_fn: of the hidden layers.
      dropout: the probability with which a hidden unit is left out, or None.
      input_partitioner: cuts the input layer's variables.
      summary_separator: between a layer's name and what its summaries tell of it.

    Returns:
      The logits, of shape [batch, logits_dimension], and the input layer's scope.
    """
    tensors = tuple(features.values())

    def dense(net, width, function, scope):
        return layers.fully_connected(
            net, width, activation_fn=function, variables_collections=[DNN], scope=scope
        )

    with tf.variable_scope(
        "input_from_feature_columns", values=tensors, partitioner=input_partitioner
    ) as input_scope:
        if _are_contrib(feature_columns):
            net = layers.input_from_feature_columns(
                columns_to_tensors=features,
                feature_columns=feature_columns,
                weight_collections=[DNN],
                scope=input_scope,
            )
        else:
            net = tf.feature_column.input_layer(features, feature_columns, weight_collections=[DNN])
    for number, width in enumerate(hidden_units):
        with tf.variable_scope(f"hiddenlayer_{number}", values=(net,)) as scope:
            net = dense(net, width, activation_fn, scope)
            if dropout is not None and mode == ModeKeys.TRAIN:
                net = layers.dropout(net, keep_prob=1.0 - dropout)
        summarize(net, scope.name + summary_separator)
    with tf.variable_scope("logits", values=(net,)) as scope:
        logits = dense(net, logits_dimension, None, scope)
    summarize(logits, scope.name + summary_separator)
    return logits, input_scope.name


def linear_logits(
    features: dict[str, Any],
    feature_columns: Sequence[Any],
    logits_dimension: int,
    joint_weights: bool,
    linear_scope: tf.VariableScope,
) -> tf.Tensor:
    """Builds a weighted sum of the features, in the scope ``linear`` that is open.

    Args:
      features: tensors by name.
      feature_columns: all of tf.contrib.layers, or all of tf.feature_column.
      logits_dimension: the width of the logits.
      joint_weights: whether all columns share one variable.
      linear_scope: the scope.

    Returns:
      The logits, of shape [batch, logits_dimension].
    """
    if not _are_contrib(feature_columns):
        return tf.feature_column.linear_model(
            features, feature_columns, units=logits_dimension, weight_collections=[LINEAR]
        )
    weighted_sum = (
        layers.joint_weighted_sum_from_feature_columns
        if joint_weights
        else layers.weighted_sum_from_feature_columns
    )
    logits, _, _ = weighted_sum(
        columns_to_tensors=features,
        feature_columns=feature_columns,
        num_outputs=logits_dimension,
        weight_collections=[LINEAR],
        scope=linear_scope,
    )
    return logits


def gradient_multipliers(
    embedding_lr_multipliers: dict[Any, float] | None, input_scope: str
) -> dict[Any, float] | None:
    """Returns the gradient multipliers of the variables of embedding columns.

    Args:
      embedding_lr_multipliers: multipliers of the learning rate by embedding column.
      input_scope: the deep input layer's scope.

    Raises:
      ValueError: a column that is no embedding column, or not of this model.
    """
    if not embedding_lr_multipliers:
        return None
    multipliers = {}
    for column, multiplier in embedding_lr_multipliers.items():
        if not isinstance(column, embedding._EmbeddingColumn):
            raise ValueError(
                "learning rate multipler can only be defined for embedding columns. "
                f"It is defined for {column}"
            )
        variables = _get_embedding_variable(column, DNN, input_scope)
        if not variables:
            raise ValueError(f"Couldn't find a variable for column {column}")
        multipliers.update({variable: multiplier for variable in variables})
    return multipliers


def _get_embedding_variable(column: Any, collection_key: str, input_layer_scope: str) -> list:
    return tf.get_collection(collection_key, f"{input_layer_scope}/{column.name}")


def _are_contrib(feature_columns: Sequence[Any]) -> bool:
    return all(isinstance(column, columns.FeatureColumn) for column in feature_columns)
