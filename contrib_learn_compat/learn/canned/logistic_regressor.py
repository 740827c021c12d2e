"""LogisticRegressor: two classes' metrics for a model_fn of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.keys import MetricKey, ProblemType
from contrib_learn_compat.learn.estimator import Estimator
from contrib_learn_compat.model_fn import ModeKeys, ModelFnOps


def LogisticRegressor(
    model_fn: Callable,
    thresholds: Sequence[float] | None = None,
    model_dir: str | None = None,
    config: Any = None,
    feature_engineering_fn: Callable | None = None,
) -> Estimator:
    """Returns an Estimator that measures what is of interest of two classes.

    Args:
      model_fn: a function of features, labels and mode that returns predictions, loss and
        train_op; the predictions are probabilities of the positive class.
      thresholds: where accuracy, precision and recall are measured; at 0.5 by default.
      model_dir: the directory of checkpoints and events.
      config: a RunConfig.
      feature_engineering_fn: maps features and labels to those that the model_fn gets.
    """

    def model_fn_with_metrics(features, labels, mode, params):
        predictions, loss, train_op = model_fn(features, labels, mode)
        metrics = None
        if mode == ModeKeys.EVAL:
            metrics = _eval_metric_ops(labels, predictions, params.get("thresholds") or [0.5])
        head = (ProblemType.LOGISTIC_REGRESSION, {"predictions": predictions})
        return ModelFnOps(
            mode=mode,
            predictions=predictions,
            loss=loss,
            train_op=train_op,
            eval_metric_ops=metrics,
            output_alternatives={"head": head},
        )

    return Estimator(
        model_fn=model_fn_with_metrics,
        model_dir=model_dir,
        config=config,
        params={"thresholds": thresholds},
        feature_engineering_fn=feature_engineering_fn,
    )


def _eval_metric_ops(
    labels: Any, predictions: tf.Tensor, thresholds: Sequence[float]
) -> dict[str, tuple]:
    """Returns the metrics by name; `labels` are a tensor, or a dict of one."""
    if isinstance(labels, dict) and len(labels) == 1:
        (labels,) = labels.values()
    metrics = {
        MetricKey.PREDICTION_MEAN: tf.metrics.mean(predictions),
        MetricKey.LABEL_MEAN: tf.metrics.mean(labels),
        # What always saying the more frequent class would score.
        MetricKey.ACCURACY_BASELINE: tf.metrics.mean(labels),
        MetricKey.AUC: tf.metrics.auc(labels, predictions),
    }
    for threshold in thresholds:
        positive = tf.cast(predictions >= threshold, tf.float32)
        for key, metric in (
            (MetricKey.ACCURACY_MEAN, tf.metrics.accuracy),
            (MetricKey.PRECISION_MEAN, tf.metrics.precision),
            (MetricKey.RECALL_MEAN, tf.metrics.recall),
        ):
            metrics[key % threshold] = metric(labels, positive)
    return metrics
