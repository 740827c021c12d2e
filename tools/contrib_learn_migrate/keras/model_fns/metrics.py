"""The metrics that model_fns write themselves."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.model_fns import losses
from contrib_learn_migrate.keras.model_fns.derived import NotDerived, Source, statements_between
from contrib_learn_migrate.keras.model_fns.labels import Labels, labels_of
from contrib_learn_migrate.keras.model_fns.paths import Value, Walk
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
_CASTS = {"tf.cast", "tf.saturate_cast", "tf.to_int32", "tf.to_int64"}
# What these make is cast to integers as it is.
_WHOLE = {"tf.argmax", "tf.equal", "tf.greater", "tf.greater_equal", "tf.less", "tf.round"}
_SIGMOIDS = ("tf.sigmoid", "tf.nn.sigmoid")


class Measured:
    """The metrics of a model's output.

    Args:
      source: the output.
      labels: those that the loss takes; None if it takes a dataset's as they are.
      walk: through the model_fn in evaluation.
      renderer: what renders the model_fn.
    """

    def __init__(self, source: Source, labels: Labels | None, walk: Walk, renderer) -> None:
        self._source, self._walk, self._renderer = source, walk, renderer
        self._key_of_labels = labels.name if labels else None

    def text(self, key: ast.expr, value: Value) -> str:
        """Returns the metric that an entry of ``eval_metric_ops`` is.

        Args:
          key: the expression of its key.
          value: what makes it.

        Raises:
          Obstacle: it is none that is known, or of something that the output does not tell.
        """
        call = self._call(key, value)
        kind = call.name.rpartition(".")[2].removeprefix("streaming_")
        of, labels = value.at(call.args["predictions"]), value.at(call.args["labels"])
        if kind == "accuracy" and self._labels(labels) is None:
            of, labels = labels, of  # It is the same either way.
        of, labels = self._walk.chased(of), self._labels(labels)
        if labels is None:
            raise call.obstacle("it takes labels that are not those of the dataset")
        return self._metric(kind, self._renderer.text(key), of, labels, call)

    def _call(self, key: ast.expr, value: Value) -> Call:
        node, renderer = value.node, self._renderer
        symbol = renderer.symbol(node) if isinstance(node, ast.Call) else ""
        if symbol not in _TAKES:
            reason = "no Keras metric is known to be the same"
            raise Obstacle(node or key, "eval_metric_ops", reason)
        call = renderer.bound(node, symbol, (*_TAKES[symbol], *_TAIL))
        call.refuse("weights", "num_thresholds", "metrics_collections", "updates_collections")
        if call.literal("curve", "ROC") != "ROC":
            raise call.obstacle("no Keras metric is its curve")
        return call

    def _labels(self, value: Value) -> str | None:
        """The text of the labels, or of their ids, that an expression is; None if it is neither."""
        text, known = "labels", labels_of(value, self._walk, self._renderer)
        if known is None:
            rows = _argmax_of(self._walk.chased(value), self._renderer)
            known = rows and labels_of(rows, self._walk, self._renderer)
            if known and not known.is_one_hot:
                text = "keras.ops.argmax(labels, axis=1)"
        elif known.is_one_hot:
            return None
        return text if known and known.name == self._key_of_labels else None

    def _metric(self, kind: str, name: str, of: Value, labels: str, call: Call) -> str:
        source, renderer = self._source, self._renderer
        of = of if of.node is source.value.node else of.at(_plain(of.node, renderer))
        inner = _argmax_of(of, renderer)
        if kind == "accuracy" and inner and _is_source(inner, source, renderer):
            keras = "SparseCategoricalAccuracy" if labels == "labels" else "CategoricalAccuracy"
            return call_text(f"keras.metrics.{keras}", name=name)
        if kind == "auc" and labels == "labels" and is_sigmoid(of, source, renderer):
            return call_text("keras.metrics.AUC", name=name, from_logits="True")
        metric = call_text(f"keras.metrics.{_KNOWN[kind]}", name=name)
        is_plain = _is_source(of, source, renderer)
        viewed = source.text if is_plain else self._between(of, call)
        if kind in OF_TRUTH and not isinstance(of.node, ast.Compare):
            viewed += " != 0"
        if (labels, viewed) == ("labels", source.text):
            return metric
        renderer.helpers.add("viewed")
        return call_text("Viewed", metric, f"lambda labels, {source.text}: ({labels}, {viewed})")

    def _between(self, of: Value, call: Call) -> str:
        """The text of what a metric is of, in terms of the model's output."""
        try:
            statements = statements_between([of], self._source, self._renderer)
        except NotDerived:
            reason = "it is of something that the model's output does not tell"
            raise call.obstacle(reason) from None
        if not _may_be_one(statements, self._source):
            raise call.obstacle("what it takes is made in several steps")
        return self._renderer.inside(statements).text(of.node)


def is_sigmoid(of: Value, source: Source, renderer) -> bool:
    """Tells whether an expression is the sigmoid of a model's output."""
    if renderer.symbol(of.node) not in _SIGMOIDS:
        return False
    call = renderer.bound(of.node, _SIGMOIDS[0], ("x", "name"))
    return _is_source(of.at(call.args["x"]), source, renderer)


def _argmax_of(value: Value, renderer) -> Value | None:
    """The rows of which an expression takes the argmax; None if it is something else."""
    node = _plain(value.node, renderer) if value.node else None
    if renderer.symbol(node) != "tf.argmax":
        return None
    takes = ("input", "axis", "name", "dimension", "output_type")
    call = renderer.bound(node, "tf.argmax", takes)
    axis = call.literal("axis", call.literal("dimension"))
    return value.at(call.args["input"]) if axis in (1, -1) else None


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


def _plain(node: ast.expr, renderer) -> ast.expr:
    """Returns an expression without what Keras does itself; casts to integers are no such thing."""
    inner = losses.plain(node, renderer)
    if isinstance(inner, ast.Compare) or renderer.symbol(inner) in _WHOLE:
        return inner
    casts = [part for part in ast.walk(node) if renderer.symbol(part) in _CASTS]
    return inner if all(map(_is_to_float, casts)) else node


def _is_to_float(cast: ast.Call) -> bool:
    given = [*cast.args[1:], *(keyword.value for keyword in cast.keywords)]
    return any("float" in ast.unparse(node) for node in given)


def _is_source(value: Value, source: Source, renderer) -> bool:
    if value.node is source.value.node:
        return True
    node = _plain(value.node, renderer)
    if isinstance(node, ast.Name) and node.id in value.variables:
        known = value.variables[node.id]
        return known.node is source.value.node or _is_source(known, source, renderer)
    return node is source.value.node
