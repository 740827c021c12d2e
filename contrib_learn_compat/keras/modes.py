"""The modes of a model_fn that are in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf
import tf_keras

from contrib_learn_compat.core.functions import argument_names
from contrib_learn_compat.keras import specs
from contrib_learn_compat.keras.mode_graph import ModeGraph
from contrib_learn_compat.model_fn import ModeKeys


class Modes:
    """A model_fn, what it is called with, and the graphs that came of that.

    Attributes:
      graphs: by mode.
      checkpoint: where the first values of variables come from, or None.
      loss: the mean of the training losses of an epoch.
    """

    def __init__(
        self, model_fn: Callable, params: Any, config: Any, feature_spec: Any, label_spec: Any
    ):
        """Takes the arguments of model_from_model_fn."""
        self.graphs: dict[str, ModeGraph] = {}
        self.checkpoint: str | None = None
        self.loss = tf_keras.metrics.Mean(name="loss")
        self._arguments = {"model_fn": model_fn, "params": params, "config": config}
        self._knows_labels = label_spec is not None
        if isinstance(feature_spec, tf.data.Dataset):
            self._features, self._labels = specs.of_dataset(feature_spec)
            self._knows_labels = True
        else:
            self._features, self._labels = specs.of_batches(feature_spec), None
        if label_spec is not None:
            self._labels = specs.of_batches(label_spec)

    def knows_specs(self, mode: str) -> bool:
        """Tells whether the graph of a mode can be made before its first batch is there."""
        return self._features is not None and (self._knows_labels or not self._takes_labels(mode))

    def infer_specs(self, mode: str, features: Any, labels: Any) -> None:
        """Learns from a batch what was not known."""
        if self._features is None:
            self._features = specs.of_batches(features)
        if not self._knows_labels and self._takes_labels(mode):
            self._labels, self._knows_labels = specs.of_batches(labels), True

    def made(self, mode: str) -> ModeGraph:
        """Returns the graph of a mode, which is not one of `graphs` yet."""
        labels = self._labels if self._takes_labels(mode) else None
        return ModeGraph(mode=mode, features=self._features, labels=labels, **self._arguments)

    def graph_variables(self) -> dict[str, tf.Variable]:
        """Returns the global variables of all graphs by name."""
        return {
            name: variable
            for graph in self.graphs.values()
            for name, variable in graph.variables.items()
        }

    def _takes_labels(self, mode):
        # The oldest model_fns know no modes, and make predictions and a loss at once.
        return mode != ModeKeys.INFER or "mode" not in argument_names(self._arguments["model_fn"])
