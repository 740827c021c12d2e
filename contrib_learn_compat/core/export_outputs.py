"""What a model offers to serving: one object for each signature of an exported model."""

from __future__ import annotations

import abc
from typing import Any

import tensorflow.compat.v1 as tf

SERVING_KEY = tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY


class ExportOutput(abc.ABC):
    """One way in which clients may call an exported model."""

    @abc.abstractmethod
    def as_signature_def(self, receiver_tensors: dict[str, tf.Tensor]) -> Any:
        """Returns the SignatureDef from the tensors that a client feeds to this output.

        Args:
          receiver_tensors: what is fed, by the name under which a client feeds it.

        Raises:
          ValueError: this output cannot be served from these tensors.
        """


class ClassificationOutput(ExportOutput):
    """Classes, their scores, or both, for a *classify* signature.

    Given alone, `scores` holds one column a class, in the order of class ids, and `classes` the
    best classes, best first. Given together, a score belongs to the class at the same index.
    """

    def __init__(self, scores: tf.Tensor | None = None, classes: tf.Tensor | None = None):
        """Takes a float tensor of scores and a string tensor of classes; one may be missing.

        Raises:
          ValueError: both are missing, or one is no tensor of its type.
        """
        if scores is not None and not _is_float_tensor(scores):
            raise ValueError(f"Classification scores must be a float32 Tensor; got {scores}")
        if classes is not None and not (isinstance(classes, tf.Tensor) and _is_string(classes)):
            raise ValueError(f"Classification classes must be a string Tensor; got {classes}")
        if scores is None and classes is None:
            raise ValueError("At least one of scores and classes must be set.")
        self._scores = scores
        self._classes = classes

    @property
    def scores(self) -> tf.Tensor | None:
        return self._scores

    @property
    def classes(self) -> tf.Tensor | None:
        return self._classes

    def as_signature_def(self, receiver_tensors):
        examples = _serialized_examples(receiver_tensors, "Classification")
        return tf.saved_model.classification_signature_def(examples, self.classes, self.scores)


class RegressionOutput(ExportOutput):
    """Predicted values, for a *regress* signature."""

    def __init__(self, value: tf.Tensor):
        """Takes a float tensor of values; anything else is a ValueError."""
        if not _is_float_tensor(value):
            raise ValueError(f"Regression output value must be a float32 Tensor; got {value}")
        self._value = value

    @property
    def value(self) -> tf.Tensor:
        return self._value

    def as_signature_def(self, receiver_tensors):
        examples = _serialized_examples(receiver_tensors, "Regression")
        return tf.saved_model.regression_signature_def(examples, self.value)


class PredictOutput(ExportOutput):
    """Any tensors by name, for a *predict* signature."""

    _SINGLE_OUTPUT_DEFAULT_NAME = "output"

    def __init__(self, outputs: tf.Tensor | dict[Any, tf.Tensor]):
        """Takes one tensor, which is named ``output``, or a dict of them.

        A key may be a tuple of strings, as multi-heads have them; it is joined with ``/``.

        Raises:
          ValueError: a key is neither, or a value is no tensor.
        """
        self._outputs = _by_name(outputs, self._SINGLE_OUTPUT_DEFAULT_NAME, "Prediction")

    @property
    def outputs(self) -> dict[str, tf.Tensor]:
        return self._outputs

    def as_signature_def(self, receiver_tensors):
        return tf.saved_model.predict_signature_def(receiver_tensors, self.outputs)


class _SupervisedOutput(ExportOutput):
    """Loss, predictions and metrics of an exported training or evaluation graph."""

    METHOD_NAME: str

    def __init__(self, loss=None, predictions=None, metrics=None):
        """Takes tensors or dicts of them; a metric is a (value, update_op) pair.

        Every output is named under ``loss``, ``predictions`` or ``metrics``; a metric gives two.

        Raises:
          ValueError: a key is no string, or a value no tensor (or op, for an update).
        """
        self._loss = _prefixed(loss, "loss")
        self._predictions = _prefixed(predictions, "predictions")
        self._metrics = None if metrics is None else _metric_outputs(metrics)

    @property
    def loss(self) -> dict[str, tf.Tensor] | None:
        return self._loss

    @property
    def predictions(self) -> dict[str, tf.Tensor] | None:
        return self._predictions

    @property
    def metrics(self) -> dict[str, tf.Tensor] | None:
        return self._metrics

    def as_signature_def(self, receiver_tensors):
        outputs = {**(self.loss or {}), **(self.predictions or {}), **(self.metrics or {})}
        infos = (
            {name: tf.saved_model.build_tensor_info(tensor) for name, tensor in tensors.items()}
            for tensors in (receiver_tensors, outputs)
        )
        return tf.saved_model.build_signature_def(*infos, self.METHOD_NAME)


