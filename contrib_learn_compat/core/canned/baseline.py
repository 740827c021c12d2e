"""Baselines: models that learn the labels' mean or frequency, and look at no feature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import heads
from contrib_learn_compat.core.canned import optimizers, parts
from contrib_learn_compat.core.estimator import Estimator

_LEARNING_RATE = 0.3


def _model_fn(head, optimizer, weight_column=None):
    def baseline_model_fn(features, labels, mode):
        def train_op_fn(loss):
            made = optimizers.get_optimizer_instance(optimizer, _LEARNING_RATE)
            return made.minimize(loss, global_step=tf.train.get_global_step())

        logits = _logits(features, head.logits_dimension, weight_column)
        return head.create_estimator_spec(features, mode, logits, labels, train_op_fn=train_op_fn)

    return baseline_model_fn


def _logits(features, width, weight_column):
    """Returns the same logits for each example, however many the features have."""
    weight_key = getattr(weight_column, "key", weight_column)
    sizes = [tf.shape(value)[0] for key, value in features.items() if key != weight_key]
    same = [tf.assert_equal(sizes[0], size) for size in sizes[1:]]
    with tf.control_dependencies(same), tf.variable_scope("baseline"):
        bias = tf.get_variable("bias", [width], initializer=tf.zeros_initializer())
        return tf.multiply(bias, tf.ones([sizes[0], width]))


class BaselineClassifier(Estimator):
    """Predicts how frequent each class is."""

    def __init__(
        self,
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Sequence[str] | None = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
    ):
        """Takes the model.

        Args:
          model_dir: the directory of checkpoints and events.
          n_classes: the number of classes.
          weight_column: the name or the numeric column of the feature that weighs the examples.
          label_vocabulary: the classes' words; without it labels are ids, of shape [batch, 1] or
            [batch], and for two classes numbers in [0, 1].
          optimizer: an optimizer, a function that makes one, or one of "Adagrad", "Adam", "Ftrl",
            "RMSProp" and "SGD", with a learning rate of 0.3.
          config: a RunConfig.
          loss_reduction: one of tf.losses.Reduction, but not NONE.

        Raises:
          ValueError: for fewer than two classes, or a reduction that is none.
        """
        head = parts.classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(_model_fn(head, optimizer, weight_column), model_dir, config)


class BaselineRegressor(Estimator):
    """Predicts the labels' mean."""

    def __init__(
        self,
        model_dir: str | None = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
    ):
        """Takes what the classifier takes, and `label_dimension`, the labels' width."""
        head = heads.regression_head(weight_column, label_dimension, loss_reduction)
        super().__init__(_model_fn(head, optimizer, weight_column), model_dir, config)


class BaselineEstimator(Estimator):
    """Predicts without features what minimizes a head's loss."""

    def __init__(
        self,
        head: heads.Head,
        model_dir: str | None = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
    ):
        """Takes a head of tf.contrib.estimator, and what the classifier takes beside."""
        super().__init__(_model_fn(head, optimizer), model_dir, config)
