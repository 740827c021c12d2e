"""Which variable of TensorFlow 1 is which weight of a Keras 3 model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import keras
import numpy as np

from contrib_learn_compat.keras import legacy_variables
from contrib_learn_compat.keras.layer_forms import LayerForm, Piece, layer_forms
from contrib_learn_compat.keras.legacy_variables import ANY_ROLE, split_numbers
from contrib_learn_compat.keras.slots import optimizers, slots_of

GLOBAL_STEP = "global_step"

_OTHERS_DO_NOT_FIT = "fits, but the others of its layer do not"
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
    layers = _Layers(variables, sorted(own, key=split_numbers), model)
    sources = layers.match(result)
    _match_optimizers(variables, slots, model, sources, result)
    return result


class _Layers:
    """The layers that are not matched yet, on both sides."""

    def __init__(self, variables, names, model):
        self._shapes = {name: variables[name].shape for name in names}
        self._variables = variables
        self._weights = model.weights
        self._scopes = legacy_variables.layers(names)
        self._forms = layer_forms(model)
        self._sources: dict[int, tuple[Piece, tuple[str, ...]]] = {}
        self._notes: dict[str, str] = {}

    def match(self, result: Matching) -> dict[int, tuple[Piece, tuple[str, ...]]]:
        """Puts what it finds into `result`; returns where weights come from, by their ids."""
        self._take_unique(_is_same)
        self._take_unique(lambda form, scope: _is_part(form, scope) and self._is_all(form, scope))
        self._take_numbered()
        while guessed := self._take_unique(self._is_all):
            result.by_shape += [form.path for form, _ in guessed]
        refused = self._refused()
        for weight in self._weights:
            if id(weight) in self._sources:
                piece, names = self._sources[id(weight)]
                value = piece.carry(*map(self._variables.get, names)) + piece.shift
                result.mapped.append(_mapped(names, weight, value))
            elif id(weight) in refused:
                result.mismatched.append(refused[id(weight)])
            else:
                result.unmapped_weights.append(weight)
        left = [name for roles in self._scopes.values() for name in roles.values()]
        result.unmapped_variables |= {name: self._notes.get(name, "") for name in left}
        return self._sources

    def _unique(self, may_be: Callable[[LayerForm, str], Any]) -> list[tuple[LayerForm, str]]:
        """Returns the pairs of which neither side may be another one's."""
        pairs = [
            (form, scope)
            for form in self._forms
            for scope in self._scopes
            if self._roles(form, scope) and may_be(form, scope)
        ]
        of_forms = Counter(id(form) for form, _ in pairs)
        of_scopes = Counter(scope for _, scope in pairs)
        return [
            (form, scope) for form, scope in pairs if of_forms[id(form)] == of_scopes[scope] == 1
        ]

    def _take_unique(self, may_be):
        pairs = self._unique(lambda form, scope: may_be(form, scope) and self._fits(form, scope))
        for form, scope in pairs:
            self._take(form, scope)
        return pairs

    def _take_numbered(self) -> None:
        """Pairs those of the same shapes in the order of their numbers."""
        forms, scopes = defaultdict(list), defaultdict(list)
        for form in self._forms:
            if not (form.name or form.problem):
                forms[_signature(form.wants)].append(form)
        for scope, roles in self._scopes.items():
            shapes = {role: self._shapes[name] for role, name in roles.items()}
            scopes[_signature(shapes)].append(scope)
        for signature, of_kind in forms.items():
            among = scopes[signature]
            if len(among) != len(of_kind):
                continue
            if _is_one_row(form.path for form in of_kind) and _is_one_row(
                scope for scope in among if not _is_logits(scope)
            ):
                of_kind.sort(key=lambda form: split_numbers(form.path))
                among.sort(key=lambda scope: (_is_logits(scope), split_numbers(scope)))
                for form, scope in zip(of_kind, among, strict=True):
                    self._take(form, scope)
            else:
                paths = ", ".join(form.path for form in of_kind)
                note = f"may be any of {paths}: name these layers after their scopes"
                self._notes |= {
                    name: note for scope in among for name in self._scopes[scope].values()
                }

    def _refused(self) -> dict[int, Mismatched]:
        """Pairs what belongs together by name, or at last by kind, and does not fit."""
        refused = {}
        for may_be in (_is_same, _is_part, self._is_all):
            for form, scope in self._unique(may_be):
                if self._fits(form, scope):
                    continue
                wants = form.wants
                for piece, names in self._leave(form, scope):
                    shapes = [
                        (self._shapes[name], wants[role])
                        for role, name in zip(piece.roles, names, strict=True)
                    ]
                    reasons = [
                        f"has the shape {list(shape)}, not {list(wanted)}"
                        for shape, wanted in shapes
                        if _squeezed(shape) != _squeezed(wanted)
                    ]
                    reason = form.problem or "; ".join(reasons) or _OTHERS_DO_NOT_FIT
                    refused[id(piece.weight)] = Mismatched(names, piece.weight, reason)
        return refused

    def _take(self, form: LayerForm, scope: str) -> None:
        for piece, names in self._leave(form, scope):
            self._sources[id(piece.weight)] = (piece, names)

    def _leave(self, form, scope):
        """Takes a pair out; returns its pieces with the names of their variables."""
        roles = self._roles(form, scope)
        paired = [
            (piece, tuple(roles[role] for role in piece.roles))
            for piece in form.pieces
            if roles.keys() >= set(piece.roles)
        ]
        gone = {name for _, names in paired for name in names}
        form.pieces = [piece for piece in form.pieces if not roles.keys() >= set(piece.roles)]
        form.wants = {role: form.wants[role] for role in form.wants if role not in roles}
        left = {role: name for role, name in self._scopes.pop(scope).items() if name not in gone}
        if left:
            self._scopes[scope] = left
        return paired

    def _roles(self, form: LayerForm, scope: str) -> dict[str, str]:
        """Returns the names of those of a layer's variables that a form takes, by its roles."""
        roles = self._scopes[scope]
        if len(roles) == len(form.wants) == 1 and ANY_ROLE in {*roles, *form.wants}:
            return dict(zip(form.wants, roles.values(), strict=True))
        return {role: name for role, name in roles.items() if role in form.wants}

    def _is_all(self, form, scope):
        """Whether no variable would be left over."""
        return len(self._roles(form, scope)) == len(self._scopes[scope])

    def _fits(self, form, scope):
        """Whether variables have the shapes that a form wants of them."""
        return not form.problem and all(
            _squeezed(self._shapes[name]) == _squeezed(form.wants[role])
            for role, name in self._roles(form, scope).items()
        )


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


def _signature(shapes):
    return frozenset((role, _squeezed(shape)) for role, shape in shapes.items())


def _squeezed(shape):
    """A scalar may have become a kernel of one row and column: ones count for nothing."""
    return tuple(size for size in shape if size != 1)


def _is_one_row(paths):
    return len({split_numbers(path)[0] for path in paths}) <= 1


def _is_same(form, scope):
    return bool(form.name) and form.name == scope.replace("/", "_")


def _is_part(form, scope):
    """Whether a name is a part of a scope, or the scope a part of the name, in whole words."""
    one, other = f"_{form.name}_", f"_{scope.replace('/', '_')}_"
    return bool(form.name) and bool(scope) and (one in other or other in one)


def _is_logits(scope):
    return scope.rpartition("/")[2] == "logits"
