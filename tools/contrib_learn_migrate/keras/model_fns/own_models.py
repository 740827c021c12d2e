"""The end of a model_fn that has a loss, predictions and metrics of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from contrib_learn_migrate.keras.dead import free_names
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.model_fns import ends, logistic, losses, metrics, training
from contrib_learn_migrate.keras.model_fns.derived import NotDerived, Source, statements_between
from contrib_learn_migrate.keras.model_fns.labels import Labels, labels_of
from contrib_learn_migrate.keras.model_fns.paths import EVAL, INFER, TRAIN, Value, Walk, read_names
from contrib_learn_migrate.keras.model_fns.results import Result, result_of
from contrib_learn_migrate.keras.rules import Obstacle, call_text
from contrib_learn_migrate.keras.saved_models import export_outputs

_REGULARIZATION = {
    "tf.losses.get_regularization_loss",
    "tf.losses.get_regularization_losses",
}
_SUMS = {"tf.add_n", "tf.reduce_sum", "tf.add"}


class OwnModel:
    """A model with a loss of its own.

    Its output is what the loss and the predictions are made of.

    Attributes:
      needs: the variables of the model_fn that its loss, its optimizer and its metrics read.
      gives: those that its output reads.
      head: the keys of the predictions, as those of a head.
      exported: what is exported of them; None if that is not known.
    """

    def __init__(self, result: Result, walks: dict[str, Walk], renderer) -> None:
        self._renderer, self._walks = renderer, walks
        self._train = walks[TRAIN]
        if "loss" not in result.values or "train_op" not in result.values:
            raise Obstacle(result.node, "return", "it trains nothing")
        self._whole_loss = result.values["loss"]
        self._loss = self._regularized(self._whole_loss)
        train_op = self._train.chased(result.values["train_op"])
        minimized = self._summands(result.values["loss"])
        self._optimizer = training.optimizer_of(
            train_op.node,
            renderer,
            lambda node: self._summands(train_op.at(node)) == minimized,
        )
        values, walk = self._in_prediction(result)
        self._predictions = values["predictions"]
        outputs = values.get("export_outputs")
        self.exported = export_outputs.exported(
            outputs, self._predictions, self._entries, walk, renderer
        )
        self.head = Head(scope="", size="", predictions=self._keys())
        self._labels: Labels | None = None
        self._source = self._chosen_source()
        self._metrics = self._measured(walks[EVAL])
        compiled = [self._optimizer, *self._metrics, "\n".join(self._loss_lines)]
        self.needs = {name for text in compiled for name in free_names(text)}
        self.gives = read_names(self._output, self._train.path.renamed)

    def lines(self) -> list[str]:
        """Returns the statements that make, compile and return the model."""
        renderer = self._renderer
        model = f"model = keras.Model({renderer.inputs}, {renderer.text(self._output)})"
        measured = f"[{', '.join(self._metrics)}]" if self._metrics else None
        compiled = call_text(
            "model.compile",
            optimizer=self._optimizer,
            loss=self._keras_loss,
            metrics=renderer.added_metrics or measured,
        )
        return [*self._loss_lines, model, compiled, "return model"]

    def predictor(self) -> str:
        """Returns the text of the function that makes the model of the predictions, if it must."""
        renderer, name = self._renderer, self._source.text
        entries = self._entries
        values = [self._predictions] if entries is None else [value for _, value in entries]
        statements = statements_between(values, self._source, renderer)
        if values == [self._predictions] and self._predictions.node is self._source.value.node:
            return ""
        lines = [f"{name} = model.output", *renderer.statements(statements)]
        if entries is None:
            return ends.predictor(lines, self._text(self._predictions), renderer.step)
        texts = {_key(key, renderer): self._text(value) for key, value in entries}
        return ends.predictor(lines, texts, renderer.step)

    def _text(self, value: Value) -> str:
        """Returns the text of what is made of the output."""
        is_output = value.node is self._source.value.node
        return self._source.text if is_output else self._renderer.text(value.node)

    def prepared(self) -> str | None:
        """Returns the text of the function that datasets are mapped through."""
        if self._labels is None or self._labels.name is None:
            return None
        return (
            "def prepared(features, labels):\n"
            f'{self._renderer.step}"""Returns what the model takes."""\n'
            f"{self._renderer.step}return features, labels[{self._labels.name}]\n"
        )

    def _regularized(self, value: Value) -> Value:
        """Returns the loss without that of regularizers, which Keras adds by itself."""
        terms = list(self._terms(value))
        own = [term for term in terms if not self._is_regularization(term)]
        self._renderer.regularizes = len(own) < len(terms)
        return own[0] if self._renderer.regularizes and len(own) == 1 else value

    def _summands(self, value: Value) -> set[Any]:
        """Returns what tells one loss from another."""
        return {
            "regularization" if self._is_regularization(term) else id(term.node)
            for term in self._terms(value)
        }

    def _terms(self, value: Value) -> Iterator[Value]:
        value, symbol = self._train.chased(value), None
        node = value.node
        if isinstance(node, ast.Call):
            symbol = self._renderer.symbol(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [node.left, node.right]
        elif symbol == "tf.add":
            parts = node.args[:2]
        elif symbol == "tf.add_n" and isinstance(node.args[0], ast.List):
            parts = node.args[0].elts
        elif symbol == "tf.losses.get_total_loss" and not node.args and not node.keywords:
            yield Value(self._only_loss(node), value.variables)
            yield Value(ast.Constant("regularization"), {})
            return
        else:
            yield value
            return
        for part in parts:
            yield from self._terms(value.at(part))

    def _only_loss(self, node: ast.Call) -> ast.expr:
        """The one loss that a path adds to the collection of losses."""
        found = [
            call
            for statement in self._train.path.statements
            for call in ast.walk(statement)
            if isinstance(call, ast.Call) and self._renderer.symbol(call) in losses.SCALARS
        ]
        if len(found) != 1:
            raise Obstacle(node, "tf.losses.get_total_loss", "there is not one loss alone")
        return found[0]

    def _is_regularization(self, value: Value) -> bool:
        match value.node:
            case ast.Constant(value="regularization"):
                return True
            case ast.Call(args=[inner]) if self._renderer.symbol(value.node) in _SUMS or (
                isinstance(value.node.func, ast.Name) and value.node.func.id == "sum"
            ):
                return self._is_regularization(self._train.chased(value.at(inner)))
            case ast.Call(args=[ast.Attribute(attr="REGULARIZATION_LOSSES")]):
                return self._renderer.symbol(value.node) == "tf.get_collection"
            case ast.Call():
                return self._renderer.symbol(value.node) in _REGULARIZATION
        return False

    def _in_prediction(self, result: Result) -> tuple[dict[str, Value], Walk]:
        """What the model_fn returns when it predicts, and the walk that comes to it."""
        values, walk = result.values, self._train
        if any(self._renderer.role(ast.Name(a.arg)) == "mode" for a in _parameters(self._renderer)):
            walk = self._walks[INFER]
            values = result_of(walk, self._renderer).values
        if "predictions" not in values:
            raise Obstacle(result.node, "predictions", "it predicts nothing")
        return values, walk

    @property
    def _entries(self) -> list[tuple[ast.expr, Value]] | None:
        """The predictions by the expressions of their keys; None if they are one tensor."""
        value = self._predictions
        match value.node:
            case ast.Dict(keys=keys, values=values) if None not in keys:
                return [(key, value.at(of)) for key, of in zip(keys, values, strict=True)]
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                return [
                    (ast.Constant(keyword.arg), value.at(keyword.value)) for keyword in keywords
                ]
        return None

    def _keys(self) -> dict[str, str]:
        if self._entries is None:
            return {"": ""}
        return {key.value: "" for key, _ in self._entries if isinstance(key, ast.Constant)}

    def _chosen_source(self) -> Source:
        """Returns what the loss and the predictions are both made of."""
        form = losses.form_of(self._loss.node, self._renderer, self._is_labels)
        values = self._entries
        values = [self._predictions] if values is None else [value for _, value in values]
        for source, output in self._sources(form):
            try:
                statements_between(values, source, self._renderer)
                self._compare(form, source)
            except NotDerived:
                continue
            self._output = output
            return source
        raise Obstacle(
            self._loss.node or self._renderer.model_fn,
            "loss",
            "no one tensor is known that it and the predictions are made of",
        )

    def _sources(self, form: losses.Form | None) -> Iterator[tuple[Source, ast.expr]]:
        """Yields what may be the model's output: what the loss takes, and what that is made of."""
        first = [self._loss.at(form.output)] if form else list(self._tensors(self._loss))
        for value in first:
            while True:
                node = losses.plain(value.node, self._renderer) if form else value.node
                value = value.at(node)
                if not isinstance(node, ast.Name):
                    yield Source(value, "", "outputs"), node
                    inner = read_names(node) & value.variables.keys()
                    if len(inner) != 1:
                        break
                    node = next(
                        n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in inner
                    )
                known = value.variables.get(node.id)
                if known is None or known.node is None:
                    break
                yield Source(known, node.id, self._renderer.text(node)), node
                value = known

    def _tensors(self, value: Value) -> Iterator[Value]:
        """Yields the variables that a loss takes, and that are none of the labels'."""
        for node in ast.walk(value.node):
            if isinstance(node, ast.Name) and node.id in value.variables:
                known = value.variables[node.id]
                if known.node is None:
                    continue
                if self._reads_labels(known):
                    yield from self._tensors(known)
                else:
                    yield value.at(node)

    def _reads_labels(self, value: Value) -> bool:
        if value.node is None:
            return False
        return any(
            self._reads_labels(value.variables[name])
            if name in value.variables
            else self._renderer.role(ast.Name(name)) == "labels"
            for name in read_names(value.node, {})
        )

    def _is_labels(self, node: ast.expr) -> bool:
        return labels_of(self._loss.at(node), self._train, self._renderer) is not None

    def _compare(self, form: losses.Form | None, source: Source) -> None:
        """Notes the loss between the labels and the model's output."""
        renderer = self._renderer
        self._loss_lines = []
        if form:
            output = self._loss.at(losses.plain(form.output, renderer))
            if isinstance(output.node, ast.Name):
                output = output.variables.get(output.node.id, output)
            labels = labels_of(self._loss.at(form.labels), self._train, renderer)
            if labels and output.node is source.value.node:
                text = form.text_of(labels)
                if text:
                    self._labels, self._keras_loss = labels, text
                    return
        if not source.name:
            raise NotDerived
        self._keras_loss = "loss"
        statements = statements_between(
            [self._loss], source, renderer, frozenset(["labels", "params"])
        )
        renderer.gives_labels = True
        body = renderer.statements(statements)
        body.append(f"return {renderer.text(self._loss.node)}")
        renderer.gives_labels = False
        self._loss_lines = [
            "",
            f"def loss({renderer.labels}, {source.text}):",
            *(renderer.step + line for line in body),
            "",
        ]

    def _measured(self, walk: Walk) -> list[str]:
        if self._renderer.added_metrics:
            logistic.check(self._predictions, self._source, self._renderer)
            return []
        values = result_of(walk, self._renderer).values
        if "loss" in values and values["loss"].node is not self._whole_loss.node:
            raise Obstacle(values["loss"].node, "loss", "it is another in evaluation")
        if "eval_metric_ops" not in values:
            return []
        value = values["eval_metric_ops"]
        if not isinstance(value.node, ast.Dict):
            raise Obstacle(value.node, "eval_metric_ops", "it is no dict of its metrics")
        measured = metrics.Measured(self._source, self._labels, walk, self._renderer)
        return [
            measured.text(key, walk.chased(value.at(of)))
            for key, of in zip(value.node.keys, value.node.values, strict=True)
        ]


def _key(node: ast.expr, renderer) -> str:
    return renderer.text(node) if hasattr(node, "lineno") else ast.unparse(node)


def _parameters(renderer) -> list[ast.arg]:
    return renderer.model_fn.args.args
