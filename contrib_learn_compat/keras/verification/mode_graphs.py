"""The graphs in which a legacy model evaluates and predicts, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from contrib_learn_compat.core import engine
from contrib_learn_compat.keras.verification import estimators, feeding, graphs
from contrib_learn_compat.keras.verification.watching import watching
from contrib_learn_compat.model_fn import ModeKeys

tf1 = tf.compat.v1


def evaluated(
    estimator: Any,
    input_fn: Callable,
    batches: list[dict],
    points: dict[str, dict],
    metrics: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Returns loss, logits and metrics at each of the points, which are values of variables.

    Args:
      estimator: a ``tf.contrib.learn`` or ``tf.estimator`` Estimator, or a ModelFn.
      input_fn: makes tensors of the same kinds as `batches` are.
      batches: what it evaluates on.
      points: values of variables, by the names of points.
      metrics: what it evaluates besides.
    """

    def fetches(ops, watched):
        return {"loss": ops.loss, "logits": dict(watched.logits)}

    with _ModeGraph(estimator, input_fn, ModeKeys.EVAL, fetches, metrics) as graph:
        values, updates = {}, []
        for key, metric in graph.ops.eval_metric_ops.items():
            # A value alone is that of the last batch.
            values[key], *update = metric if isinstance(metric, (list, tuple)) else (metric,)
            updates += update
        results = {}
        for point, variables in points.items():
            results[point] = graph.run(batches[0], variables)
            graph.assign(variables)
            for batch in batches:
                fed = feeding.feeds(graph.inputs, batch)
                graph.session.run(updates, fed)
            results[point]["metrics"] = keyed(graph.session.run(values, fed))
    return results


def predicted(
    estimator: Any, input_fn: Callable, batch: dict, points: dict[str, dict]
) -> dict[str, Any]:
    """Returns predictions and logits at each of the points, which are values of variables.

    And whether it ``drops`` units even so.
    """

    def fetches(ops, watched):
        return {"predictions": keyed(ops.predictions), "logits": dict(watched.logits)}

    with _ModeGraph(estimator, input_fn, ModeKeys.INFER, fetches) as graph:
        drops = {"drops": graph.watched.drops}
        return {point: graph.run(batch, values) | drops for point, values in points.items()}


class _ModeGraph:
    """The graph of evaluation or prediction with a session in which it was initialized."""

    def __init__(self, estimator, input_fn, mode, fetches, metrics=None):
        with engine.model_graph(estimator.config.tf_random_seed) as self._graph:
            with watching() as watched:
                features, labels, _ = estimators.read_input(estimator, input_fn, mode)
                self.ops = estimators.call(estimator, features, labels, mode, metrics)
            given = {"features": feeding.named(features)}
            if mode != ModeKeys.INFER:
                given["labels"] = feeding.named(labels)
            self.inputs = given
            self.watched, self._fetches = watched, fetches(self.ops, watched)
            self._variables = graphs.by_name(tf1.global_variables())
            self._scaffold = self.ops.scaffold or tf1.train.Scaffold()
            self._scaffold.finalize()
            self.session = tf1.Session()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.session.close()

    def assign(self, variables: dict[str, np.ndarray]) -> None:
        """Gives variables their values, and metrics those that they begin with."""
        with self._graph.as_default():
            graphs.initialize(self.session, self._scaffold)
        graphs.assign(self.session, self._variables, variables)

    def run(self, batch: dict, variables: dict[str, np.ndarray]) -> dict[str, Any]:
        self.assign(variables)
        return self.session.run(self._fetches, feeding.feeds(self.inputs, batch))


def keyed(predictions: Any) -> dict[str, Any]:
    """Returns predictions or metrics by strings: (head name, key) is ``head name/key``."""
    if not isinstance(predictions, dict):
        return {"": predictions}
    return {
        "/".join(map(str, key)) if isinstance(key, tuple) else str(key): value
        for key, value in predictions.items()
    }
