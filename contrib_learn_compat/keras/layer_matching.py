"""Which layer of TensorFlow 1 is which layer of a Keras 3 model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import keras

from contrib_learn_compat.keras import legacy_variables
from contrib_learn_compat.keras.layer_forms import LayerForm, Piece, layer_forms
from contrib_learn_compat.keras.legacy_variables import ANY_ROLE, split_numbers

_OTHERS_DO_NOT_FIT = "fits, but the others of its layer do not"


class LayerMatching:
    """What becomes of the layers on both sides.

    Attributes:
      sources: for each weight that gets its value, by its id, its piece and the names of the
        variables that make it.
      refused: for each weight that cannot have the value of its variables, by its id, their names
        and why.
      left: the names of the variables that are no layer's, and what there is to say of that.
      by_shape: the paths of the layers whose names say nothing of what they are matched with.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], model: keras.Model):
        """Matches the variables of these names and shapes with the layers of a model."""
        self.sources: dict[int, tuple[Piece, tuple[str, ...]]] = {}
        self.refused: dict[int, tuple[tuple[str, ...], str]] = {}
        self.by_shape: list[str] = []
        self._shapes = shapes
        self._notes: dict[str, str] = {}
        # Of both sides, what is not matched yet.
        self._scopes = legacy_variables.layers(sorted(shapes, key=split_numbers))
        self._forms = layer_forms(model)
        self._match()
        names = [name for roles in self._scopes.values() for name in roles.values()]
        self.left = {name: self._notes.get(name, "") for name in names}

    def _match(self):
        self._take_unique(_is_same)
        self._take_unique(lambda form, scope: _is_part(form, scope) and self._is_all(form, scope))
        self._take_numbered()
        while guessed := self._take_unique(self._is_all):
            self.by_shape += [form.path for form, _ in guessed]
        for may_be in (_is_same, _is_part, self._is_all):
            for form, scope in self._unique(may_be):
                if not self._fits(form, scope):
                    self._refuse(form, scope)

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

    def _refuse(self, form, scope):
        """Says of what belongs together, by name or else by kind, why it does not fit."""
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
            self.refused[id(piece.weight)] = names, reason

    def _take(self, form: LayerForm, scope: str) -> None:
        for piece, names in self._leave(form, scope):
            self.sources[id(piece.weight)] = (piece, names)

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
