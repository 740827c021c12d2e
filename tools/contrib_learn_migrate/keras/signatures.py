"""The function that exports a model: the signatures that it had, and what they answer."""

from __future__ import annotations

from contrib_learn_migrate.keras.canned_models import step_of
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.rules import Call
from contrib_learn_migrate.keras.serving import Fed

_DEFAULT = "serving_default"
_LISTED = 4  # So many names of classes are said one by one.


def function(call: Call, model, fed: Fed, is_whole: bool, program) -> str:
    """Returns the text of the function ``export`` of a model.

    Args:
      call: what says how it is exported.
      model: the model.
      fed: what clients feed.
      is_whole: whether that is known to be all that the model takes, and no more.
      program: the renderer.

    Raises:
      Obstacle: there is no such signature.
    """
    return _Function(call, model, fed, is_whole, program).text()


class _Function:
    def __init__(self, call: Call, model, fed: Fed, is_whole: bool, program) -> None:
        self._call, self._model, self._fed, self._program = call, model, fed, program
        self._head, self._is_whole = model.built.head, is_whole

    def text(self) -> str:
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
            f"predictor = {self._model.predictor}(model)",
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
            raise self._call.obstacle(f"TF 1.15 takes strings to {method} only")
        return method

    def _endpoint(self, method: str) -> list[str]:
        """The statements of the function that is the signatures, named after their method."""
        fed = self._fed
        names = ["inputs"] if method != "predict" else list(fed.specs)
        for one in names:
            if not one.isidentifier():
                raise self._call.obstacle(f"{one!r} is no name of a variable")
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
