"""The layers of a Keras 3 model, each as the legacy variables that it takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import keras
import numpy as np

from contrib_learn_compat.keras.legacy_variables import ANY_ROLE, split_numbers

_ROLES = {
    "embeddings": "kernel",
    "depthwise_kernel": "depthwise",
    "pointwise_kernel": "pointwise",
}
_KNOWN = {"kernel", "bias", "beta", "gamma", "moving_mean", "moving_variance", *_ROLES.values()}


class Piece(NamedTuple):
    """A weight, and how it comes of a layer's variables.

    Attributes:
      weight: the Keras variable.
      roles: of the legacy variables that it takes.
      carry: takes their values, or those of their slots or gradients, and returns the weight's.
      shift: what a value, though no slot or gradient, is more in Keras.
    """

    weight: Any
    roles: tuple[str, ...]
    carry: Callable[..., np.ndarray]
    shift: Any = 0


@dataclass
class LayerForm:
    """A layer, or a weight of its own.

    Attributes:
      path: its path in the model.
      name: what of the path a person chose, its parts joined by ``_``; empty if nothing.
      wants: the shapes of the legacy variables that it takes, by their roles.
      pieces: its weights.
      problem: why no legacy variables can become it, or empty.
    """

    path: str
    name: str
    wants: dict[str, tuple[int, ...]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    problem: str = ""


def layer_forms(model: keras.Model) -> list[LayerForm]:
    """Returns the forms of all layers of a model that have weights, in the model's order."""
    owners: dict[int, Any] = {}
    generic: set[str] = set()
    for layer in model._flatten_layers():  # a layer comes before those in it
        if layer is not model:
            generic.add(_snake_case(type(layer).__name__))
        owners.update((id(weight), layer) for weight in layer.weights)
    weights: dict[int, list[Any]] = {}
    for weight in model.weights:
        weights.setdefault(id(owners[id(weight)]), []).append(weight)
    forms = []
    for of_layer in weights.values():
        owner = owners[id(of_layer[0])]
        path = of_layer[0].path.rpartition("/")[0]
        form = LayerForm(path, _chosen(path, generic, model.name))
        by_name = {weight.path.rpartition("/")[2]: weight for weight in of_layer}
        make = next((make for kind, make in _CELLS.items() if isinstance(owner, kind)), None)
        if make:
            make(form, owner, by_name)
        else:
            for name, weight in by_name.items():
                role = "depthwise" if _is_depthwise(owner, name) else _ROLES.get(name, name)
                if role in _KNOWN:
                    _add_plain(form, role, weight)
                else:
                    own = LayerForm(weight.path, _chosen(weight.path, generic, model.name))
                    _add_plain(own, ANY_ROLE, weight)
                    forms.append(own)
        if form.pieces:
            forms.append(form)
    return forms


def _chosen(path, generic, model_name):
    """Leaves out what Keras named after classes: ``tower/lstm_1/lstm_cell`` is ``tower``."""
    parts = [part for part in path.split("/") if part != model_name]
    return "_".join(part for part in parts if split_numbers(part)[0] not in generic)


def _snake_case(name):
    """Returns a class's name as Keras makes one for a layer of it."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def _is_depthwise(layer, name):
    return name == "kernel" and type(layer).__name__.startswith("DepthwiseConv")


def _add_plain(form, role, weight):
    form.wants[role] = tuple(weight.shape)
    form.pieces.append(Piece(weight, (role,), lambda value: value.reshape(weight.shape)))


def _make_cell(form, cell, weights, order):
    """A cell whose kernel TF 1 keeps in one, with `order` of its gates."""
    gates, units = len(order), cell.units
    inputs = weights["kernel"].shape[0]

    def ordered(value):
        return np.concatenate([np.split(value, gates, -1)[i] for i in order], -1)

    form.wants["kernel"] = (inputs + units, gates * units)
    form.pieces += [
        Piece(weights["kernel"], ("kernel",), lambda value: ordered(value[:inputs])),
        Piece(weights["recurrent_kernel"], ("kernel",), lambda value: ordered(value[inputs:])),
    ]
    if cell.use_bias:
        form.wants["bias"] = (gates * units,)
        # TF 1 adds forget_bias while it runs, Keras begins with it.
        shift = np.zeros(gates * units)
        if getattr(cell, "unit_forget_bias", False):
            shift[units : 2 * units] = 1
        form.pieces.append(Piece(weights["bias"], ("bias",), ordered, shift))


def _make_lstm(form, cell, weights):
    # i, c, f, o in TF 1; i, f, c, o in Keras
    _make_cell(form, cell, weights, (0, 2, 1, 3))


def _make_simple(form, cell, weights):
    _make_cell(form, cell, weights, (0,))


def _make_gru(form, cell, weights):
    """A cell whose gates (r, z) and candidate (h) TF 1 keeps apart; Keras has them as z, r, h."""
    inputs, units = weights["kernel"].shape[0], cell.units
    if cell.reset_after:
        form.problem = "no cell of TF 1.15 computes what reset_after=True does: set it to False"

    def ordered(gates, candidate):
        reset, update = np.split(gates, 2, -1)
        return np.concatenate([update, reset, candidate], -1)

    kernels = ("gates/kernel", "candidate/kernel")
    form.wants |= {kernels[0]: (inputs + units, 2 * units), kernels[1]: (inputs + units, units)}
    form.pieces += [
        Piece(weights["kernel"], kernels, lambda *of: ordered(*(v[:inputs] for v in of))),
        Piece(weights["recurrent_kernel"], kernels, lambda *of: ordered(*(v[inputs:] for v in of))),
    ]
    if cell.use_bias:
        biases = ("gates/bias", "candidate/bias")
        form.wants |= {biases[0]: (2 * units,), biases[1]: (units,)}
        form.pieces.append(Piece(weights["bias"], biases, ordered))


_CELLS = {
    keras.layers.LSTMCell: _make_lstm,
    keras.layers.GRUCell: _make_gru,
    keras.layers.SimpleRNNCell: _make_simple,
}
