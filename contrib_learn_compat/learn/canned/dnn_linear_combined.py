"""Linear and deep models joined, "wide and deep": DNNLinearCombinedClassifier and the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import heads, layers
from contrib_learn_compat.learn.canned import linear, prediction, towers
from contrib_learn_compat.learn.estimator import Estimator

_DNN_LEARNING_RATE = 0.05
_NO_COLUMNS = "Either linear_feature_columns or dnn_feature_columns must be defined."
_PARAMS = (
    "head linear_feature_columns linear_optimizer joint_linear_weights dnn_feature_columns "
    "dnn_optimizer dnn_hidden_units dnn_activation_fn dnn_dropout gradient_clip_norm "
    "embedding_lr_multipliers fix_global_step_increment_bug input_layer_partitioner"
)


def _dnn_linear_combined_model_fn(features, labels, mode, params, config=None):
    """Adds a deep and a linear model's logits; `params` are the constructors' arguments."""
    head = params["head"]
    linear_columns = params.get("linear_feature_columns")
    dnn_columns = params.get("dnn_feature_columns")
    if not linear_columns and not dnn_columns:
        raise ValueError(_NO_COLUMNS)
    features = towers.feature_dict(features)
    linear_optimizer = _made_optimizer(params.get("linear_optimizer") or "Ftrl")
    dnn_optimizer = _made_optimizer(params.get("dnn_optimizer") or "Adagrad")

    large_partitioner = towers.partitioner(config, towers.LARGE_SLICE)
    logits = []
    if dnn_columns:
        if not params.get("dnn_hidden_units"):
            raise ValueError(
                "dnn_hidden_units must be defined when dnn_feature_columns is specified."
            )
        with towers.scope(towers.DNN, features, towers.partitioner(config)):
            dnn_logits, input_scope = towers.dnn_logits(
                features,
                dnn_columns,
                params["dnn_hidden_units"],
                head.logits_dimension,
                mode,
                params.get("dnn_activation_fn") or tf.nn.relu,
                params.get("dnn_dropout"),
                params.get("input_layer_partitioner") or large_partitioner,
                summary_separator="/",
            )
        logits.append(dnn_logits)
    if linear_columns:
        with towers.scope(towers.LINEAR, features, large_partitioner) as scope:
            linear_logits = towers.linear_logits(
                features,
                linear_columns,
                head.logits_dimension,
                params.get("joint_linear_weights"),
                scope,
            )
            towers.summarize(linear_logits, f"{scope.name}/")
        logits.append(linear_logits)

    def train_op_fn(loss):
        global_step = tf.train.get_global_step()
        counts_once = params.get("fix_global_step_increment_bug", True)

        def optimized(name, learning_rate, optimizer, multipliers=None):
            return layers.optimize_loss(
                loss=loss,
                global_step=global_step,
                learning_rate=learning_rate,
                optimizer=optimizer,
                gradient_multipliers=multipliers,
                clip_gradients=params.get("gradient_clip_norm"),
                variables=tf.get_collection(name),
                name=name,
                summaries=[],
                increment_global_step=not counts_once,
            )

        train_ops = []
        if dnn_columns:
            multipliers = towers.gradient_multipliers(
                params.get("embedding_lr_multipliers"), input_scope
            )
            train_ops.append(optimized(towers.DNN, _DNN_LEARNING_RATE, dnn_optimizer, multipliers))
        if linear_columns:
            rate = linear.learning_rate(linear_columns)
            train_ops.append(optimized(towers.LINEAR, rate, linear_optimizer))
        train_op = tf.group(*train_ops)
        if not counts_once:
            return train_op
        with tf.control_dependencies([train_op]), tf.colocate_with(global_step):
            step = tf.assign_add(global_step, 1)
            return getattr(step, "op", step)

    return head.create_model_fn_ops(
        features=features,
        mode=mode,
        labels=labels,
        train_op_fn=train_op_fn,
        logits=logits[0] if len(logits) == 1 else logits[0] + logits[1],
    )


def _made_optimizer(optimizer: Any) -> Any:
    optimizer = towers.made_optimizer(optimizer)
    if isinstance(optimizer, tf.train.SyncReplicasOptimizer):
        raise ValueError(
            "SyncReplicasOptimizer is not supported in DNNLinearCombined model. "
            "If you want to use this optimizer, please use either DNN or Linear model."
        )
    return optimizer


def _input_partitioner(config: Any, min_slice_size: int | None) -> Callable | None:
    return None if min_slice_size is None else towers.partitioner(config, min_slice_size)


class DNNLinearCombinedEstimator(Estimator):
    """Trains a linear and a deep model together, under any head."""

    def __init__(
        self,
        head: heads.Head,
        model_dir: str | None = None,
        linear_feature_columns: Sequence[Any] | None = None,
        linear_optimizer: Any = None,
        _joint_linear_weights: bool = False,
        dnn_feature_columns: Sequence[Any] | None = None,
        dnn_optimizer: Any = None,
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Callable | None = None,
        dnn_dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        embedding_lr_multipliers: dict[Any, float] | None = None,
        fix_global_step_increment_bug: bool = False,
        input_layer_partitioner: Callable | None = None,
    ):
        """Takes a head and what :class:`DNNLinearCombinedClassifier` takes beside its own head's.

        `input_layer_partitioner` cuts the deep input layer's variables.
        """
        linear_feature_columns = tuple(linear_feature_columns or ())
        dnn_feature_columns = tuple(dnn_feature_columns or ())
        if not linear_feature_columns + dnn_feature_columns:
            raise ValueError(_NO_COLUMNS)
        joint_linear_weights = _joint_linear_weights
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_dnn_linear_combined_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class DNNLinearCombinedClassifier(prediction.FlatClasses):
    """Classifies with a linear and a deep model together."""

    def __init__(
        self,
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        linear_feature_columns: Sequence[Any] | None = None,
        linear_optimizer: Any = None,
        _joint_linear_weights: bool = False,
        dnn_feature_columns: Sequence[Any] | None = None,
        dnn_optimizer: Any = None,
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Callable | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        embedding_lr_multipliers: dict[Any, float] | None = None,
        input_layer_min_slice_size: int | None = None,
        label_keys: Any = None,
        fix_global_step_increment_bug: bool = False,
    ):
        """Takes the models; each part's arguments are those of LinearClassifier, DNNClassifier.

        Args:
          model_dir: the directory of checkpoints and events.
          n_classes: the number of classes.
          weight_column_name: the feature that weighs examples.
          linear_feature_columns: the linear model's columns; without any, there is none.
          linear_optimizer: the linear model's optimizer; Ftrl by default.
          _joint_linear_weights: whether all linear columns share one variable.
          dnn_feature_columns: the deep model's columns; without any, there is none.
          dnn_optimizer: the deep model's optimizer; Adagrad by default.
          dnn_hidden_units: the width of each hidden layer.
          dnn_activation_fn: of the hidden layers.
          dnn_dropout: the probability with which a hidden unit is left out in training.
          gradient_clip_norm: clips each model's gradients' global norm.
          enable_centered_bias: whether a bias of its own is learned for each class.
          config: a RunConfig.
          feature_engineering_fn: maps features and labels to those that the model gets.
          embedding_lr_multipliers: multipliers of the learning rate by embedding column.
          input_layer_min_slice_size: the bytes of the smallest piece that an input layer's
            variable is cut into.
          label_keys: names of the classes, for labels that are strings.
          fix_global_step_increment_bug: whether a step counts once; as it always was, a step counts
            once for each of the two models.

        Raises:
          ValueError: there are no columns.
        """
        linear_feature_columns = tuple(linear_feature_columns or ())
        dnn_feature_columns = tuple(dnn_feature_columns or ())
        self._feature_columns = linear_feature_columns + dnn_feature_columns
        if not self._feature_columns:
            raise ValueError(_NO_COLUMNS)
        joint_linear_weights = _joint_linear_weights
        input_layer_partitioner = _input_partitioner(config, input_layer_min_slice_size)
        head = heads.multi_class_head(
            n_classes=n_classes,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
            label_keys=label_keys,
        )
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_dnn_linear_combined_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class DNNLinearCombinedRegressor(prediction.MeasuresScores):
    """Regresses with a linear and a deep model together."""

    def __init__(
        self,
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        linear_feature_columns: Sequence[Any] | None = None,
        linear_optimizer: Any = None,
        _joint_linear_weights: bool = False,
        dnn_feature_columns: Sequence[Any] | None = None,
        dnn_optimizer: Any = None,
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Callable | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        label_dimension: int = 1,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        embedding_lr_multipliers: dict[Any, float] | None = None,
        input_layer_min_slice_size: int | None = None,
        fix_global_step_increment_bug: bool = False,
    ):
        """As :class:`DNNLinearCombinedClassifier`, with `label_dimension`, the labels' width."""
        linear_feature_columns = tuple(linear_feature_columns or ())
        dnn_feature_columns = tuple(dnn_feature_columns or ())
        self._feature_columns = linear_feature_columns + dnn_feature_columns
        if not self._feature_columns:
            raise ValueError(_NO_COLUMNS)
        joint_linear_weights = _joint_linear_weights
        input_layer_partitioner = _input_partitioner(config, input_layer_min_slice_size)
        head = heads.regression_head(
            weight_column_name=weight_column_name,
            label_dimension=label_dimension,
            enable_centered_bias=enable_centered_bias,
        )
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_dnn_linear_combined_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


_DNNLinearCombinedEstimator = DNNLinearCombinedEstimator
