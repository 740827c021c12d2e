"""What a recording asks of an estimator: of either world's, or of a model_fn alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contrib_learn_compat import _private
from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core import input_fn as input_fns
from contrib_learn_compat.keras import mode_graph
from contrib_learn_compat.keras.verification.functions import Features
from contrib_learn_compat.learn import run_config
from contrib_learn_compat.model_fn import ModeKeys


class ModelFn:
    """A model_fn alone: in the place of an Estimator."""

    def __init__(self, model_fn: Callable, params: Any):
        self._model_fn, self._params = model_fn, params
        self.config = run_config.RunConfig(tf_random_seed=1)

    def ops(self, features: Any, labels: Any, mode: str) -> Any:
        """Calls the model_fn; returns its ModelFnOps or EstimatorSpec."""
        return mode_graph.called(
            self._model_fn, Features(features), labels, mode, self._params, self.config
        )


def read_input(estimator: Any, input_fn: Callable, mode: str) -> tuple[Any, Any, list]:
    """Returns features, labels, and the hooks that start the input."""
    if isinstance(estimator, core_estimator.Estimator):
        return estimator._read_input(input_fn, mode)
    return input_fns.read(input_fn())


def call(
    estimator: Any, features: Any, labels: Any, mode: str, metrics: dict[str, Any] | None = None
) -> Any:
    """Builds a model; returns its ModelFnOps or EstimatorSpec.

    Args:
      estimator: of either world, or a ModelFn.
      features: of the input.
      labels: of the input.
      mode: of ModeKeys.
      metrics: those that a ``tf.contrib.learn`` Estimator is asked for besides its model's.
    """
    if isinstance(estimator, ModelFn):
        return estimator.ops(features, None if mode == ModeKeys.INFER else labels, mode)
    _private.get_or_create_global_step_read()
    if isinstance(estimator, core_estimator.Estimator):
        given = None if mode == ModeKeys.INFER else labels
        return estimator._call_model_fn(features, given, mode, estimator.config)
    estimator._check_inputs(features, labels)
    if mode == ModeKeys.TRAIN:
        return estimator._get_train_ops(features, labels)
    if mode == ModeKeys.EVAL:
        return estimator._get_eval_ops(features, labels, metrics)
    return estimator._get_predict_ops(features)
