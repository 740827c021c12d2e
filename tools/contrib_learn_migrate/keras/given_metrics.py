"""MetricSpecs: metrics of single predictions that an evaluation is given."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.rules import Call, Obstacle, bind, call_text

_SPEC = "tf.contrib.learn.MetricSpec"
_TAKES = ("metric_fn", "prediction_key", "label_key", "weight_key")
_METRICS = {
    "accuracy": "Accuracy",
    "auc": "AUC",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_squared_error": "MeanSquaredError",
    "root_mean_squared_error": "RootMeanSquaredError",
}


def metrics_text(program, node: ast.expr) -> str:
    """Returns a dict of pairs, key of a prediction and metric, in the place of MetricSpecs.

    Raises:
      Obstacle: it is not known which metrics these are.
    """
    origins = program.flow.origins(node)
    if len(origins) != 1 or not isinstance(origins[0], ast.Dict):
        raise Obstacle(node, "metrics", "it is not known which they are")
    texts = [
        f"{program.text(key)}: {_pair(program, value)}"
        for key, value in zip(origins[0].keys, origins[0].values, strict=True)
    ]
    return "{" + ", ".join(texts) + "}"


def _pair(program, node: ast.expr) -> str:
    spec = _bound(program, node)
    spec.refuse("label_key", "weight_key")
    function = spec.args["metric_fn"]
    name = program.symbol(function).rpartition(".")[2].removeprefix("streaming_")
    if name not in _METRICS or not program.symbol(function).startswith("tf."):
        raise Obstacle(function, "metric_fn", "no Keras metric is known to be the same")
    program.require("import keras")
    key = spec.text("prediction_key", "None")
    return f"({key}, keras.metrics.{_METRICS[name]}())"


def _bound(program, node: ast.expr) -> Call:
    origins = program.flow.origins(node)
    if len(origins) != 1 or program.symbol(origins[0]) != _SPEC:
        raise Obstacle(node, "metrics", "it is no MetricSpec")
    return bind(origins[0], _SPEC, _TAKES, program)


def specs(program, node: ast.expr) -> list[ast.AST]:
    """Returns the dict of MetricSpecs, and them, that a value comes from."""
    found = []
    for origin in program.flow.origins(node):
        found.append(origin)
        for value in getattr(origin, "values", ()):
            found += program.flow.origins(value)
    return found


def evaluation(program, model: str, predictor: str, dataset: str, metrics: ast.expr) -> str:
    """Returns an evaluation that has metrics of predictions among its results."""
    program.helpers.add("evaluate_predictions")
    text = metrics_text(program, metrics)
    return call_text("evaluate_predictions", model, f"{predictor}({model})", dataset, text)
