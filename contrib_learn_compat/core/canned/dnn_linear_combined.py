"""Wide and deep models: a linear and a deep model, whose logits are added."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import heads
from contrib_learn_compat.core.canned import optimizers, parts
from contrib_learn_compat.core.canned.dnn import dnn_logit_fn_builder
from contrib_learn_compat.core.canned.linear import linear_logit_fn_builder
from contrib_learn_compat.core.estimator import Estimator

_DNN_LEARNING_RATE = 0.001
_LINEAR_LEARNING_RATE = 0.005


def _model_fn(
    head,
    linear_feature_columns,
    linear_optimizer,
    dnn_feature_columns,
    dnn_optimizer,
    dnn_hidden_units,
    dnn_activation_fn,
    dnn_dropout,
    input_layer_partitioner,
    linear_sparse_combiner,
    batch_norm=False,
):
    linear_feature_columns = tuple(linear_feature_columns or ())
    dnn_feature_columns = tuple(dnn_feature_columns or ())
    dnn_hidden_units = tuple(dnn_hidden_units or ())
    if not linear_feature_columns and not dnn_feature_columns:
        raise ValueError("Either linear_feature_columns or dnn_feature_columns must be defined.")

    def deep(features, mode, partitioner):
        if not dnn_hidden_units:
            raise ValueError(
                "dnn_hidden_units must be defined when dnn_feature_columns is specified."
            )
        logit_fn = dnn_logit_fn_builder(
            head.logits_dimension,
            dnn_hidden_units,
            dnn_feature_columns,
            dnn_activation_fn,
            dnn_dropout,
            partitioner,
            batch_norm,
        )
        return logit_fn(features, mode)

    def wide(features, scope):
        logit_fn = linear_logit_fn_builder(
            head.logits_dimension, linear_feature_columns, linear_sparse_combiner
        )
        logits = logit_fn(features)
        parts.summarize(logits, scope.name)
        return logits

    def combined_model_fn(features, labels, mode, config):
        parts.check_features(features)
        tensors = tuple(features.values())
        input_partitioner = input_layer_partitioner or parts.large_slices(config)
        logits, trained_by = [], {}
        if dnn_feature_columns:
            optimizer = _made(dnn_optimizer, _DNN_LEARNING_RATE)
            partitioner = parts.partitioner(config)
            with tf.variable_scope("dnn", values=tensors, partitioner=partitioner) as scope:
                logits.append(deep(features, mode, input_partitioner))
            trained_by[scope.name] = optimizer
        if linear_feature_columns:
            rate = min(_LINEAR_LEARNING_RATE, 1.0 / math.sqrt(len(linear_feature_columns)))
            optimizer = _made(linear_optimizer, rate)
            with tf.variable_scope(
                "linear", values=tensors, partitioner=input_partitioner
            ) as scope:
                logits.append(wide(features, scope))
            trained_by[scope.name] = optimizer

        def train_op_fn(loss):
            return _train_op(loss, trained_by)

        return head.create_estimator_spec(
            features=features,
            mode=mode,
            logits=logits[0] + logits[1] if len(logits) == 2 else logits[0],
            labels=labels,
            train_op_fn=train_op_fn,
        )

    return combined_model_fn


def _made(optimizer, learning_rate):
    optimizer = optimizers.get_optimizer_instance(optimizer, learning_rate)
    if isinstance(optimizer, tf.train.SyncReplicasOptimizer):
        raise ValueError(
            "SyncReplicasOptimizer does not support multi optimizers case. Therefore, it is not "
            "supported in DNNLinearCombined model. If you want to use this optimizer, please use "
            "either DNN or Linear model."
        )
    return optimizer


def _train_op(loss, trained_by):
    """Returns the op of one step; each scope's variables have an optimizer of their own."""
    train_ops = [
        optimizer.minimize(
            loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope)
        )
        for scope, optimizer in trained_by.items()
    ]
    with tf.control_dependencies([tf.group(*train_ops)]):
        return tf.assign_add(tf.train.get_global_step(), 1).op


