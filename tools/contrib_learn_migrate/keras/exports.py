"""Exports: SavedModels that answer clients under the signatures that they had."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras import taken
from contrib_learn_migrate.keras.canned_models import step_of
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.places import can_stand
from contrib_learn_migrate.keras.rules import Call, call_text
from contrib_learn_migrate.keras.serving import Fed, Serving
from contrib_learn_migrate.keras.survey import KMEANS, LOGISTIC, Estimator, Use

METHOD = "export_savedmodel"
_DEFAULT = "serving_default"
_UNKNOWN = {KMEANS, LOGISTIC, "tf.contrib.learn.DynamicRnnEstimator"}
_LISTED = 4  # So many names of classes are said one by one.


@dataclass(frozen=True)
class Export:
    """A place where a program exports a model.

    Attributes:
      call: what says how.
      made: the estimators that it may export.
      slot: its serving input function.
      fed: what clients feed.
    """

    call: Call
    made: list[Estimator]
    slot: ast.expr
    fed: Fed


class Exports:
    """The exports of a program.

    Attributes:
      serving: its serving input functions.
    """

    def __init__(self, program) -> None:
        self._program = program
        self.serving = Serving(program)
        self._found: dict[int, Export] = {}
        self._names: dict[tuple[int, str], str] = {}

    def note(self, use: Use) -> None:
        """Notes an export by an estimator's method.

        Raises:
          Obstacle: it is not certain what is exported.
        """
        call = use.call
        call.refuse("assets_extra", "checkpoint_path", "graph_rewrite_specs")
        if call.has("as_text") and call.literal("as_text"):
            raise call.obstacle("Keras writes no text")
        if not call.has("serving_input_fn"):
            raise call.obstacle("it has no serving input function")
        slot = call.args["serving_input_fn"]
        export = Export(call, use.made, slot, self.serving.fed(slot))
        source = export.fed.source
        if source is not None and not can_stand(source, call.node, self._program.flow):
            raise call.obstacle("what is parsed is not known here")
        for one in use.made:
            self._check(export, one)
        self._found[id(call.node)] = export

    def texts(self, made: Estimator) -> list[str]:
        """Returns the functions that export a model, all of the name ``export``."""
        exports = [export for export in self._found.values() if made in export.made]
        return list(dict.fromkeys(self._function(export, made) for export in exports))

    def name(self, made: Estimator, text: str, name: str) -> None:
        """Gives a function that exports a model its name."""
        self._names[id(made.model), text] = name

    def called(self, use: Use) -> str:
        """Returns what exports a model in the place of an estimator's method."""
        export = self._found.get(id(use.call.node))
        if export is None:
            return self._program.own_text(use.call.node)  # It is told of why not.
        owner, base = self._program.text(use.owner), use.call.text("export_dir_base")
        return call_text(self._named(export), owner, base, export.fed.argument)

    def kept(self) -> list[ast.expr]:
        """Returns the expressions that stand in the new text."""
        return [export.fed.source for export in self._found.values() if export.fed.source]

    def gone(self) -> list[ast.expr]:
        """Returns the expressions that do not."""
        return [e.slot for e in self._found.values() if e.slot is not e.fed.source]

    def _check(self, export: Export, made: Estimator) -> None:
        head = None if made.symbol in _UNKNOWN else made.model.built.head
        if made.is_core or head is None or head.parts or not head.loss:
            raise export.call.obstacle(f"the signatures of such a {made.symbol} are not known")
        if head.is_named and not head.name:
            raise export.call.obstacle("the name of its head is no literal")
        key = export.call.literal("default_output_alternative_key")
        if key not in (None, head.name):
            raise export.call.obstacle(f"it has no head {key!r}")
        if taken.engineered(made) is not None:
            raise export.call.obstacle("its feature_engineering_fn is not given labels")
        inputs = self._inputs(made)
        if inputs is not None and export.fed.keys is not None and inputs - export.fed.keys:
            raise export.call.obstacle("what is fed is not all that the model takes")

    def _inputs(self, made: Estimator) -> set[str] | None:
        """The names of the features that a model takes; None if they are not known."""
        slot = made.trained[0][1] if made.trained else None
        names = taken.inputs(made)
        if names or slot is None:
            return set(names) or None
        keys = self._program.inputs.keys(slot)
        return keys and {key for key in keys if repr(key) != made.model.built.head.weight_column}

    def _named(self, export: Export) -> str:
        names = {self._names[id(made.model), self._function(export, made)] for made in export.made}
        if len(names) > 1:
            raise export.call.obstacle("one model is exported as another is not")
        return names.pop()

    def _function(self, export: Export, made: Estimator) -> str:
        """The text of the function that exports a model."""
        return _Function(export, made, self._inputs(made), self._program).text()


