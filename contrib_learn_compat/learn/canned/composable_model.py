"""Linear and deep parts that an estimator can be composed of; each trains its own variables."""

from __future__ import annotations

import abc
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat import layers
from contrib_learn_compat.layers.feature_column_ops import check_feature_columns
from contrib_learn_compat.learn.canned import linear, towers


class _ComposableModel(abc.ABC):
    """A part of a model: builds its logits, and trains the variables that it made for them."""

    _DEFAULT_SCOPE: str

    def __init__(
        self,
        num_label_columns: int,
        optimizer: Any,
        gradient_clip_norm: float | None,
        num_ps_replicas: int,
        scope: str | None,
        trainable: bool = True,
    ):
        self._num_label_columns = num_label_columns
        self._optimizer = optimizer
        self._gradient_clip_norm = gradient_clip_norm
        self._num_ps_replicas = num_ps_replicas
        self._scope = scope or self._DEFAULT_SCOPE
        self._trainable = trainable
        self._feature_columns = None

    def get_scope_name(self) -> str:
        """Returns the scope of the variables."""
        return self._scope

    @abc.abstractmethod
    def build_model(
        self, features: dict[str, Any], feature_columns: Sequence[Any], is_training: bool
    ) -> tf.Tensor:
        """Builds the part, once; returns its logits, of shape [batch, num_label_columns]."""

    def get_train_step(self, loss: tf.Tensor) -> list[tf.Operation]:
        """Returns the ops that train this part's variables a step towards a lower loss."""
        variables = self._get_vars()
        if not variables:
            return []
        gradients = tf.gradients(loss, variables)
        if self._gradient_clip_norm:
            gradients, _ = tf.clip_by_global_norm(gradients, self._gradient_clip_norm)
        return [self._get_optimizer().apply_gradients(zip(gradients, variables, strict=True))]

    def _get_feature_columns(self) -> list | None:
        if not self._feature_columns:
            return None
        check_feature_columns(self._feature_columns)
        return sorted(set(self._feature_columns), key=lambda column: column.key)

    def _get_vars(self) -> list[tf.Variable]:
        return tf.get_collection(self._scope) if self._get_feature_columns() else []

    def _get_optimizer(self) -> tf.train.Optimizer:
        if self._optimizer is None or isinstance(self._optimizer, str):
            return self._get_default_optimizer(self._optimizer)
        return towers.made_optimizer(self._optimizer)

    @abc.abstractmethod
    def _get_default_optimizer(self, optimizer_name: str | None = None) -> tf.train.Optimizer:
        """Returns an optimizer, by its name or the default one, with its default rate."""

    def _open(self, name: str, values: Any, *min_slice_size: int) -> tf.variable_scope:
        return tf.variable_scope(
            name,
            values=list(values),
            partitioner=tf.min_max_variable_partitioner(self._num_ps_replicas, 0, *min_slice_size),
        )


class LinearComposableModel(_ComposableModel):
    """A weighted sum of feature columns."""

    _DEFAULT_SCOPE = towers.LINEAR

    def __init__(
        self,
        num_label_columns: int,
        optimizer: Any = None,
        _joint_weights: bool = False,
        gradient_clip_norm: float | None = None,
        num_ps_replicas: int = 0,
        scope: str | None = None,
        trainable: bool = True,
    ):
        """Takes the part.

        Args:
          num_label_columns: the width of the logits.
          optimizer: an optimizer, its name, or a function that makes one; Ftrl by default.
          _joint_weights: whether all columns share one variable.
          gradient_clip_norm: clips the gradients' global norm.
          num_ps_replicas: the number of parameter servers.
          scope: the scope of the variables, ``linear`` by default.
          trainable: whether the variables are.
        """
        super().__init__(
            num_label_columns, optimizer, gradient_clip_norm, num_ps_replicas, scope, trainable
        )
        self._joint_weights = _joint_weights

    def get_weights(self, model_dir: str) -> Any:
        """Returns the weights in the newest checkpoint: an array, or several by variable name."""
        slots = re.compile(rf".*/{self._get_optimizer().get_name()}(_\d)?$")
        values = {
            name: tf.train.load_variable(model_dir, name)
            for name, _ in tf.train.list_variables(model_dir)
            if name.startswith(f"{self._scope}/")
            and name != f"{self._scope}/bias_weight"
            and not slots.match(name)
        }
        return next(iter(values.values())) if len(values) == 1 else values

    def get_bias(self, model_dir: str) -> np.ndarray:
        """Returns the bias in the newest checkpoint."""
        return tf.train.load_variable(model_dir, f"{self._scope}/bias_weight")

    def build_model(self, features, feature_columns, is_training):
        self._feature_columns = feature_columns
        weighted_sum = (
            layers.joint_weighted_sum_from_feature_columns
            if self._joint_weights
            else layers.weighted_sum_from_feature_columns
        )
        with self._open(self._scope, features.values(), towers.LARGE_SLICE) as scope:
            logits, _, _ = weighted_sum(
                features,
                self._get_feature_columns(),
                self._num_label_columns,
                scope=scope,
                trainable=self._trainable,
                weight_collections=[self._scope],
            )
        return logits

    def _get_default_optimizer(self, optimizer_name=None):
        rate = linear.learning_rate(self._get_feature_columns())
        return layers.OPTIMIZER_CLS_NAMES[optimizer_name or "Ftrl"](learning_rate=rate)


