"""The metrics that model_fns write themselves."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras import losses
from contrib_learn_migrate.keras.derived import NotDerived, Source, statements_between
from contrib_learn_migrate.keras.labels import labels_of
from contrib_learn_migrate.keras.paths import Value, Walk
from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text

METRICS = {
    "accuracy": "Accuracy",
    "auc": "AUC",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_squared_error": "MeanSquaredError",
    "root_mean_squared_error": "RootMeanSquaredError",
}
# These count what is not zero as positive.
OF_TRUTH = {
    "false_negatives": "FalseNegatives",
    "false_positives": "FalsePositives",
    "precision": "Precision",
    "recall": "Recall",
    "true_negatives": "TrueNegatives",
    "true_positives": "TruePositives",
}
_KNOWN = METRICS | OF_TRUTH
_TAKES = {f"tf.metrics.{name}": ("labels", "predictions", "weights") for name in _KNOWN}
_TAKES |= {
    f"tf.contrib.metrics.streaming_{name}": ("predictions", "labels", "weights") for name in _KNOWN
}
_TAIL = ("num_thresholds", "metrics_collections", "updates_collections", "curve", "name")


def metric_of(key: ast.expr, value: Value, source: Source, walk: Walk, renderer) -> str:
    """Returns the metric that an entry of ``eval_metric_ops`` is.

    Args:
      key: the expression of its key.
      value: what makes it.
      source: the model's output.
      walk: through the model_fn in evaluation.
      renderer: what renders the model_fn.

    Raises:
      Obstacle: it is none that is known, or of something that the output does not tell.
    """
    node = value.node
    symbol = renderer.symbol(node) if isinstance(node, ast.Call) else ""
    if symbol not in _TAKES:
        raise Obstacle(node or key, "eval_metric_ops", "no Keras metric is known to be the same")
    call = renderer.bound(node, symbol, (*_TAKES[symbol], *_TAIL))
    call.refuse("weights", "num_thresholds", "metrics_collections", "updates_collections")
    if call.literal("curve", "ROC") != "ROC":
        raise call.obstacle("no Keras metric is its curve")
    of = walk.chased(value.at(call.args["predictions"]))
    if of.node is not source.value.node:
        of = of.at(losses.plain(of.node, renderer))
    labels = labels_of(value.at(call.args["labels"]), walk, renderer)
    return _metric(call, renderer.text(key), of, labels, source, renderer)


def _metric(call: Call, name: str, of: Value, labels, source: Source, renderer) -> str:
    kind = call.name.rpartition(".")[2].removeprefix("streaming_")
    if labels is None or labels.is_one_hot:
        raise call.obstacle("it takes labels that are not those of the dataset")
    inner = _argument(of, renderer, "tf.argmax", "tf.sigmoid", "tf.nn.sigmoid")
    is_of_output = inner is not None and _is_source(inner, source, renderer)
    if is_of_output and kind == "accuracy" and "argmax" in renderer.symbol(of.node):
        return call_text("keras.metrics.SparseCategoricalAccuracy", name=name)
    if is_of_output and kind == "auc" and "sigmoid" in renderer.symbol(of.node):
        return call_text("keras.metrics.AUC", name=name, from_logits="True")
    metric = call_text(f"keras.metrics.{_KNOWN[kind]}", name=name)
    is_plain = _is_source(of, source, renderer)
    if is_plain and kind in METRICS:
        return metric
    viewed = source.text if is_plain else _between(of, call, source, renderer)
    if kind in OF_TRUTH and not isinstance(of.node, ast.Compare):
        viewed += " != 0"
    renderer.helpers.add("viewed")
    return call_text("Viewed", metric, f"lambda labels, {source.text}: (labels, {viewed})")


def _between(of: Value, call: Call, source: Source, renderer) -> str:
    """The text of what a metric is of, in terms of the model's output."""
    try:
        statements = statements_between([of], source, renderer)
    except NotDerived:
        raise call.obstacle("it is of something that the model's output does not tell") from None
    if not _may_be_one(statements, source):
        raise call.obstacle("what it takes is made in several steps")
    return renderer.inside(statements).text(of.node)


def _may_be_one(statements: list[ast.stmt], source: Source) -> bool:
    """Tells whether the values that statements give to variables may stand in their places."""
    names = {source.text}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()) if name not in names:
                names.add(name)
            case _:
                return False
    return True


def is_sigmoid(of: Value, source: Source, renderer) -> bool:
    """Tells whether an expression is the sigmoid of a model's output."""
    inner = _argument(of, renderer, "tf.sigmoid", "tf.nn.sigmoid")
    return inner is not None and _is_source(inner, source, renderer)


def _argument(of: Value, renderer, *symbols: str) -> Value | None:
    if isinstance(of.node, ast.Call) and renderer.symbol(of.node) in symbols and of.node.args:
        return of.at(of.node.args[0])
    if isinstance(of.node, ast.Call) and renderer.symbol(of.node) in symbols:
        given = {k.arg: k.value for k in of.node.keywords}
        inner = given.get("input", given.get("x"))
        return of.at(inner) if inner else None
    return None


def _is_source(value: Value, source: Source, renderer) -> bool:
    if value.node is source.value.node:
        return True
    node = losses.plain(value.node, renderer)
    if isinstance(node, ast.Name) and node.id in value.variables:
        known = value.variables[node.id]
        return known.node is source.value.node or _is_source(known, source, renderer)
    return node is source.value.node
