"""A Keras model beside what was recorded of a legacy training: which variable is which weight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from contrib_learn_compat.keras import weights

# Gradients and weights that are nearly nothing beside the largest are held to its rounding.
NEGLIGIBLE = 1e-2


class Beside:
    """A model, and the legacy variables that become its weights.

    Attributes:
      model: built.
      legacy: what :func:`.following.training_record` returned.
    """

    def __init__(self, model: keras.Model, legacy: dict[str, Any]):
        self.model, self.legacy = model, legacy

    def match(self, variables: dict[str, np.ndarray]) -> weights.Matching:
        """Matches variables; those of optimizers are left out."""
        left_out = {weights.GLOBAL_STEP, *self.legacy["slots"]}
        own = {name: value for name, value in variables.items() if name not in left_out}
        return weights.match(own, self.model)

    def at(self, point: str) -> weights.Matching:
        """Matches the variables as they were at ``initial`` or ``trained``."""
        return self.match(self.legacy["variables"][point])

    def carry(self, point: str) -> None:
        """Gives the model the values of a point."""
        self.at(point).assign()

    def draws(self) -> Iterator[weights.Matching]:
        """Yields what the initial values might have been."""
        initial, draws = self.legacy["variables"]["initial"], self.legacy["draws"]
        names = [name for name in initial if name in draws]
        for i in range(len(draws[names[0]])):
            yield self.match({name: draws[name][i] for name in names})

    def linear(self, gradients: dict[str, np.ndarray]) -> Iterator[weights.Mapped]:
        """Yields the gradients of trained variables, in the forms of the weights.

        What becomes of a value may have something added, which does not become of a gradient.
        """
        initial = self.legacy["variables"]["initial"]
        zeros = {name: np.zeros_like(value) for name, value in initial.items()}
        with_gradients = self.match({**zeros, **gradients}).mapped
        for pair, zero in zip(with_gradients, self.match(zeros).mapped, strict=True):
            if pair.weight.trainable:
                yield pair._replace(value=pair.value - zero.value)


def label(names: tuple[str, ...], weight: keras.Variable) -> str:
    """Returns what a row of a weight is called, and of the variables that it comes from."""
    return f"{', '.join(names)} → {weight.path}"