class _Function:
    """The function that exports a model."""

    def __init__(self, export: Export, made: Estimator, inputs: set[str] | None, program) -> None:
        self._export, self._fed, self._made = export, export.fed, made
        self._head = made.model.built.head
        self._is_whole = inputs is not None and inputs == export.fed.keys
        self._program = program

    def text(self) -> str:
        """Returns its text."""
        program, method = self._program, self._method()
        program.require("import tensorflow as tf")
        program.helpers.add("save_for_serving")
        saved = "save_for_serving(predictor, base, signatures)"
        if method != "predict":
            program.helpers.add("with_methods")
            saved = f"with_methods({saved}, signatures)"
        name = f"default_input_alternative:{self._head.name}"
        lines = [
            '"""Writes a SavedModel for serving, and returns its path."""',
            f"predictor = {self._made.model.predictor}(model)",
            "",
            *self._endpoint(method),
            "",
            "signatures = {",
            *_entries({name: method, _DEFAULT: method}),
            "}",
            f"return {saved}",
        ]
        step = step_of(program)
        body = [step + line.replace("    ", step) if line else line for line in lines]
        parameters = ["model", "base", *filter(None, [self._fed.parameter])]
        return "\n".join([f"def export({', '.join(parameters)}):", *body, ""])

    def _method(self) -> str:
        """The method of TensorFlow Serving that calls the signatures."""
        predictions = self._head.predictions
        if len(self._fed.specs) > 1:
            return "predict"
        if "probabilities" in predictions:
            method = "classify"
        elif "logits" not in predictions:
            method = "regress"
        else:
            return "predict"
        if not self._fed.is_of_examples:
            raise self._export.call.obstacle(f"TF 1.15 takes strings to {method} only")
        return method

    def _endpoint(self, method: str) -> list[str]:
        """The statements of the function that is the signatures, named after their method."""
        fed = self._fed
        names = ["inputs"] if method != "predict" else list(fed.specs)
        for one in names:
            if not one.isidentifier():
                raise self._export.call.obstacle(f"{one!r} is no name of a variable")
        specs = {
            one: f"tf.TensorSpec({shape}, {dtype}, name={one!r})"
            for one, (shape, dtype) in zip(names, fed.specs.values(), strict=True)
        }
        if fed.is_dict:
            lines, names = ["inputs = {", *_entries(specs), "}", ""], ["features"]
            lines.append("@tf.function(input_signature=[inputs])")
        else:
            lines = [f"@tf.function(input_signature=[{', '.join(specs.values())}])"]
        features = fed.features.format(fed=", ".join(names))
        lines.append(f"def {method}({', '.join(names)}):")
        body = []
        if not self._is_whole:
            if features != "features":
                body.append(f"features = {features}")
            features = "{name: features[name] for name in predictor.input}"
        body += self._returned(method, f"predictor({features})")
        return [*lines, *(f"    {line}" for line in body)]

    def _returned(self, method: str, predictions: str) -> list[str]:
        """The statements that return what a signature answers."""
        if "probabilities" in self._head.predictions:
            key = "scores" if method == "classify" else "probabilities"
            return [
                f"{key} = {predictions}['probabilities']",
                f"classes = tf.broadcast_to({_classes(self._head, key)}, tf.shape({key}))",
                f"return {{'classes': classes, {key!r}: {key}}}",
            ]
        if method == "regress":
            return [f"return {{'outputs': {predictions}['scores']}}"]
        return [f"return {predictions}"]


def _entries(texts: dict[str, str]) -> list[str]:
    return [f"    {key!r}: {text}," for key, text in texts.items()]


def _classes(head: Head, scores: str) -> str:
    """The names of the classes of a head, as requests to classify are answered."""
    if head.label_keys:
        return head.label_keys
    size = "2" if "logistic" in head.predictions else head.size
    if size.isdecimal() and int(size) <= _LISTED:
        return repr([str(number) for number in range(int(size))])
    return f"tf.strings.as_string(tf.range({scores}.shape[1]))"
