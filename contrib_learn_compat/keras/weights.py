"""Which variable of TensorFlow 1 is which weight of a Keras 3 model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import keras
import numpy as np

from contrib_learn_compat.keras import legacy_variables
from contrib_learn_compat.keras.layer_matching import LayerMatching
from contrib_learn_compat.keras.slots import optimizers, slots_of

GLOBAL_STEP = "global_step"

_NO_OPTIMIZER = "the model is not compiled: it has no optimizer"


class Mapped(NamedTuple):
    """A weight and its value.

    Attributes:
      variables: the names of the legacy variables that it comes from.
      weight: the Keras variable, of the model or of its optimizer.
      value: an array of the weight's shape and dtype.
    """

    variables: tuple[str, ...]
    weight: Any
    value: np.ndarray


class Mismatched(NamedTuple):
    """Variables that are of a layer by their names, and do not fit.

    Attributes:
      variables: the names of the legacy variables.
      weight: the Keras variable.
      reason: why the one does not become the other.
    """

    variables: tuple[str, ...]
    weight: Any
    reason: str


@dataclass
class Matching:
    """What becomes of each variable, and of each weight.

    Attributes:
      mapped: pairs, in the order of the model's weights; then those of its optimizers.
      mismatched: pairs that cannot be.
      unmapped_variables: the names of the legacy variables that no weight takes, and what there is
        to say of that, or an empty string.
      unmapped_weights: the Keras variables for which there is nothing.
      ignored: names of legacy variables that the Keras model has no use for, and why.
      by_shape: the paths of the layers that have other names than what is mapped to them, which
        fits nowhere else.
    """

    mapped: list[Mapped] = field(default_factory=list)
    mismatched: list[Mismatched] = field(default_factory=list)
    unmapped_variables: dict[str, str] = field(default_factory=dict)
    unmapped_weights: list[Any] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)
    by_shape: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left over, on either side."""
        return not (self.mismatched or self.unmapped_variables or self.unmapped_weights)

    def assign(self) -> None:
        """Gives all mapped weights their values."""
        for pair in self.mapped:
            pair.weight.assign(pair.value)


def match(variables: Mapping[str, np.ndarray], model: keras.Model) -> Matching:
    """Finds the weight of a Keras 3 model that each variable of TensorFlow 1 becomes.

    A layer that a person named is found by its name: the layer ``tower_hidden``, or ``hidden`` if
    no other may be meant, takes ``tower/hidden/weights``. Layers that were numbered are matched in
    the order of their numbers, among those of the same kind and shapes; what may be nothing else is
    matched by its shape. Kernels of recurrent cells are split, their gates put in Keras's order.

    An optimizer's variables come of the slots, and its iterations of the global step; it is left
    alone where there are neither.

    Args:
      variables: arrays by the variables' names, in parts or whole.
      model: built; it is not changed, but for the optimizer of `compile`, which is built.

    Returns:
      A `Matching`; its `assign` changes the model.

    Raises:
      ValueError: the model has no weights yet.
    """
    if not model.built:
        raise ValueError(
            f"The model {model.name!r} has no weights yet: call it on a batch, or build() it."
        )
    variables = legacy_variables.joined(variables)
    slots = legacy_variables.slots(variables)
    result = Matching(ignored=legacy_variables.without_weights(variables))
    of_optimizers = {name for of in slots.values() for names in of.values() for name in names}
    own = variables.keys() - of_optimizers - result.ignored.keys() - {GLOBAL_STEP}
    layers = LayerMatching({name: variables[name].shape for name in own}, model)
    for weight in model.weights:
        if id(weight) in layers.sources:
            piece, names = layers.sources[id(weight)]
            value = piece.carry(*map(variables.get, names)) + piece.shift
            result.mapped.append(_mapped(names, weight, value))
        elif id(weight) in layers.refused:
            names, reason = layers.refused[id(weight)]
            result.mismatched.append(Mismatched(names, weight, reason))
        else:
            result.unmapped_weights.append(weight)
    result.unmapped_variables |= layers.left
    result.by_shape += layers.by_shape
    _match_optimizers(variables, slots, model, layers.sources, result)
    return result


def _match_optimizers(variables, slots, model, sources, result) -> None:
    """Maps slots and the global step."""
    found = optimizers(model) if slots or GLOBAL_STEP in variables else []
    kinds = {type(optimizer).__name__: None for optimizer in found}
    reason = f"not kept by {' nor '.join(kinds)}" if found else _NO_OPTIMIZER
    mapped = {name for _, names in sources.values() for name in names}
    left = {
        name: reason if variable in mapped else f"{variable} is not mapped"
        for variable, of in slots.items()
        for names in of.values()
        for name in names
    }
    if GLOBAL_STEP in variables and not found:
        left[GLOBAL_STEP] = reason
    for optimizer in found:
        if GLOBAL_STEP in variables:
            result.mapped.append(
                _mapped((GLOBAL_STEP,), optimizer.iterations, variables[GLOBAL_STEP])
            )
        for weight in model.trainable_variables:
            piece, names = sources.get(id(weight), (None, ()))
            legacy = [slots.get(name, {}) for name in names]
            is_last = optimizer is found[-1]
            for slot in slots_of(optimizer, weight, legacy[0] if legacy else {}, is_last=is_last):
                of = [one.get(slot.optimizer, [])[slot.number : slot.number + 1] for one in legacy]
                if of and all(of):
                    own = tuple(name for (name,) in of)
                    value = piece.carry(*map(variables.get, own)) * slot.factor
                    result.mapped.append(_mapped(own, slot.weight, value))
                    for name in own:
                        left.pop(name, None)
                else:
                    result.unmapped_weights.append(slot.weight)
    result.ignored |= left


def _mapped(names, weight, value):
    return Mapped(names, weight, np.asarray(value, weight.dtype))
