"""MetricSpecs: metrics of single predictions that evaluations are given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from contrib_learn_migrate.keras.dead import free_names
from contrib_learn_migrate.keras.estimators.survey import Estimator
from contrib_learn_migrate.keras.model_fns.metrics import METRICS, OF_TRUTH
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, bind, call_text, is_docstring

SPEC = "tf.contrib.learn.MetricSpec"
_TAKES = ("metric_fn", "prediction_key", "label_key", "weight_key")
_METRICS = METRICS | OF_TRUTH | {"mean": "MeanMetricWrapper", "mean_iou": "MeanIoU"}
_SPACES = ("tf.metrics.", "tf.contrib.metrics.streaming_")
_OPTIONS = {"num_thresholds", "num_classes"}
_LABELS = {"labels", "label", "targets", "target"}
_PREDICTIONS = {"predictions", "prediction", "logits", "logit"}
_WEIGHTS = {"weights", "weight"}


@dataclass(frozen=True)
class _Metric:
    """A metric of TensorFlow's.

    Attributes:
      name: such as ``accuracy``.
      options: its further arguments, as texts.
      view: the texts of the labels and of the predictions that it is given; None for the plain.
    """

    name: str
    options: dict[str, str] = field(default_factory=dict)
    view: tuple[str, str] | None = None


class GivenMetrics:
    """The metrics that a program's evaluations are given."""

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self._made: dict[int, list[Estimator]] = {}  # What each is of.
        self._measured: list[Estimator] = []

    def note(self, node: ast.expr, made: list[Estimator]) -> None:
        """Notes the metrics that an evaluation is given.

        Raises:
          Obstacle: it is not known which they are.
        """
        self._measured += made
        for origin in self._flow.origins(node):
            if not isinstance(origin, ast.Dict):
                raise Obstacle(node, "metrics", "it is not known which they are")
            for key, value in zip(origin.keys, origin.values, strict=True):
                if key is None or isinstance(key, ast.Tuple):
                    raise Obstacle(node, "metrics", "their names are no plain keys")
                self._note(value, made)
        if isinstance(node, ast.Name):
            for value in self._added(node):
                self._note(value, made)

    def measures(self, made: Estimator) -> bool:
        """Tells whether there are metrics of an estimator's predictions."""
        return made in self._measured

    def functions(self) -> Iterator[ast.expr]:
        """Yields the metric functions, whose text no longer stands there."""
        for node in ast.walk(self._program.file.tree):
            if id(node) in self._made and isinstance(node, ast.Call):
                yield self._bound(node).args["metric_fn"]

    def text(self, node: ast.Call) -> str:
        """Returns the pair of a prediction's key and a metric that a MetricSpec is.

        Raises:
          Obstacle: no Keras metric is known to be the same.
        """
        spec = self._bound(node)
        if id(node) not in self._made:
            raise spec.obstacle("it is not known what it measures")
        if any(made.model is None for made in self._made[id(node)]):
            return self._program.own_text(node)  # It has been said why.
        heads = [made.model.built.head for made in self._made[id(node)]]
        spec.refuse("weight_key")
        label_key = spec.text("label_key") if spec.has("label_key") else None
        if label_key and any(head.label_name != label_key for head in heads):
            raise spec.obstacle("label_key names other labels than the model's")
        if any(head.label_keys for head in heads):
            raise spec.obstacle("its labels are words")
        keys = {key for head in heads for key in head.predictions}
        if spec.has("prediction_key"):
            key = spec.text("prediction_key")
        else:
            key = repr(keys.pop()) if len(keys) == 1 and keys != {""} else "None"
        is_class = key.strip("'\"") == "classes" and all(head.loss for head in heads)
        metric = self._metric(spec.args["metric_fn"])
        return f"({key}, {self._metric_text(metric, is_class)})"

    def _note(self, value: ast.expr, made: list[Estimator]) -> None:
        for origin in self._flow.origins(value):
            if self._program.symbol(origin) != SPEC:
                raise Obstacle(value, "metrics", "it is no MetricSpec")
            self._made.setdefault(id(origin), []).extend(made)

    def _added(self, name: ast.Name) -> Iterator[ast.expr]:
        """Yields what is put into a dict behind its construction."""
        for use in self._flow.uses(name.id, self._flow.holder(name)):
            item = self._flow.parent(use)
            statement = self._flow.parent(item)
            if isinstance(item, ast.Subscript) and isinstance(statement, ast.Assign):
                if item in statement.targets:
                    yield statement.value

    def _bound(self, node: ast.AST) -> Call:
        return bind(node, SPEC, _TAKES, self._program)

    def _metric(self, node: ast.expr) -> _Metric:
        """What a metric function measures."""
        origins = self._flow.origins(node)
        function = origins[0] if len(origins) == 1 else node
        known = self._named(function)
        if known:
            return known
        match function:
            case ast.Call(func=func, args=[inner]) if ast.unparse(func).endswith("partial"):
                options = {k.arg: k.value for k in function.keywords}
                return self._with_options(node, self._metric(inner), options)
            case ast.Lambda() | ast.FunctionDef():
                return self._of_function(function)
        raise Obstacle(node, "metric_fn", "no Keras metric is known to be the same")

    def _named(self, node: ast.AST) -> _Metric | None:
        symbol = self._program.symbol(node)
        for space in _SPACES:
            name = symbol.removeprefix(space)
            if name != symbol and name in _METRICS:
                return _Metric(name)
        return None

    def _with_options(self, node: ast.AST, metric: _Metric, options: dict) -> _Metric:
        """A metric with further arguments."""
        for name, value in options.items():
            if name not in _OPTIONS and not (name == "name" or ast.unparse(value) == "None"):
                raise Obstacle(node, "metric_fn", f"no Keras metric is known to have its {name}")
        texts = {n: self._program.text(v) for n, v in options.items() if n in _OPTIONS}
        return _Metric(metric.name, metric.options | texts, metric.view)

    def _of_function(self, function: ast.Lambda | ast.FunctionDef) -> _Metric:
        """The metric that a function of the program returns."""
        unknown = Obstacle(function, "metric_fn", "no Keras metric is known to be the same")
        body = [ast.Return(function.body)] if isinstance(function, ast.Lambda) else function.body
        returned = [statement for statement in body if not is_docstring(statement)]
        if len(returned) != 1 or not isinstance(returned[0], ast.Return):
            raise unknown
        call = returned[0].value
        metric = self._named(call) if isinstance(call, ast.Call) else None
        if metric is None:
            raise unknown
        is_contrib = self._program.symbol(call).startswith("tf.contrib")
        first = ("values",) if metric.name == "mean" else ("labels", "predictions")
        takes = (*(reversed(first) if is_contrib else first), "weights")
        given = bind(call, metric.name, (*takes, *_OPTIONS), self._program).args
        roles = self._roles(function)
        sides = []
        for name, role in (("labels", "labels"), (first[-1], "predictions")):
            node = given.pop(name, None)
            sides.append(role if node is None else self._side(node, roles, unknown))
        weights = given.pop("weights", None)
        if weights is not None and roles.get(ast.unparse(weights)) != "weights":
            raise unknown
        view = None if sides == ["labels", "predictions"] else tuple(sides)
        return self._with_options(call, _Metric(metric.name, view=view), given)

    def _roles(self, function: ast.Lambda | ast.FunctionDef) -> dict[str, str]:
        """What the parameters of a metric function are given."""
        names = [argument.arg for argument in function.args.args]
        roles = dict.fromkeys(_LABELS, "labels") | dict.fromkeys(_PREDICTIONS, "predictions")
        roles |= dict.fromkeys(_WEIGHTS, "weights")
        found = {name: roles[name] for name in names if name in roles}
        if "predictions" not in found.values():
            found |= {next((n for n in names if n not in found), ""): "predictions"}
        return found

    def _side(self, node: ast.expr, roles: dict[str, str], unknown: Obstacle) -> str:
        """The text of what a metric is given, of the labels and predictions."""
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if "weights" in {roles.get(name) for name in names}:
            raise unknown
        return _Sides(self._program, roles).text(node)

    def _metric_text(self, metric: _Metric, is_class: bool) -> str:
        self._program.require("import keras")
        name = _METRICS[metric.name]
        if metric.name == "mean":
            value = metric.view[1] if metric.view else "predictions"
            return f"keras.metrics.MeanMetricWrapper(lambda labels, predictions: {value})"
        text = call_text(f"keras.metrics.{name}", **metric.options)
        labels, predictions = metric.view or ("labels", "predictions")
        if metric.name in OF_TRUTH and not (is_class and metric.view is None):
            predictions = f"{predictions} != 0"
        if (labels, predictions) == ("labels", "predictions"):
            return text
        self._program.helpers.add("viewed")
        return call_text("Viewed", text, f"lambda labels, predictions: ({labels}, {predictions})")


