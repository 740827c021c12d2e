"""Linear models: LinearClassifier, LinearRegressor and LinearEstimator."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import heads
from contrib_learn_compat.layers.optimizers import OPTIMIZER_CLS_NAMES
from contrib_learn_compat.learn.canned import prediction, towers
from contrib_learn_compat.learn.canned.sdca import _SdcaUpdateWeightsHook, sdca_model_fn
from contrib_learn_compat.learn.estimator import Estimator
from contrib_learn_compat.linear_optimizer.sdca_optimizer import SDCAOptimizer

_LEARNING_RATE = 0.2
_PARAMS = "head feature_columns optimizer gradient_clip_norm joint_weights"
_SDCA_PARAMS = "head feature_columns optimizer weight_column_name update_weights_hook"


def learning_rate(feature_columns: Sequence[Any]) -> float:
    """Returns the default learning rate, which falls with the number of columns."""
    return min(_LEARNING_RATE, 1.0 / math.sqrt(len(feature_columns)))


def _linear_model_fn(features, labels, mode, params, config=None):
    """Builds a weighted sum under a head; `params` are the constructors' arguments."""
    head, feature_columns = params["head"], params["feature_columns"]
    features = towers.feature_dict(features)
    partition = towers.partitioner(config, towers.LARGE_SLICE)
    with towers.scope(towers.LINEAR, features, partition) as scope:
        logits = towers.linear_logits(
            features,
            feature_columns,
            head.logits_dimension,
            params.get("joint_weights", False),
            scope,
        )

        def train_op_fn(loss):
            variables = tf.get_collection(towers.LINEAR)
            gradients = tf.gradients(loss, variables)
            if params.get("gradient_clip_norm"):
                gradients, _ = tf.clip_by_global_norm(gradients, params["gradient_clip_norm"])
            optimizer = _optimizer(params.get("optimizer"), feature_columns)
            return optimizer.apply_gradients(
                list(zip(gradients, variables, strict=True)),
                global_step=tf.train.get_global_step(),
            )

        # The head's variables are of the scope too.
        return head.create_model_fn_ops(
            features=features, mode=mode, labels=labels, train_op_fn=train_op_fn, logits=logits
        )


def _optimizer(optimizer: Any, feature_columns: Sequence[Any]) -> tf.train.Optimizer:
    if not optimizer:
        return tf.train.FtrlOptimizer(learning_rate=learning_rate(feature_columns))
    if isinstance(optimizer, str):
        return OPTIMIZER_CLS_NAMES[optimizer](learning_rate=_LEARNING_RATE)
    return towers.made_optimizer(optimizer)


def _model(arguments: dict[str, Any]) -> tuple[Callable, dict[str, Any]]:
    """Returns the model_fn for a constructor's optimizer, and its params."""
    if not isinstance(arguments["optimizer"], SDCAOptimizer):
        return _linear_model_fn, towers.params_of(arguments, _PARAMS)
    arguments = {**arguments, "update_weights_hook": _SdcaUpdateWeightsHook()}
    return sdca_model_fn, towers.params_of(arguments, _SDCA_PARAMS)


class LinearClassifier(prediction.Classifier):
    """Classifies by a weighted sum of feature columns."""

    def __init__(
        self,
        feature_columns: Sequence[Any],
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        _joint_weight: bool = False,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        label_keys: Any = None,
    ):
        """Takes the model.

        Args:
          feature_columns: columns of tf.contrib.layers, or of tf.feature_column; at least one.
          model_dir: the directory of checkpoints and events.
          n_classes: the number of classes; labels are class ids, of shape [batch, 1] or [batch].
          weight_column_name: the feature that weighs examples.
          optimizer: an optimizer, its name, or a function that makes one, or an SDCAOptimizer of
            tf.contrib.linear_optimizer; Ftrl by default.
          gradient_clip_norm: clips the gradients' global norm.
          enable_centered_bias: whether a bias of its own is learned for each class.
          _joint_weight: whether all columns share one variable.
          config: a RunConfig.
          feature_engineering_fn: maps features and labels to those that the model gets.
          label_keys: names of the classes, for labels that are strings.

        Raises:
          AssertionError: there are no columns.
          AssertionError: more than two classes, or one variable for all columns, with SDCA.
          ValueError: `n_classes` is less than 2, or a centered bias with SDCA.
        """
        if isinstance(optimizer, SDCAOptimizer):
            if enable_centered_bias:
                raise ValueError("enable_centered_bias is not supported with SDCA")
            assert not _joint_weight, "_joint_weight is incompatible with the SDCAOptimizer"
            assert n_classes == 2, "SDCA only applies to binary classification."
        self._feature_columns = tuple(feature_columns or ())
        assert self._feature_columns
        joint_weights = _joint_weight
        head = heads.multi_class_head(
            n_classes,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
            label_keys=label_keys,
        )
        model_fn, params = _model(locals())
        super().__init__(
            model_fn=model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class LinearRegressor(prediction.Regressor):
    """Regresses by a weighted sum of feature columns."""

    def __init__(
        self,
        feature_columns: Sequence[Any],
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        label_dimension: int = 1,
        _joint_weights: bool = False,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
    ):
        """Takes what :class:`LinearClassifier` takes, and `label_dimension`, the labels' width."""
        if isinstance(optimizer, SDCAOptimizer):
            assert label_dimension == 1, "SDCA only applies for label_dimension=1."
            assert not _joint_weights, "_joint_weights is incompatible with SDCAOptimizer."
            if enable_centered_bias:
                enable_centered_bias = False
                tf.logging.warning(
                    "centered_bias is not supported with SDCA, please disable it explicitly."
                )
        self._feature_columns = tuple(feature_columns or ())
        assert self._feature_columns
        joint_weights = _joint_weights
        head = heads.regression_head(
            weight_column_name=weight_column_name,
            label_dimension=label_dimension,
            enable_centered_bias=enable_centered_bias,
        )
        model_fn, params = _model(locals())
        super().__init__(
            model_fn=model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class LinearEstimator(Estimator):
    """Trains a weighted sum of feature columns, under any head."""

    def __init__(
        self,
        feature_columns: Sequence[Any],
        head: heads.Head,
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        gradient_clip_norm: float | None = None,
        _joint_weights: bool = False,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
    ):
        """Takes a head and what :class:`LinearClassifier` takes beside its own head's arguments.

        `weight_column_name` is not used: the head has its own.

        Raises:
          ValueError: an SDCAOptimizer.
        """
        assert feature_columns
        if isinstance(optimizer, SDCAOptimizer):
            raise ValueError("LinearEstimator does not support SDCA optimizer.")
        joint_weights = _joint_weights
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_linear_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )
