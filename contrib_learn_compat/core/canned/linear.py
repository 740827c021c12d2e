"""Linear models: LinearClassifier, LinearRegressor and LinearEstimator."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import heads
from contrib_learn_compat.core.canned import columns, optimizers, parts
from contrib_learn_compat.core.estimator import Estimator

_LEARNING_RATE = 0.2


def linear_logit_fn_builder(
    units: int, feature_columns: Iterable[Any], sparse_combiner: str = "sum"
) -> Callable:
    """Returns a function of features, a dict, that builds a weighted sum of them.

    Args:
      units: the width of the logits, which the function returns.
      feature_columns: columns of tf.feature_column, categorical or dense.
      sparse_combiner: how the weights of an example's several words are put together: "sum",
        "mean" or "sqrtn".
    """

    def linear_logit_fn(features):
        logits, bias, weights = columns.linear_model(
            features, feature_columns, units, sparse_combiner
        )
        if units > 1:
            tf.summary.histogram("bias", bias)
        else:
            tf.summary.scalar("bias", bias[0][0])
        tf.summary.scalar("fraction_of_zero_weights", _zero_fraction(weights))
        return logits

    return linear_logit_fn


def _zero_fraction(variables):
    """Returns how many of all weights are 0, as a share."""
    with tf.name_scope("zero_fraction"):
        sizes = [tf.size(variable, out_type=tf.float32) for variable in variables]
        zeros = [
            tf.nn.zero_fraction(variable) * size
            for variable, size in zip(variables, sizes, strict=True)
        ]
        return tf.add_n(zeros) / tf.add_n(sizes)


def _model_fn(head, feature_columns, optimizer, partitioner, sparse_combiner):
    feature_columns = tuple(feature_columns or ())

    def linear_model_fn(features, labels, mode, config):
        parts.check_features(features)
        with tf.variable_scope(
            "linear",
            values=tuple(features.values()),
            partitioner=partitioner or parts.large_slices(config),
        ):
            units = head.logits_dimension
            logits = linear_logit_fn_builder(units, feature_columns, sparse_combiner)(features)
            made = optimizers.get_optimizer_instance(
                optimizer or _default_optimizer(feature_columns), _LEARNING_RATE
            )
            return head.create_estimator_spec(features, mode, logits, labels, made)

    return linear_model_fn


def _default_optimizer(feature_columns):
    return tf.train.FtrlOptimizer(min(_LEARNING_RATE, 1.0 / math.sqrt(len(feature_columns))))


class LinearClassifier(Estimator):
    """Classifies with a weighted sum of the features."""

    def __init__(
        self,
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Sequence[str] | None = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        partitioner: Callable | None = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        sparse_combiner: str = "sum",
    ):
        """Takes the model.

        Args:
          feature_columns: columns of tf.feature_column, categorical or dense.
          model_dir: the directory of checkpoints and events.
          n_classes: the number of classes.
          weight_column: the name or the numeric column of the feature that weighs the examples.
          label_vocabulary: the classes' words; without it labels are ids, of shape [batch, 1] or
            [batch], and for two classes numbers in [0, 1].
          optimizer: an optimizer, a function that makes one, or one of "Adagrad", "Adam", "Ftrl",
            "RMSProp" and "SGD", with a learning rate of 0.2.
          config: a RunConfig.
          partitioner: cuts the variables, over parameter servers.
          warm_start_from: a checkpoint's path, or WarmStartSettings.
          loss_reduction: one of tf.losses.Reduction, but not NONE.
          sparse_combiner: how the weights of an example's several words are put together: "sum",
            "mean" or "sqrtn".

        Raises:
          ValueError: for fewer than two classes, or a reduction that is none.
        """
        head = parts.classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        model_fn = _model_fn(head, feature_columns, optimizer, partitioner, sparse_combiner)
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class LinearRegressor(Estimator):
    """Regresses with a weighted sum of the features."""

    def __init__(
        self,
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        partitioner: Callable | None = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        sparse_combiner: str = "sum",
    ):
        """Takes what :class:`LinearClassifier` takes, and `label_dimension`, the labels' width."""
        head = heads.regression_head(weight_column, label_dimension, loss_reduction)
        model_fn = _model_fn(head, feature_columns, optimizer, partitioner, sparse_combiner)
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class LinearEstimator(Estimator):
    """Trains a weighted sum of the features, under any head."""

    def __init__(
        self,
        head: heads.Head,
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        partitioner: Callable | None = None,
        sparse_combiner: str = "sum",
    ):
        """Takes a head of tf.contrib.estimator, and what :class:`LinearClassifier` takes beside."""
        model_fn = _model_fn(head, feature_columns, optimizer, partitioner, sparse_combiner)
        super().__init__(model_fn, model_dir, config)
