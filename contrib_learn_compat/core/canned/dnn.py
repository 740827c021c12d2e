"""Deep models: DNNClassifier, DNNRegressor and DNNEstimator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers
from contrib_learn_compat.core import heads
from contrib_learn_compat.core.canned import columns, optimizers, parts
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import ModeKeys
from contrib_learn_compat.layers import dropping

_LEARNING_RATE = 0.05


def dnn_logit_fn_builder(
    units: int,
    hidden_units: Iterable[int],
    feature_columns: Sequence[Any],
    activation_fn: Callable | str | None,
    dropout: float | None,
    input_layer_partitioner: Callable | None,
    batch_norm: bool,
) -> Callable:
    """Returns a function of features, a dict, and a mode that builds the layers of a deep model.

    Args:
      units: the width of the logits, which the function returns.
      hidden_units: the width of each hidden layer.
      feature_columns: dense columns of tf.feature_column.
      activation_fn: of the hidden layers, a function or its name in tf.nn; None for none.
      dropout: the probability with which a hidden unit is left out in training, or None.
      input_layer_partitioner: cuts the input layer's variables.
      batch_norm: whether to normalize each hidden layer's output by the batch.

    Raises:
      ValueError: `units` is no int, or `activation_fn` an unknown name.
    """
    if not isinstance(units, int):
        raise ValueError(f"units must be an int.  Given type: {type(units)}")
    activation_fn = _activation(activation_fn)

    def dnn_logit_fn(features, mode):
        training = mode == ModeKeys.TRAIN
        with tf.variable_scope("input_from_feature_columns", partitioner=input_layer_partitioner):
            net = columns.input_layer(features, feature_columns)
        with parts.resource_scope():
            for number, width in enumerate(map(int, hidden_units)):
                with tf.variable_scope(f"hiddenlayer_{number}") as scope:
                    net = _dense(net, width, activation_fn)
                if dropout is not None and training:
                    with tf.name_scope("dropout"):
                        net = dropping.drop(net, dropout)
                if batch_norm:
                    net = layers.batch_norm(
                        net,
                        decay=0.999,
                        scale=True,
                        is_training=training,
                        fused=False,
                        scope=f"hiddenlayer_{number}/batchnorm_{number}",
                    )
                parts.summarize(net, scope.name)
            with tf.variable_scope("logits") as scope:
                logits = _dense(net, units, None)
            parts.summarize(logits, scope.name)
        return logits

    return dnn_logit_fn


def _activation(function):
    if not isinstance(function, str):
        return function
    if function == "linear":
        return None
    if not hasattr(tf.nn, function):
        raise ValueError(f"Unknown activation function:{function}")
    return getattr(tf.nn, function)


def _dense(inputs, width, activation_fn):
    kernel = tf.get_variable(
        "kernel", [inputs.shape.as_list()[-1], width], initializer=tf.glorot_uniform_initializer()
    )
    bias = tf.get_variable("bias", [width], initializer=tf.zeros_initializer())
    outputs = tf.nn.bias_add(tf.matmul(inputs, kernel), bias)
    return activation_fn(outputs) if activation_fn else outputs


def _model_fn(
    head,
    hidden_units,
    feature_columns,
    optimizer,
    activation_fn,
    dropout,
    input_layer_partitioner,
    batch_norm,
):
    hidden_units, feature_columns = tuple(hidden_units), tuple(feature_columns or ())

    def dnn_model_fn(features, labels, mode, config):
        made_optimizer = optimizers.get_optimizer_instance(optimizer, _LEARNING_RATE)
        parts.check_features(features)
        partitioner = parts.partitioner(config)
        with tf.variable_scope("dnn", values=tuple(features.values()), partitioner=partitioner):
            logit_fn = dnn_logit_fn_builder(
                head.logits_dimension,
                hidden_units,
                feature_columns,
                activation_fn,
                dropout,
                input_layer_partitioner or parts.large_slices(config),
                batch_norm,
            )
            logits = logit_fn(features, mode)
            return head.create_estimator_spec(features, mode, logits, labels, made_optimizer)

    return dnn_model_fn


class DNNClassifier(Estimator):
    """Classifies with hidden layers over feature columns."""

    def __init__(
        self,
        hidden_units: Iterable[int],
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Sequence[str] | None = None,
        optimizer: Any = "Adagrad",
        activation_fn: Callable | str | None = tf.nn.relu,
        dropout: float | None = None,
        input_layer_partitioner: Callable | None = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
    ):
        """Takes the model.

        Args:
          hidden_units: the width of each hidden layer.
          feature_columns: dense columns of tf.feature_column.
          model_dir: the directory of checkpoints and events.
          n_classes: the number of classes.
          weight_column: the name or the numeric column of the feature that weighs the examples.
          label_vocabulary: the classes' words; without it labels are ids, of shape [batch, 1] or
            [batch], and for two classes numbers in [0, 1].
          optimizer: an optimizer, a function that makes one, or one of "Adagrad", "Adam", "Ftrl",
            "RMSProp" and "SGD", with a learning rate of 0.05.
          activation_fn: of the hidden layers, a function or its name in tf.nn; None for none.
          dropout: the probability with which a hidden unit is left out in training.
          input_layer_partitioner: cuts the input layer's variables, over parameter servers.
          config: a RunConfig.
          warm_start_from: a checkpoint's path, or WarmStartSettings.
          loss_reduction: one of tf.losses.Reduction, but not NONE.
          batch_norm: whether to normalize each hidden layer's output by the batch.

        Raises:
          ValueError: for fewer than two classes, or a reduction that is none.
        """
        head = parts.classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        model_fn = _model_fn(
            head,
            hidden_units,
            feature_columns,
            optimizer,
            activation_fn,
            dropout,
            input_layer_partitioner,
            batch_norm,
        )
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class DNNRegressor(Estimator):
    """Regresses with hidden layers over feature columns."""

    def __init__(
        self,
        hidden_units: Iterable[int],
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        optimizer: Any = "Adagrad",
        activation_fn: Callable | str | None = tf.nn.relu,
        dropout: float | None = None,
        input_layer_partitioner: Callable | None = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
    ):
        """Takes what :class:`DNNClassifier` takes, and `label_dimension`, the labels' width."""
        head = heads.regression_head(weight_column, label_dimension, loss_reduction)
        model_fn = _model_fn(
            head,
            hidden_units,
            feature_columns,
            optimizer,
            activation_fn,
            dropout,
            input_layer_partitioner,
            batch_norm,
        )
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class DNNEstimator(Estimator):
    """Trains hidden layers over feature columns, under any head."""

    def __init__(
        self,
        head: heads.Head,
        hidden_units: Iterable[int],
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        optimizer: Any = "Adagrad",
        activation_fn: Callable | str | None = tf.nn.relu,
        dropout: float | None = None,
        input_layer_partitioner: Callable | None = None,
        config: Any = None,
        warm_start_from: Any = None,
        batch_norm: bool = False,
    ):
        """Takes a head of tf.contrib.estimator, and what :class:`DNNClassifier` takes beside."""
        model_fn = _model_fn(
            head,
            hidden_units,
            feature_columns,
            optimizer,
            activation_fn,
            dropout,
            input_layer_partitioner,
            batch_norm,
        )
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)
