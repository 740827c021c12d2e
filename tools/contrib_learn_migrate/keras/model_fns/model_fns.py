"""A model_fn becomes ``build_model``: its body up to the logits, and what it makes of them."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from contrib_learn_migrate.keras import heads, places
from contrib_learn_migrate.keras.model_fns import averages, layer_functions, own_models, paths
from contrib_learn_migrate.keras.model_fns.head_models import HeadModel
from contrib_learn_migrate.keras.model_fns.paths import EVAL, INFER, TRAIN, Walk
from contrib_learn_migrate.keras.model_fns.results import result_of
from contrib_learn_migrate.keras.render import DROPPED, Renderer
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, is_docstring, is_none
from contrib_learn_migrate.keras.saved_models.export_outputs import Exported

_ROLES = {
    "features": "features", "feature": "features", "x": "features", "X": "features",
    "labels": "labels", "targets": "labels", "target": "labels", "y": "labels", "label": "labels",
    "mode": "mode", "params": "params", "config": "config", "model_dir": "model_dir",
}  # fmt: skip
_CALLED = {INFER: "prediction", EVAL: "evaluation"}
_DROPOUT = {"tf.contrib.layers.dropout", "tf.layers.dropout", "tf.nn.dropout"}


@dataclass(frozen=True)
class BuiltModel:
    """What a model_fn has become.

    Attributes:
      build: the text of the function that builds the model.
      predictor: the text of the function that makes the model of the predictions; empty if the
        model predicts them itself.
      head: what its head stands for; of a model without one, the keys of the predictions, which
        are one empty key for one tensor.
      takes_params: whether `build` has a parameter `params`.
      counts: what each step of training adds to the global step.
      prepared: the text of a function `prepared(features, labels)` that the datasets of training
        and evaluation are mapped through, for weights, words or a dict of labels; None if the model
        takes features and labels as they are.
      regularizes: whether the losses of regularizers are part of its loss.
      exported: what it exports for prediction; None if that is not known.
    """

    build: str
    predictor: str
    head: heads.Head
    takes_params: bool
    counts: int = 1
    prepared: str | None = None
    regularizes: bool = False
    exported: Exported | None = None


def build_model(
    function: ast.FunctionDef, program: Renderer, name: str, added_metrics: str | None = None
) -> BuiltModel:
    """Returns a model_fn as the function that builds a Keras model.

    Raises:
      Obstacle: something in it has no Keras form that is certain.
    """
    return _Body(function, program, name, added_metrics).built()


class _Body(Renderer):
    """Renders a model_fn.

    Attributes:
      model_fn: the function.
      step: one level of the program's own indentation.
      added_metrics: the text of metrics that its estimator adds; None for none.
      regularizes: whether the loss has the losses of regularizers in it; else TensorFlow 1 made
        them for nothing.
      gives_labels: whether the labels may be read at this place.
    """

    where = MODEL

    def __init__(
        self,
        function: ast.FunctionDef,
        program: Renderer,
        name: str,
        added_metrics: str | None = None,
    ) -> None:
        super().__init__(program.file, program)
        self.model_fn, self._name, self._program = function, name, program
        self.added_metrics = added_metrics
        self.step = self.indent(function.body[0]).removeprefix(self.indent(function))
        self.regularizes = self.gives_labels = False
        self._roles = _roles_of(function)
        self._assigned = _assigned_once(function)
        self._functions = {n.name: n for n in function.body if isinstance(n, ast.FunctionDef)}
        self._heads: dict[str, heads.Head] = {}
        self._dropped: set[int] = set()
        self._inside: dict[str, ast.expr] = {}
        self._walks = {mode: self._walk(mode) for mode in (TRAIN, EVAL, INFER)}
        self._path = self._walks[TRAIN].path
        self._first_of_features = 0

    def built(self) -> BuiltModel:
        """Returns the model.

        Raises:
          Obstacle: something has no Keras form that is certain.
        """
        self._note_heads()
        result = result_of(self._walks[TRAIN], self)
        if result.head:
            self._model = HeadModel(result, self._path, self)
        else:
            self._model = own_models.OwnModel(result, self._walks, self)
        self._check_modes()
        self._drop_all_but(self._kept(TRAIN))
        self.require("import keras")
        body = "".join(self.lines(self.model_fn.body))
        names = [n for n, role in self._roles.items() if role in ("self", "features", "params")]
        return BuiltModel(
            f"{self.indent(self.model_fn)}def {self._name}({', '.join(names)}):\n{body}",
            self._model.predictor(),
            self._model.head,
            takes_params="params" in self._roles.values(),
            counts=getattr(self._model, "counts", 1),
            prepared=self._model.prepared(),
            regularizes=self.regularizes,
            exported=getattr(self._model, "exported", None),
        )

    def rewritten(self, node: ast.AST) -> str | None:
        if id(node) in self._dropped:
            return DROPPED
        match node:
            case ast.Return() if node in self._path.statements:
                return f"\n{self.indent(node)}".join([*self._inlined(), *self._model.lines()])
            case ast.If() if id(node) in self._path.taken:
                return self._chosen(node)
            case ast.Assign(targets=[ast.Name(id=name)]) if name in self._heads:
                return DROPPED
            case ast.Assign() if id(node) == self._first_of_features:
                self._first_of_features = 0
                kept = f"{self._named('features')}\n{self.indent(node)}"
                return f"{self.inputs} = {kept}{self.text(node)}"
            case ast.Attribute(value=value, attr="logits_dimension"):
                head = self.head(value)
                if head:
                    return head.size
            case ast.Call() if new := layer_functions.called(node, self, self._program):
                return new
            case ast.Delete(targets=targets):
                if not {self.role(target) for target in targets} & {None, "features", "params"}:
                    return DROPPED
            case ast.Name(id=name) if name in self._inside:
                return self.text(self._inside[name])
            case ast.Name() if id(node) in self._path.renamed:
                return self.text(self._path.renamed[id(node)])
            case ast.Name(id=name) if self.role(node) in ("mode", "config", "model_dir"):
                raise Obstacle(node, name, "a Keras model is built without it")
            case ast.Name(id=name) if self.role(node) == "labels" and not self.gives_labels:
                raise Obstacle(node, name, "a Keras model is built without it")
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable was assigned, if it was so once."""
        while isinstance(node, ast.Name):
            if id(node) in self._path.renamed:
                node = self._path.renamed[id(node)]
            elif node.id in self._assigned:
                node = self._assigned[node.id]
            else:
                return self._program.value_of(node) if self.role(node) is None else node
        return node

    def completed(self, call: Call) -> Call:
        call = super().completed(call)
        if not self.regularizes:
            layer_functions.leave_regularizers_out(call)
        return averages.as_updated(call, self)

    def function(self, node: ast.Name) -> ast.AST:
        """Returns the function of a name: one of this function's or of the program's own."""
        return self._functions.get(node.id) or self._program.function(node)

    def is_own_function(self, name: str) -> bool:
        """Tells whether a function is defined within the model_fn."""
        return name in self._functions

    def inside(self, statements: list[ast.stmt]) -> _Body:
        """Returns this renderer, with the values of variables that some statements assign."""
        inner = copy.copy(self)
        inner._inside = self._inside | {s.targets[0].id: s.value for s in statements}
        inner._assigned = self._assigned | inner._inside
        return inner

    def role(self, node: ast.AST) -> str | None:
        return self._roles.get(node.id) if isinstance(node, ast.Name) else None

    @property
    def inputs(self) -> str:
        """The variable that holds the model's inputs at its end."""
        features = self._named("features")
        return "inputs" if self._rebinds_features else features

    @property
    def labels(self) -> str:
        """The name of the labels."""
        return self._named("labels")

    def statements(self, statements: list[ast.stmt]) -> list[str]:
        """Returns statements for another function, without indentation."""
        lines = []
        for statement in statements:
            dropped = self._dropped
            self._dropped = set()
            text = self.text(statement)
            self._dropped = dropped
            lines += [line.removeprefix(self.indent(statement)) for line in text.split("\n")]
        return lines

    def _walk(self, mode: str) -> Walk:
        walk = Walk(mode, self.role, self._program_function)
        walk.through(self.model_fn.body)
        return walk

    def _program_function(self, name: str) -> ast.FunctionDef | None:
        try:
            found = self.function(ast.Name(name))
        except Obstacle:
            return None
        return found if isinstance(found, ast.FunctionDef) else None

    def head(self, node: ast.expr) -> heads.Head | None:
        """Returns the head that an expression is; None if it is none that is known here."""
        if isinstance(node, ast.Name) and node.id in self._heads:
            return self._heads[node.id]
        node, flow = self.value_of(node), self._program.flow
        is_known = places.is_within(self.model_fn, flow.scope(node), flow)
        return heads.head_of(node, self) if is_known else None

    def _note_heads(self) -> None:
        for statement in self._path.statements:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                    head = heads.head_of(call, self)
                    if head:
                        self._heads[name] = head

    def _kept(self, mode: str) -> set[int]:
        return self._needed_by(self._model.needs | self._model.gives, mode)

    def _needed_by(self, variables: set[str], mode: str) -> set[int]:
        needed = variables | {self._named("features")}
        without = () if self.regularizes else layer_functions.REGULARIZERS
        return paths.kept(self._walks[mode].path, needed, without)

    def _drop_all_but(self, kept: set[int]) -> None:
        """Leaves out what only the loss, the training and the predictions needed."""
        first = next(s for s in self._path.statements if isinstance(s, ast.Return))
        kept = kept | {id(first)}
        for body in self._bodies(self.model_fn.body):
            for statement in reversed(body):
                leaves = self._leaves(statement)
                if not any(id(leaf) in kept for leaf in leaves):
                    self._dropped.add(id(statement))
        features = self._named("features")
        rebinding = [
            s for s in self._path.statements if id(s) in kept and features in paths.bound_names(s)
        ]
        self._rebinds_features = bool(rebinding)
        if rebinding:
            self._first_of_features = id(rebinding[0])

    def _bodies(self, body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
        """Yields the blocks that training comes through."""
        yield body
        for statement in body:
            inner = self._inner(statement)
            if inner is not None:
                yield from self._bodies(inner)

    def _inner(self, statement: ast.stmt) -> list[ast.stmt] | None:
        if isinstance(statement, ast.With):
            return statement.body
        return self._path.taken.get(id(statement))

    def _leaves(self, statement: ast.stmt) -> list[ast.stmt]:
        inner = self._inner(statement)
        if inner is None:
            return [statement]
        return [leaf for part in inner for leaf in self._leaves(part)]

    def _check_modes(self) -> None:
        """Raises an Obstacle unless all modes are of the model that is trained."""
        if "mode" not in self._roles.values():
            return
        needed = {mode: self._needed_by(self._model.gives, mode) for mode in self._walks}
        for mode, other in ((TRAIN, INFER), (INFER, TRAIN), (TRAIN, EVAL), (EVAL, TRAIN)):
            for statement in self._walks[mode].path.statements:
                if id(statement) in needed[mode] - needed[other] and paths.bound_names(statement):
                    if mode == TRAIN and self._is_dropout(statement):
                        continue
                    reason = f"training and {_CALLED[other if mode == TRAIN else mode]} differ"
                    raise Obstacle(statement, "mode", f"{reason} in the model")

    def _is_dropout(self, statement: ast.stmt) -> bool:
        return isinstance(statement, ast.Assign) and self.symbol(statement.value) in _DROPOUT

    def _chosen(self, node: ast.If) -> str:
        """Returns what a branch on the mode holds in training."""
        taken, outer = self._path.taken[id(node)], self.in_training
        self.in_training = self._walks[INFER].path.taken.get(id(node)) is not taken
        try:
            return self.dedented(node, taken)
        finally:
            self.in_training = outer

    def _inlined(self) -> list[str]:
        """Returns what is kept of the functions that the model_fn ends in."""
        kept = self._kept(TRAIN)
        return [
            line
            for function in self._path.called
            for statement in function.body
            if id(statement) in kept and not is_docstring(statement)
            for line in self.statements([statement])
        ]

    def _named(self, role: str) -> str:
        return next(name for name, its_role in self._roles.items() if its_role == role)


def _roles_of(function: ast.FunctionDef) -> dict[str, str]:
    a = function.args
    if a.vararg or a.kwarg or a.kwonlyargs or a.posonlyargs:
        raise Obstacle(function, function.name, "its parameters are not those of a model_fn")
    names = [arg.arg for arg in a.args]
    roles = {}
    if names and names[0] == "self":
        roles[names.pop(0)] = "self"
    for position, name in enumerate(names):
        role = ("features", "labels")[position] if position < 2 else _ROLES.get(name)
        if role is None:
            raise Obstacle(function, name, "a model_fn has no such parameter")
        roles[name] = role
    return roles


def _assigned_once(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """The variables that a function assigns in one place only, but for a None."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if not is_none(node.value):
                found.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, []).append(None)
    return {name: values[0] for name, values in found.items() if len(values) == 1 and values[0]}
