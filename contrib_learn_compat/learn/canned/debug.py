"""Models of a bias alone, to debug a pipeline with and as a baseline for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat import heads, layers
from contrib_learn_compat.keys import PredictionKey
from contrib_learn_compat.learn.canned import prediction, towers

_LEARNING_RATE = 0.3


def debug_model_fn(features, labels, mode, params, config=None):
    """Puts logits of zero under ``params["head"]``, whose centered bias is all that learns.

    Raises:
      ValueError: there are no features.
    """
    head = params["head"]
    features = towers.feature_dict(features)
    if not features:
        raise ValueError("Features cannot be empty.")
    batch_size, *others = (tf.shape(feature)[0] for feature in features.values())
    with tf.control_dependencies([tf.assert_equal(batch_size, other) for other in others]):
        logits = tf.zeros([batch_size, head.logits_dimension])

    def train_op_fn(loss):
        return layers.optimize_loss(
            loss, global_step=None, learning_rate=_LEARNING_RATE, optimizer="Adagrad"
        )

    return head.create_model_fn_ops(
        features=features, mode=mode, labels=labels, logits=logits, train_op_fn=train_op_fn
    )


class DebugClassifier(prediction.OneOutput):
    """Learns how often each class is seen, whatever the features."""

    def __init__(
        self,
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
        label_keys: Any = None,
    ):
        """Takes what the head of :class:`DNNClassifier` takes.

        Raises:
          ValueError: `n_classes` is less than 2.
        """
        head = heads.multi_class_head(
            n_classes,
            label_keys=label_keys,
            weight_column_name=weight_column_name,
            enable_centered_bias=True,
        )
        super().__init__(debug_model_fn, model_dir, config, {"head": head}, feature_engineering_fn)

    def predict_classes(
        self, input_fn: Callable | None = None, batch_size: int | None = None
    ) -> Iterator[Any]:
        """Yields the class that was seen most often, for each example."""
        return self._predict_one(PredictionKey.CLASSES, None, input_fn, batch_size)

    def predict_proba(
        self, input_fn: Callable | None = None, batch_size: int | None = None
    ) -> Iterator[np.ndarray]:
        """Yields the distribution of classes, of shape [n_classes], for each example."""
        return self._predict_one(PredictionKey.PROBABILITIES, None, input_fn, batch_size)


class DebugRegressor(prediction.OneOutput):
    """Learns the labels' mean, whatever the features."""

    def __init__(
        self,
        model_dir: str | None = None,
        label_dimension: int = 1,
        weight_column_name: str | None = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
    ):
        """Takes what the head of :class:`DNNRegressor` takes."""
        head = heads.regression_head(
            label_dimension=label_dimension,
            weight_column_name=weight_column_name,
            enable_centered_bias=True,
        )
        super().__init__(debug_model_fn, model_dir, config, {"head": head}, feature_engineering_fn)

    def predict_scores(
        self, input_fn: Callable | None = None, batch_size: int | None = None
    ) -> Iterator[np.ndarray]:
        """Yields the mean, for each example."""
        return self._predict_one(PredictionKey.SCORES, None, input_fn, batch_size)
