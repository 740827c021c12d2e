"""Deep models: DNNClassifier, DNNRegressor and DNNEstimator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import heads, layers
from contrib_learn_compat.learn.canned import prediction, towers
from contrib_learn_compat.learn.estimator import Estimator

_LEARNING_RATE = 0.05
_PARAMS = (
    "head hidden_units feature_columns optimizer activation_fn dropout gradient_clip_norm "
    "embedding_lr_multipliers input_layer_min_slice_size"
)


def _dnn_model_fn(features, labels, mode, params, config=None):
    """Builds hidden layers under a head; `params` are the constructors' arguments."""
    head = params["head"]
    features = towers.feature_dict(features)
    input_slice = params.get("input_layer_min_slice_size") or towers.LARGE_SLICE
    with towers.scope(towers.DNN, features, towers.partitioner(config)):
        logits, input_scope = towers.dnn_logits(
            features,
            params["feature_columns"],
            params["hidden_units"],
            head.logits_dimension,
            mode,
            towers.activation(params.get("activation_fn")),
            params.get("dropout"),
            towers.partitioner(config, input_slice),
            summary_separator="_",
        )

        def train_op_fn(loss):
            return layers.optimize_loss(
                loss=loss,
                global_step=tf.train.get_global_step(),
                learning_rate=_LEARNING_RATE,
                optimizer=towers.made_optimizer(params.get("optimizer") or "Adagrad"),
                gradient_multipliers=towers.gradient_multipliers(
                    params.get("embedding_lr_multipliers"), input_scope
                ),
                clip_gradients=params.get("gradient_clip_norm"),
                name=towers.DNN,
                summaries=[],
            )

        # The head's variables are of the scope too.
        return head.create_model_fn_ops(
            features=features, mode=mode, labels=labels, train_op_fn=train_op_fn, logits=logits
        )


class DNNClassifier(prediction.FlatClasses):
    """Classifies with hidden layers over feature columns."""

    def __init__(
        self,
        hidden_units: Sequence[int],
        feature_columns: Sequence[Any],
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        activation_fn: Callable | str | None = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        embedding_lr_multipliers: dict[Any, float] | None = None,
        input_layer_min_slice_size: int | None = None,
        label_keys: Any = None,
    ):
        """Takes the model.

        Args:
          hidden_units: the width of each hidden layer.
          feature_columns: columns of tf.contrib.layers, or of tf.feature_column.
          model_dir: the directory of checkpoints and events.
          n_classes: the number of classes; labels are class ids, of shape [batch, 1] or [batch].
          weight_column_name: the feature that weighs examples.
          optimizer: an optimizer, its name, or a function that makes one; Adagrad by default.
          activation_fn: of the hidden layers, a function or its name.
          dropout: the probability with which a hidden unit is left out in training.
          gradient_clip_norm: clips the gradients' global norm.
          enable_centered_bias: whether a bias of its own is learned for each class.
          config: a RunConfig.
          feature_engineering_fn: maps features and labels to those that the model gets.
          embedding_lr_multipliers: multipliers of the learning rate by embedding column.
          input_layer_min_slice_size: the bytes of the smallest piece that an input layer's
            variable is cut into, over parameter servers.
          label_keys: names of the classes, for labels that are strings.

        Raises:
          ValueError: `n_classes` is less than 2.
        """
        self._feature_columns = feature_columns = tuple(feature_columns or ())
        head = heads.multi_class_head(
            n_classes,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
            label_keys=label_keys,
        )
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_dnn_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class DNNRegressor(prediction.MeasuresScores):
    """Regresses with hidden layers over feature columns."""

    def __init__(
        self,
        hidden_units: Sequence[int],
        feature_columns: Sequence[Any],
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        activation_fn: Callable | str | None = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        label_dimension: int = 1,
        embedding_lr_multipliers: dict[Any, float] | None = None,
        input_layer_min_slice_size: int | None = None,
    ):
        """Takes what :class:`DNNClassifier` takes, and `label_dimension`, the labels' width."""
        self._feature_columns = feature_columns = tuple(feature_columns or ())
        head = heads.regression_head(
            label_dimension=label_dimension,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
        )
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_dnn_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class DNNEstimator(Estimator):
    """Trains hidden layers over feature columns, under any head."""

    def __init__(
        self,
        head: heads.Head,
        hidden_units: Sequence[int],
        feature_columns: Sequence[Any],
        model_dir: str | None = None,
        optimizer: Any = None,
        activation_fn: Callable | str | None = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        embedding_lr_multipliers: dict[Any, float] | None = None,
        input_layer_min_slice_size: int | None = None,
    ):
        """Takes a head and what :class:`DNNClassifier` takes beside its own head's arguments."""
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_dnn_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )
