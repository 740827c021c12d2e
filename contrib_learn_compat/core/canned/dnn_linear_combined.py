"""Wide and deep models: a linear and a deep model, whose logits are added."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import heads
from contrib_learn_compat.core.canned import optimizers, parts
from contrib_learn_compat.core.canned.dnn import dnn_logit_fn_builder
from contrib_learn_compat.core.canned.linear import linear_logit_fn_builder
from contrib_learn_compat.core.estimator import Estimator

_DNN_LEARNING_RATE = 0.001
_LINEAR_LEARNING_RATE = 0.005


class _Wide(NamedTuple):
    """The linear part, as the constructors take it."""

    columns: Iterable[Any] | None
    optimizer: Any
    sparse_combiner: str

    def logits(self, features, units, scope):
        logits = linear_logit_fn_builder(units, self.columns, self.sparse_combiner)(features)
        parts.summarize(logits, scope.name)
        return logits


class _Deep(NamedTuple):
    """The deep part, as the constructors take it."""

    columns: Iterable[Any] | None
    optimizer: Any
    hidden_units: Iterable[int] | None
    activation_fn: Callable | str | None
    dropout: float | None
    batch_norm: bool = False

    def logits(self, features, units, mode, partitioner):
        if not self.hidden_units:
            raise ValueError(
                "dnn_hidden_units must be defined when dnn_feature_columns is specified."
            )
        logit_fn = dnn_logit_fn_builder(
            units,
            self.hidden_units,
            self.columns,
            self.activation_fn,
            self.dropout,
            partitioner,
            self.batch_norm,
        )
        return logit_fn(features, mode)


def _model_fn(head, wide, deep, input_layer_partitioner):
    wide = wide._replace(columns=tuple(wide.columns or ()))
    deep = deep._replace(
        columns=tuple(deep.columns or ()), hidden_units=tuple(deep.hidden_units or ())
    )
    if not wide.columns and not deep.columns:
        raise ValueError("Either linear_feature_columns or dnn_feature_columns must be defined.")

    def combined_model_fn(features, labels, mode, config):
        parts.check_features(features)
        units, tensors = head.logits_dimension, tuple(features.values())
        input_partitioner = input_layer_partitioner or parts.large_slices(config)
        logits, trained_by = [], {}
        if deep.columns:
            optimizer = _made(deep.optimizer, _DNN_LEARNING_RATE)
            partitioner = parts.partitioner(config)
            with tf.variable_scope("dnn", values=tensors, partitioner=partitioner) as scope:
                logits.append(deep.logits(features, units, mode, input_partitioner))
            trained_by[scope.name] = optimizer
        if wide.columns:
            rate = min(_LINEAR_LEARNING_RATE, 1.0 / math.sqrt(len(wide.columns)))
            optimizer = _made(wide.optimizer, rate)
            with tf.variable_scope(
                "linear", values=tensors, partitioner=input_partitioner
            ) as scope:
                logits.append(wide.logits(features, units, scope))
            trained_by[scope.name] = optimizer
        total = logits[0] + logits[1] if len(logits) == 2 else logits[0]
        train_op_fn = functools.partial(_train_op, trained_by=trained_by)
        return head.create_estimator_spec(features, mode, total, labels, train_op_fn=train_op_fn)

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
        wide = _Wide(linear_feature_columns, linear_optimizer, linear_sparse_combiner)
        deep = _Deep(
            dnn_feature_columns,
            dnn_optimizer,
            hidden_units=dnn_hidden_units,
            activation_fn=dnn_activation_fn,
            dropout=dnn_dropout,
            batch_norm=batch_norm,
        )
        model_fn = _model_fn(head, wide, deep, input_layer_partitioner)
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
        wide = _Wide(linear_feature_columns, linear_optimizer, linear_sparse_combiner)
        deep = _Deep(
            dnn_feature_columns,
            dnn_optimizer,
            hidden_units=dnn_hidden_units,
            activation_fn=dnn_activation_fn,
            dropout=dnn_dropout,
            batch_norm=batch_norm,
        )
        model_fn = _model_fn(head, wide, deep, input_layer_partitioner)
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
        wide = _Wide(linear_feature_columns, linear_optimizer, linear_sparse_combiner)
        deep = _Deep(
            dnn_feature_columns,
            dnn_optimizer,
            hidden_units=dnn_hidden_units,
            activation_fn=dnn_activation_fn,
            dropout=dnn_dropout,
        )
        model_fn = _model_fn(head, wide, deep, input_layer_partitioner)
        super().__init__(model_fn, model_dir, config)