class _Sides(Renderer):
    """Renders what a metric function makes of its arguments."""

    where = MODEL

    def __init__(self, program, roles: dict[str, str]) -> None:
        super().__init__(program.file, program)
        self._roles = roles

    def rewritten(self, node: ast.AST) -> str | None:
        if isinstance(node, ast.Name) and node.id in self._roles:
            return self._roles[node.id]
        return super().rewritten(node)


def evaluation(program, made: list[Estimator], model: str, dataset: str, metrics: str) -> str:
    """Returns an evaluation that has metrics of predictions among its results.

    Raises:
      Obstacle: one model's predictions are not another's.
    """
    if len({one.model.predictor for one in made}) > 1:
        raise Obstacle(made[0].call, "metrics", "one model's predictions are not another's")
    program.helpers.add("evaluate_predictions")
    predictor = made[0].model.predicting(model)
    return call_text("evaluate_predictions", model, predictor, dataset, metrics)


def evaluator(program, made: list[Estimator], metrics: str) -> str:
    """Returns a function of a model and a dataset that is such an evaluation."""
    taken = free_names(metrics)
    model = "trained" if "model" in taken else "model"
    data = "dataset" if "data" in taken else "data"
    return f"lambda {model}, {data}: {evaluation(program, made, model, data, metrics)}"