class DNNComposableModel(_ComposableModel):
    """Hidden layers over feature columns."""

    _DEFAULT_SCOPE = towers.DNN

    def __init__(
        self,
        num_label_columns: int,
        hidden_units: Sequence[int],
        optimizer: Any = None,
        activation_fn: Callable | None = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        num_ps_replicas: int = 0,
        scope: str | None = None,
        trainable: bool = True,
    ):
        """Takes the part.

        Args:
          num_label_columns: the width of the logits.
          hidden_units: the width of each hidden layer.
          optimizer: an optimizer, its name, or a function that makes one; Adagrad by default.
          activation_fn: of the hidden layers.
          dropout: the probability with which a hidden unit is left out in training.
          gradient_clip_norm: clips the gradients' global norm.
          num_ps_replicas: the number of parameter servers.
          scope: the scope of the variables, ``dnn`` by default.
          trainable: whether the variables are.
        """
        super().__init__(
            num_label_columns, optimizer, gradient_clip_norm, num_ps_replicas, scope, trainable
        )
        self._hidden_units = hidden_units
        self._activation_fn = activation_fn
        self._dropout = dropout

    def get_weights(self, model_dir: str) -> list[np.ndarray]:
        """Returns each layer's weights in the newest checkpoint, those of the logits last."""
        return self._of_each_layer("weights", model_dir)

    def get_bias(self, model_dir: str) -> list[np.ndarray]:
        """Returns each layer's biases in the newest checkpoint, those of the logits last."""
        return self._of_each_layer("biases", model_dir)

    def build_model(self, features, feature_columns, is_training):
        self._feature_columns = feature_columns
        inputs = f"{self._scope}/input_from_feature_columns"
        with self._open(inputs, features.values(), towers.LARGE_SLICE) as scope:
            net = layers.input_from_feature_columns(
                features,
                self._get_feature_columns(),
                scope=scope,
                trainable=self._trainable,
                weight_collections=[self._scope],
            )
        for layer, width in zip(self._layers()[:-1], self._hidden_units, strict=True):
            with self._open(layer, [net]) as scope:
                net = self._dense(net, width, self._activation_fn, scope)
                if self._dropout is not None and is_training:
                    net = layers.dropout(net, keep_prob=1.0 - self._dropout)
            towers.summarize(net, f"{scope.name}/")
        with self._open(self._layers()[-1], [net]) as scope:
            logits = self._dense(net, self._num_label_columns, None, scope)
        towers.summarize(logits, "logits/")
        return logits

    def _layers(self) -> list[str]:
        hidden = [f"hiddenlayer_{number}" for number in range(len(self._hidden_units))]
        return [f"{self._scope}/{layer}" for layer in [*hidden, "logits"]]

    def _of_each_layer(self, name: str, model_dir: str) -> list[np.ndarray]:
        return [tf.train.load_variable(model_dir, f"{layer}/{name}") for layer in self._layers()]

    def _dense(self, net, width, activation_fn, scope):
        return layers.fully_connected(
            net,
            width,
            activation_fn=activation_fn,
            variables_collections=[self._scope],
            trainable=self._trainable,
            scope=scope,
        )

    def _get_default_optimizer(self, optimizer_name=None):
        return layers.OPTIMIZER_CLS_NAMES[optimizer_name or "Adagrad"](learning_rate=0.05)
