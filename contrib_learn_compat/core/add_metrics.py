"""An Estimator with more metrics than another."""

from __future__ import annotations

from collections.abc import Callable

from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.functions import argument_names, taken_by
from contrib_learn_compat.core.model_fn import ModeKeys

_ARGUMENTS = {"features", "labels", "predictions", "config"}


def add_metrics(estimator: Estimator, metric_fn: Callable) -> Estimator:
    """Returns an Estimator of the same model and model_dir that computes more metrics.

    Args:
      estimator: the Estimator.
      metric_fn: called with those of ``features``, ``labels``, ``predictions`` and ``config`` that
        it has parameters for; returns a dict of metrics, as ``eval_metric_ops``. Of the same
        name, it takes the place of the model's own.

    Raises:
      ValueError: `metric_fn` has other parameters.
    """
    unexpected = list({*argument_names(metric_fn)} - _ARGUMENTS)
    if unexpected:
        raise ValueError(f"metric_fn ({metric_fn}) has following not expected args: {unexpected}")

    def with_metrics(features, labels, mode, config):
        spec = estimator.model_fn(features, labels, mode, config)
        if mode != ModeKeys.EVAL:
            return spec
        offered = {"predictions": spec.predictions, "config": config}
        taken = taken_by(metric_fn, features=features, labels=labels, **offered)
        return spec._replace(eval_metric_ops={**spec.eval_metric_ops, **metric_fn(**taken)})

    return Estimator(
        model_fn=with_metrics,
        model_dir=estimator.model_dir,
        config=estimator.config,
        warm_start_from=estimator._warm_start_settings,
    )
