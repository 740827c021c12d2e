"""LogisticRegressor: the metrics that it adds to the model of a user's model_fn."""

from __future__ import annotations

from contrib_learn_migrate.keras.estimators.survey import ESTIMATORS, LOGISTIC, Estimator
from contrib_learn_migrate.keras.model_fns.metrics import is_sigmoid
from contrib_learn_migrate.keras.rules import Obstacle, bind, call_text


def metrics_of(made: Estimator, program) -> str | None:
    """Returns the text of the metrics that an estimator adds; None for any other than this one.

    Raises:
      Obstacle: its thresholds are known only where the estimator is made.
    """
    if made.symbol != LOGISTIC:
        return None
    call = bind(made.call, LOGISTIC, tuple(ESTIMATORS[LOGISTIC].split()), program)
    thresholds = repr(call.literal("thresholds")) if call.has("thresholds") else None
    program.helpers.add("logistic_metrics")
    return call_text("logistic_metrics", thresholds)


def check(predictions, source, renderer) -> None:
    """Raises an Obstacle unless predictions are the sigmoid of a model's output."""
    if not is_sigmoid(predictions, source, renderer):
        node = predictions.node or renderer.model_fn
        raise Obstacle(node, LOGISTIC, "its predictions are not the sigmoid of what the loss takes")
