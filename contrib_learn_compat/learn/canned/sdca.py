"""Linear models that the SDCA solver trains, in place of gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat import heads, layers
from contrib_learn_compat.keys import PredictionKey
from contrib_learn_compat.learn.canned import prediction, towers
from contrib_learn_compat.linear_optimizer.sdca_ops import SdcaModel
from contrib_learn_compat.linear_optimizer.sdca_optimizer import SDCAOptimizer

_BIAS = "tf_virtual_bias_column"
_LOSSES = {
    heads._BinarySvmHead: "hinge_loss",
    heads._BinaryLogisticHead: "logistic_loss",
    heads._RegressionHead: "squared_loss",
}
_PARAMS = (
    "head feature_columns example_id_column num_loss_partitions l1_regularization "
    "l2_regularization weight_column_name update_weights_hook partitioner"
)


def sdca_model_fn(features, labels, mode, params):
    """Builds a weighted sum under a head, for the SDCAOptimizer in `params` to train."""
    head, feature_columns = params["head"], params["feature_columns"]
    optimizer, hook = params["optimizer"], params.get("update_weights_hook")
    if not isinstance(optimizer, SDCAOptimizer):
        raise ValueError("Optimizer must be of type SDCAOptimizer")
    loss_type = next((loss for kind, loss in _LOSSES.items() if isinstance(head, kind)), None)
    if loss_type is None:
        raise ValueError(f"Unsupported head type: {head}")
    assert head.logits_dimension == 1, "SDCA only applies for logits_dimension=1."
    if any(column.name == _BIAS for column in feature_columns):
        raise ValueError(f"{_BIAS} is a reserved column name.")
    with towers.scope(towers.LINEAR, features, optimizer.partitioner) as scope:
        features = {**features, **layers.transform_features(features, feature_columns)}
        logits, columns_to_variables, bias = layers.weighted_sum_from_feature_columns(
            columns_to_tensors=features,
            feature_columns=feature_columns,
            num_outputs=1,
            scope=scope,
        )
    # To the solver the bias is the weight of one more feature, which is always 1.
    bias_column = layers.real_valued_column(_BIAS)
    features[bias_column] = tf.ones_like(logits)
    columns_to_variables[bias_column] = [bias]

    def train_op_fn(loss):
        model, train_op = optimizer.get_train_step(
            columns_to_variables,
            params["weight_column_name"],
            loss_type,
            features,
            labels,
            tf.train.get_global_step(),
        )
        if hook is not None:
            hook.set_parameters(model, train_op)
        return train_op

    ops = head.create_model_fn_ops(
        features=features, mode=mode, labels=labels, train_op_fn=train_op_fn, logits=logits
    )
    if hook is None:
        return ops
    return ops._replace(training_chief_hooks=[*ops.training_chief_hooks, hook])


class _SdcaUpdateWeightsHook(tf.train.SessionRunHook):
    """Makes the model's weights of the solver's at every step; for the chief alone."""

    def set_parameters(self, sdca_model: SdcaModel, train_op: tf.Operation) -> None:
        """Takes what the model_fn has built."""
        self._sdca_model = sdca_model
        self._train_op = train_op

    def begin(self):
        self._update_op = self._sdca_model.update_weights(self._train_op)

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self._update_op)


def _sdca_estimator_model_fn(features, labels, mode, params, config):
    """Makes the optimizer, by default for as many solvers as there are workers."""
    optimizer = SDCAOptimizer(
        example_id_column=params["example_id_column"],
        num_loss_partitions=params["num_loss_partitions"] or max(1, config.num_worker_replicas),
        symmetric_l1_regularization=params["l1_regularization"],
        symmetric_l2_regularization=params["l2_regularization"],
        partitioner=params["partitioner"],
    )
    return sdca_model_fn(features, labels, mode, {**params, "optimizer": optimizer})


class _SDCAEstimator(prediction.OneOutput):
    """What the estimators that are always trained by SDCA have in common."""

    def __init__(
        self,
        example_id_column: str,
        feature_columns: Sequence[Any],
        weight_column_name: str | None = None,
        model_dir: str | None = None,
        head: heads.Head | None = None,
        l1_regularization: float = 0.0,
        l2_regularization: float = 1.0,
        num_loss_partitions: int | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        partitioner: Callable | None = None,
    ):
        """Takes the model.

        Args:
          example_id_column: the feature with the examples' ids, strings of shape [batch].
          feature_columns: columns of tf.contrib.layers; at least one.
          weight_column_name: the feature that weighs examples.
          model_dir: the directory of checkpoints and events.
          head: of two classes, logistic or SVM, or of one value.
          l1_regularization: not negative.
          l2_regularization: not negative; training takes 1 for less.
          num_loss_partitions: how many train ops are at work at once; one a worker by default.
          config: a RunConfig.
          feature_engineering_fn: maps features and labels to those that the model gets.
          partitioner: cuts the model's weights.

        Raises:
          AssertionError: there are no columns.
          ValueError: a head of another kind.
        """
        self._feature_columns = tuple(feature_columns or ())
        assert self._feature_columns
        if not isinstance(head, tuple(_LOSSES)):
            raise ValueError(
                f"head type: {type(head)} is not supported. Supported head types: "
                "_BinaryLogisticHead, _BinarySvmHead and _RegressionHead."
            )
        assert head.logits_dimension == 1
        update_weights_hook = _SdcaUpdateWeightsHook()
        params = towers.params_of(locals(), _PARAMS)
        super().__init__(
            model_fn=_sdca_estimator_model_fn,
            model_dir=model_dir,
            config=config,
            params=params,
            feature_engineering_fn=feature_engineering_fn,
        )


class SDCALogisticClassifier(_SDCAEstimator):
    """Classifies into two classes by logistic regression."""

    def __init__(
        self,
        example_id_column: str,
        feature_columns: Sequence[Any],
        weight_column_name: str | None = None,
        model_dir: str | None = None,
        l1_regularization: float = 0.0,
        l2_regularization: float = 1.0,
        num_loss_partitions: int | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        partitioner: Callable | None = None,
    ):
        """Takes what :class:`_SDCAEstimator` takes; has no use for `feature_engineering_fn`."""
        super().__init__(
            example_id_column=example_id_column,
            feature_columns=feature_columns,
            weight_column_name=weight_column_name,
            model_dir=model_dir,
            head=heads.multi_class_head(n_classes=2, weight_column_name=weight_column_name),
            l1_regularization=l1_regularization,
            l2_regularization=l2_regularization,
            num_loss_partitions=num_loss_partitions,
            config=config,
            partitioner=partitioner,
        )

    def predict_classes(self, input_fn: Callable | None = None) -> Iterator[int]:
        """Returns each example's class."""
        return self._predict_one(PredictionKey.CLASSES, input_fn=input_fn)

    def predict_proba(self, input_fn: Callable | None = None) -> Iterator[np.ndarray]:
        """Returns the probabilities of both classes, of shape [2], for each example."""
        return self._predict_one(PredictionKey.PROBABILITIES, input_fn=input_fn)


class SDCALinearRegressor(_SDCAEstimator):
    """Regresses by least squares."""

    def __init__(
        self,
        example_id_column: str,
        feature_columns: Sequence[Any],
        weight_column_name: str | None = None,
        model_dir: str | None = None,
        l1_regularization: float = 0.0,
        l2_regularization: float = 1.0,
        num_loss_partitions: int | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        partitioner: Callable | None = None,
    ):
        """Takes what :class:`_SDCAEstimator` takes; has no use for `feature_engineering_fn`."""
        super().__init__(
            example_id_column=example_id_column,
            feature_columns=feature_columns,
            weight_column_name=weight_column_name,
            model_dir=model_dir,
            head=heads.regression_head(weight_column_name=weight_column_name),
            l1_regularization=l1_regularization,
            l2_regularization=l2_regularization,
            num_loss_partitions=num_loss_partitions,
            config=config,
            partitioner=partitioner,
        )

    def predict_scores(self, input_fn: Callable) -> Iterator[float]:
        """Returns each example's score."""
        return self._predict_one(PredictionKey.SCORES, input_fn=input_fn)
