"""The function that exports a model: the signatures that it had, and what they answer."""

from __future__ import annotations

from contrib_learn_migrate.keras.canned.base import step_of
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.rules import Call
from contrib_learn_migrate.keras.saved_models.export_outputs import DEFAULT, Output
from contrib_learn_migrate.keras.saved_models.serving import Fed

_LISTED = 4  # So many names of classes are said one by one.


class _Function:
    """The function ``export`` of a model, which has one signature under two names.

    Args:
      call: what says how the model is exported.
      model: the model.
      fed: what clients feed.
      is_whole: whether that is known to be all that the model takes, and no more.
      program: the renderer.

    Attributes:
      name: of the signature, beside the default one.
      method: that of TensorFlow Serving that calls it.
    """

    name: str
    method = "predict"

    def __init__(self, call: Call, model, fed: Fed, is_whole: bool, program) -> None:
        self._call, self._model, self._fed = call, model, fed
        self._is_whole, self._program = is_whole, program

    def text(self) -> str:
        """Returns the text of the function.

        Raises:
          Obstacle: TF 1.15 made no such signature, or Keras cannot.
        """
        program, method = self._program, self.method
        program.require("import tensorflow as tf")
        program.helpers.add("save_for_serving")
        saved = "save_for_serving(predictor, base, signatures)"
        if method != "predict":
            program.helpers.add("with_methods")
            saved = f"with_methods({saved}, signatures)"
        lines = [
            '"""Writes a SavedModel for serving, and returns its path."""',
            f"predictor = {self._model.predicting('model')}",
            "",
            *self._endpoint(),
            "",
            "signatures = {",
            *_entries({self.name: method, DEFAULT: method}),
            "}",
            f"return {saved}",
        ]
        step = step_of(program)
        body = [step + line.replace("    ", step) if line else line for line in lines]
        parameters = ["model", "base", *filter(None, [self._fed.parameter])]
        return "\n".join([f"def export({', '.join(parameters)}):", *body, ""])

    def returned(self, predictions: str) -> list[str]:
        """Returns the statements that return what the signature answers.

        Args:
          predictions: the text of the model's predictions.
        """
        raise NotImplementedError

    def _endpoint(self) -> list[str]:
        """The statements of the function that is the signature, named after its method."""
        fed, method = self._fed, self.method
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
        body += self.returned(f"predictor({features})")
        return [*lines, *(f"    {line}" for line in body)]


class OfHead(_Function):
    """The function that exports a model of tf.contrib.learn's that ends in a head."""

    def __init__(self, call: Call, model, fed: Fed, is_whole: bool, program) -> None:
        super().__init__(call, model, fed, is_whole, program)
        self._head = model.built.head
        self.name = f"default_input_alternative:{self._head.name}"
        if len(fed.specs) == 1:
            if "probabilities" in self._head.predictions:
                self.method = "classify"
            elif "logits" not in self._head.predictions:
                self.method = "regress"
        if self.method != "predict" and not fed.is_of_examples:
            raise call.obstacle(f"TF 1.15 takes strings to {self.method} only")

    def returned(self, predictions: str) -> list[str]:
        if "probabilities" in self._head.predictions:
            key = "scores" if self.method == "classify" else "probabilities"
            return [
                f"{key} = {predictions}['probabilities']",
                f"classes = tf.broadcast_to({_classes(self._head, key)}, tf.shape({key}))",
                f"return {{'classes': classes, {key!r}: {key}}}",
            ]
        if self.method == "regress":
            return [f"return {{'outputs': {predictions}['scores']}}"]
        classes = self._head.predictions.keys() & {"classes"}
        return _returned(predictions, {key: Output(key, True) for key in classes}, True)


class OfSpec(_Function):
    """The function that exports what an EstimatorSpec says."""

    def __init__(self, call: Call, model, fed: Fed, is_whole: bool, program) -> None:
        super().__init__(call, model, fed, is_whole, program)
        self._exported = model.built.exported
        self.name = self._exported.name

    def returned(self, predictions: str) -> list[str]:
        return _returned(predictions, self._exported.outputs, self._exported.is_whole)


def _returned(predictions: str, outputs: dict[str, Output], is_whole: bool) -> list[str]:
    """The statements that return predictions, some of them with other names or dtypes."""
    if is_whole and not outputs:
        return [f"return {predictions}"]
    parts = ["**predictions"] if is_whole else []
    for name, (key, is_wide) in outputs.items():
        text = "predictions" if key is None else f"predictions[{key!r}]"
        parts.append(f"{name!r}: " + (f"tf.cast({text}, tf.int64)" if is_wide else text))
    return [f"predictions = {predictions}", f"return {{{', '.join(parts)}}}"]


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
