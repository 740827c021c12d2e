"""What an optimizer keeps of each weight: TensorFlow 1's slots as the variables of Keras 3's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import keras

from contrib_learn_compat.keras.legacy_variables import is_of_tensorflow

# By the Keras optimizer: its name in TF 1, and what Keras calls the slots that TF 1 numbers.
_SLOTS = {
    keras.optimizers.Adadelta: ("Adadelta", ["accumulated_grad", "accumulated_delta_var"]),
    keras.optimizers.Adagrad: ("Adagrad", ["accumulator"]),
    keras.optimizers.Adam: ("Adam", ["momentum", "velocity"]),
    keras.optimizers.Ftrl: ("Ftrl", ["accumulator", "linear"]),
    keras.optimizers.RMSprop: ("RMSProp", ["velocity", "momentum"]),
    keras.optimizers.SGD: ("Momentum", ["momentum"]),
}
_CENTERED_RMSPROP = ["velocity", "average_gradient", "momentum"]
_AVERAGE = "ExponentialMovingAverage"


class Slot(NamedTuple):
    """A variable of a Keras optimizer, and where it comes from.

    Attributes:
      weight: the optimizer's variable.
      optimizer, number: the name of the legacy optimizer, and which of its slots.
      factor: what the legacy slot is multiplied by.
    """

    weight: Any
    optimizer: str
    number: int
    factor: float = 1.0


def optimizers(model: keras.Model) -> list[keras.optimizers.Optimizer]:
    """Returns the optimizers that a model has; the last is that of `compile`, which is built."""
    compiled = getattr(model, "optimizer", None)
    if compiled is None:
        return []
    if not compiled.built:
        compiled.build(model.trainable_variables)
    more = [v for v in vars(model).values() if isinstance(v, keras.optimizers.Optimizer)]
    return [*(one for one in more if one is not compiled), compiled]


def slots_of(
    optimizer: keras.optimizers.Optimizer,
    weight: Any,
    legacy: Mapping[str, Sequence[str]],
    *,
    is_last: bool,
) -> list[Slot]:
    """Returns what an optimizer keeps of a weight, and what that is called in TF 1.

    Args:
      optimizer: a built one.
      weight: a trainable weight.
      legacy: the names of the slots that there are, by the legacy optimizer's name.
      is_last: whether the last ones of a name are its slots: a centered bias may have those of its
        own optimizer before.
    """
    # A migrated program's own optimizers extend those of Keras.
    kinds = [kind for kind in type(optimizer).__mro__ if kind in _SLOTS]
    known, names = _SLOTS[kinds[0]] if kinds else ("", [])
    if known == "RMSProp" and len(legacy.get(known, ())) == len(_CENTERED_RMSPROP):
        names = _CENTERED_RMSPROP
    if known not in legacy:  # An optimizer may have been given a name of its own.
        others = (own for own in legacy if not is_of_tensorflow(own))
        known = next((own for own in others if len(legacy[own]) == len(names)), known)
    first = max(0, len(legacy.get(known, ())) - len(names)) if is_last else 0
    factor = 1.0
    if type(optimizer) is keras.optimizers.SGD:
        # TF 1 keeps the sum of gradients, Keras the step that comes of it.
        factor = -float(keras.ops.convert_to_numpy(optimizer.learning_rate))
    prefix = weight.path.replace("/", "_") + "_"
    by_name = {variable.path.rpartition("/")[2]: variable for variable in optimizer.variables}
    kept = [(known, first + i, name, factor) for i, name in enumerate(names)]
    return [
        Slot(by_name[prefix + name], source, number, scale)
        for source, number, name, scale in [*kept, (_AVERAGE, 0, "average", 1.0)]
        if prefix + name in by_name
    ]