class DNNLinearCombinedClassifier(Estimator):
    """Classifies with a linear and a deep model, trained together."""

    def __init__(
        self,
        model_dir: str | None = None,
        linear_feature_columns: Iterable[Any] | None = None,
        linear_optimizer: Any = "Ftrl",
        dnn_feature_columns: Iterable[Any] | None = None,
        dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Iterable[int] | None = None,
        dnn_activation_fn: Callable | str | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Sequence[str] | None = None,
        input_layer_partitioner: Callable | None = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
        linear_sparse_combiner: str = "sum",
    ):
        """Takes the model; one of the two parts may be missing.

        Args:
          model_dir: the directory of checkpoints and events.
          linear_feature_columns: the linear part's columns, categorical or dense.
          linear_optimizer: an optimizer, a function that makes one, or one of "Adagrad", "Adam",
            "Ftrl", "RMSProp" and "SGD", with a learning rate of 0.005 or, over more than 40000
            columns, less.
          dnn_feature_columns: the deep part's columns, which are dense.
          dnn_optimizer: likewise, with a learning rate of 0.001.
          dnn_hidden_units: the width of each hidden layer.
          dnn_activation_fn: of the hidden layers, a function or its name in tf.nn; None for none.
          dnn_dropout: the probability with which a hidden unit is left out in training.
          n_classes: the number of classes.
          weight_column: the name or the numeric column of the feature that weighs the examples.
          label_vocabulary: the classes' words; without it labels are ids, of shape [batch, 1] or
            [batch], and for two classes numbers in [0, 1].
          input_layer_partitioner: cuts the deep input layer's and the linear variables, over
            parameter servers.
          config: a RunConfig.
          warm_start_from: a checkpoint's path, or WarmStartSettings.
          loss_reduction: one of tf.losses.Reduction, but not NONE.
          batch_norm: whether to normalize each hidden layer's output by the batch.
          linear_sparse_combiner: how the weights of an example's several words are put together:
            "sum", "mean" or "sqrtn".

        Raises:
          ValueError: for no columns, fewer than two classes, or a reduction that is none.
        """
        head = parts.classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        model_fn = _model_fn(
            head,
            linear_feature_columns,
            linear_optimizer,
            dnn_feature_columns,
            dnn_optimizer,
            dnn_hidden_units,
            dnn_activation_fn,
            dnn_dropout,
            input_layer_partitioner,
            linear_sparse_combiner,
            batch_norm,
        )
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class DNNLinearCombinedRegressor(Estimator):
    """Regresses with a linear and a deep model, trained together."""

    def __init__(
        self,
        model_dir: str | None = None,
        linear_feature_columns: Iterable[Any] | None = None,
        linear_optimizer: Any = "Ftrl",
        dnn_feature_columns: Iterable[Any] | None = None,
        dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Iterable[int] | None = None,
        dnn_activation_fn: Callable | str | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        input_layer_partitioner: Callable | None = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
        linear_sparse_combiner: str = "sum",
    ):
        """Takes what the classifier takes, and `label_dimension`, the labels' width."""
        head = heads.regression_head(weight_column, label_dimension, loss_reduction)
        model_fn = _model_fn(
            head,
            linear_feature_columns,
            linear_optimizer,
            dnn_feature_columns,
            dnn_optimizer,
            dnn_hidden_units,
            dnn_activation_fn,
            dnn_dropout,
            input_layer_partitioner,
            linear_sparse_combiner,
            batch_norm,
        )
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class DNNLinearCombinedEstimator(Estimator):
    """Trains a linear and a deep model together, under any head."""

    def __init__(
        self,
        head: heads.Head,
        model_dir: str | None = None,
        linear_feature_columns: Iterable[Any] | None = None,
        linear_optimizer: Any = "Ftrl",
        dnn_feature_columns: Iterable[Any] | None = None,
        dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Iterable[int] | None = None,
        dnn_activation_fn: Callable | str | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        input_layer_partitioner: Callable | None = None,
        config: Any = None,
        linear_sparse_combiner: str = "sum",
    ):
        """Takes a head of tf.contrib.estimator, and what the classifier takes beside."""
        model_fn = _model_fn(
            head,
            linear_feature_columns,
            linear_optimizer,
            dnn_feature_columns,
            dnn_optimizer,
            dnn_hidden_units,
            dnn_activation_fn,
            dnn_dropout,
            input_layer_partitioner,
            linear_sparse_combiner,
        )
        super().__init__(model_fn, model_dir, config)