class TrainOutput(_SupervisedOutput):
    """The outputs of an exported training graph."""

    METHOD_NAME = "tensorflow/supervised/training"


class EvalOutput(_SupervisedOutput):
    """The outputs of an exported evaluation graph."""

    METHOD_NAME = "tensorflow/supervised/eval"


def with_serving_default(export_outputs: Any, predictions: Any) -> dict[str, ExportOutput]:
    """Returns a prediction graph's export outputs, one of which is the default signature.

    Without `export_outputs`, all `predictions` become a PredictOutput. A single output is served
    under its own name and as the default; the caller's dict gains that second entry.

    Raises:
      TypeError: not a dict of ExportOutputs.
      ValueError: several outputs, none of them the default.
    """
    if export_outputs is None:
        return {SERVING_KEY: PredictOutput(predictions)}
    if not isinstance(export_outputs, dict):
        raise TypeError(f"export_outputs must be dict, given: {export_outputs}")
    if not all(isinstance(output, ExportOutput) for output in export_outputs.values()):
        raise TypeError(
            f"Values in export_outputs must be ExportOutput objects. Given: {export_outputs}"
        )
    if len(export_outputs) == 1:
        (output,) = export_outputs.values()
        export_outputs[SERVING_KEY] = output
    elif export_outputs and SERVING_KEY not in export_outputs:
        raise ValueError(
            "Multiple export_outputs were provided, but none of them is specified as the default.  "
            "Do this by naming one of them with "
            "signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY."
        )
    return export_outputs


def _is_string(tensor: tf.Tensor) -> bool:
    return tf.as_dtype(tensor.dtype) == tf.string


def _is_float_tensor(value: Any) -> bool:
    return isinstance(value, tf.Tensor) and value.dtype.is_floating


def _serialized_examples(receiver_tensors: dict[str, tf.Tensor], label: str) -> tf.Tensor:
    """Returns the only receiver tensor, which classify and regress need to hold tf.Examples."""
    tensors = list(receiver_tensors.values())
    if len(tensors) != 1 or not _is_string(tensors[0]):
        raise ValueError(f"{label} input must be a single string Tensor; got {receiver_tensors}")
    return tensors[0]


def _output_key(key: Any, label: str) -> str:
    if isinstance(key, tuple):
        key = "/".join(key)
    if not isinstance(key, str):
        raise ValueError(f"{label} output key must be a string; got {key}.")
    return key


def _by_name(outputs: Any, default_name: str, label: str) -> dict[str, tf.Tensor]:
    if not isinstance(outputs, dict):
        outputs = {default_name: outputs}
    named = {}
    for key, value in outputs.items():
        key = _output_key(key, label)
        if not isinstance(value, tf.Tensor):
            raise ValueError(f"{label} output value must be a Tensor; got {value}.")
        named[key] = value
    return named


def _with_prefix(key: str, prefix: str) -> str:
    return key if key.startswith(prefix) else f"{prefix}/{key}"


def _prefixed(outputs: Any, prefix: str) -> dict[str, tf.Tensor] | None:
    if outputs is None:
        return None
    named = _by_name(outputs, prefix, prefix)
    return {_with_prefix(key, prefix): tensor for key, tensor in named.items()}


def _metric_outputs(metrics: Any) -> dict[str, tf.Tensor]:
    if not isinstance(metrics, dict):
        metrics = {"metrics": metrics}
    outputs = {}
    for key, (value, update) in metrics.items():
        key = _with_prefix(_output_key(key, "metrics"), "metrics")
        if not isinstance(value, tf.Tensor):
            raise ValueError(f"{key} output value must be a Tensor; got {value}.")
        if isinstance(update, tf.Operation):
            # A signature holds tensors only.
            with tf.control_dependencies([update]):
                update = tf.constant([], name="metric_op_wrapper")
        elif not isinstance(update, tf.Tensor):
            raise ValueError(f"{key} update_op must be a Tensor or Operation; got {update}.")
        outputs[f"{key}/value"] = value
        outputs[f"{key}/update_op"] = update
    return outputs
