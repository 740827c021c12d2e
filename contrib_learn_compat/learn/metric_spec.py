"""MetricSpec: which predictions, labels and weights a metric function is given."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.functions import argument_names

# What metric functions call their arguments; the canonical name is the last.
_LABELS = ("label", "target", "targets", "labels")
_PREDICTIONS = ("logit", "logits", "prediction", "predictions")
_WEIGHTS = ("weight", "weights")


class MetricSpec:
    """A metric function and the keys of what it measures."""

    def __init__(
        self,
        metric_fn: Callable,
        prediction_key: str | None = None,
        label_key: str | None = None,
        weight_key: str | None = None,
    ):
        """Takes the function and, where there are several, which tensors it gets.

        Args:
          metric_fn: takes predictions, and labels and weights where it has parameters for them,
            by whatever of their usual names; returns ``(value, update_op)`` or a tensor.
          prediction_key: the key in the predictions dict.
          label_key: the key in the labels dict.
          weight_key: the key of the weights in the features.

        Raises:
          ValueError: `metric_fn` has no parameter for a key that is given, or two that could be it.
        """
        self._metric_fn_name = _name(metric_fn)
        self._metric_fn = _with_canonical_arguments(
            metric_fn, self._metric_fn_name, label_key is not None, weight_key is not None
        )
        self._prediction_key = prediction_key
        self._label_key = label_key
        self._weight_key = weight_key

    @property
    def prediction_key(self) -> str | None:
        return self._prediction_key

    @property
    def label_key(self) -> str | None:
        return self._label_key

    @property
    def weight_key(self) -> str | None:
        return self._weight_key

    @property
    def metric_fn(self) -> Callable:
        """The function, taking ``labels``, ``predictions`` and ``weights`` by these names."""
        return self._metric_fn

    def __str__(self) -> str:
        return (
            f"MetricSpec(metric_fn={self._metric_fn_name}, prediction_key={self.prediction_key}, "
            f"label_key={self.label_key}, weight_key={self.weight_key})"
        )

    def create_metric_ops(self, inputs: Any, labels: Any, predictions: Any) -> Any:
        """Calls the metric function on its part of the tensors.

        Args:
          inputs: the features.
          labels: a tensor, or a dict of them.
          predictions: a tensor, or a dict of them.

        Returns:
          What the metric function returns.

        Raises:
          ValueError: a key for a single tensor, or no key for several.
          KeyError: no tensor of that key.
        """
        prediction = _chosen("prediction", predictions, self.prediction_key)
        label = _chosen("label", labels, self.label_key)
        weights = inputs[self.weight_key] if self.weight_key else None
        try:
            return self.metric_fn(labels=label, predictions=prediction, weights=weights)
        except Exception as error:
            tf.logging.error(f"Could not create metric ops for {self}, {error}.")
            raise


def _name(function: Callable) -> str:
    if isinstance(function, functools.partial):
        function = function.func
    return getattr(function, "__name__", str(function))


def _parameter(
    function_name: str, names: tuple[str, ...], candidates: tuple[str, ...], required: bool = False
) -> str | None:
    """Returns which of a function's parameters is meant by the candidates, or None."""
    matching = set(candidates) & set(names)
    if len(matching) > 1:
        raise ValueError(
            f"Ambiguous arguments {matching}, must provide only one of {set(candidates)}."
        )
    if not matching:
        if required:
            raise ValueError(f"{set(candidates)} missing from {function_name}({names}).")
        return None
    (match,) = matching
    if match != candidates[-1]:
        tf.logging.warning(
            "Canonical arg %s missing from %s(%s), using %s.",
            candidates[-1], function_name, names, match,
        )  # fmt: skip
    return match


def _with_canonical_arguments(
    metric_fn: Callable, name: str, labels_required: bool, weights_required: bool
) -> Callable:
    names = argument_names(metric_fn)
    labels_name = _parameter(name, names, _LABELS, labels_required)
    predictions_name = _parameter(name, names, _PREDICTIONS)
    weights_name = _parameter(name, names, _WEIGHTS, weights_required)

    def canonical(_sentinel=None, labels=None, predictions=None, weights=None):
        if _sentinel is not None:
            raise ValueError(
                "`metric_fn` requires named args: `labels`, `predictions`, and optionally "
                "`weights`."
            )
        named = {} if weights is None else {weights_name: weights}
        if labels_name:
            named[labels_name] = labels
        if predictions_name:
            return metric_fn(**named, **{predictions_name: predictions})
        if names[:1] == (labels_name,):
            return metric_fn(named.pop(labels_name), predictions, **named)
        return metric_fn(predictions, **named)

    return canonical


def _chosen(what: str, tensors: Any, key: str | None) -> Any:
    if not key:
        if not isinstance(tensors, dict):
            return tensors
        if len(tensors) != 1:
            raise ValueError(
                f"MetricSpec without specified {what}_key requires {what}s tensor or single "
                f"element dict, got {tensors}"
            )
        (tensor,) = tensors.values()
        return tensor
    if not isinstance(tensors, dict):
        raise ValueError(
            f"MetricSpec with {what}_key specified requires {what}s dict, got {tensors}.\n"
            f"You must not provide a {what}_key if you only have a single Tensor as {what}s."
        )
    if key not in tensors:
        raise KeyError(f"Key '{key}' missing from {tensors.keys()}.")
    return tensors[key]
