"""A model_fn becomes ``build_model``: its body up to the logits, and what its head stands for."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras import ends, heads, training
from contrib_learn_migrate.keras.render import DROPPED, Renderer
from contrib_learn_migrate.keras.rules import MODEL, Obstacle, bind, is_none

_ROLES = {
    "features": "features", "feature": "features", "x": "features", "X": "features",
    "labels": "labels", "targets": "labels", "target": "labels", "y": "labels", "label": "labels",
    "mode": "mode", "params": "params", "config": "config", "model_dir": "model_dir",
}  # fmt: skip
_CREATE = "features mode labels train_op_fn logits logits_input scope"
_MODES = {"TRAIN": "train", "EVAL": "eval", "INFER": "infer", "PREDICT": "infer"}


@dataclass(frozen=True)
class BuiltModel:
    """What a model_fn has become.

    Attributes:
      build: the text of the function that builds the model.
      predictor: the text of the function that makes the model of the predictions.
      head: what its head stands for.
      takes_params: whether `build` has a parameter `params`.
      prepared: the text of a function `prepared(features, labels)` that the datasets of training
        and evaluation are mapped through, for weights, words or a dict of labels; None if the model
        takes features and labels as they are.
    """

    build: str
    predictor: str
    head: heads.Head
    takes_params: bool
    prepared: str | None = None


def build_model(function: ast.FunctionDef, program: Renderer, name: str) -> BuiltModel:
    """Returns a model_fn as the function that builds a Keras model.

    Raises:
      Obstacle: something in it has no Keras form that is certain.
    """
    return _Body(function, program, name).built()


class _Body(Renderer):
    where = MODEL

    def __init__(self, function: ast.FunctionDef, program: Renderer, name: str) -> None:
        super().__init__(program.file, program)
        self._function, self._name = function, name
        self._roles = self._roles_of(function)
        self._heads: dict[str, heads.Head] = {}
        self._finished: heads.Head | None = None
        self._assigned = _assigned_once(function)
        self._functions = {n.name: n for n in function.body if isinstance(n, ast.FunctionDef)}
        self._program = program

    def built(self) -> BuiltModel:
        body = "".join(self.lines(self._function.body))
        if self._finished is None:
            raise Obstacle(self._function, self._function.name, "it returns nothing of a head's")
        indent = self.indent(self._function)
        names = [n for n, role in self._roles.items() if role in ("features", "params")]
        build = f"{indent}def {self._name}({', '.join(names)}):\n{body}"
        return BuiltModel(
            build,
            ends.predictor_of_head(self._finished, self._step()),
            self._finished,
            takes_params="params" in self._roles.values(),
            prepared=heads.prepared(self._finished, self._step()),
        )

    def rewritten(self, node: ast.AST) -> str | None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                head = heads.head_of(call, self)
                if head:
                    self._heads[name] = head
                    return DROPPED
            case ast.Attribute(value=ast.Name(id=name), attr="logits_dimension"):
                if name in self._heads:
                    return self._heads[name].size
            case ast.Return(value=ast.Call() as call):
                return self._returned(call)
            case ast.If(test=test) if self._is_about_mode(test):
                return self._chosen(node)
            case ast.FunctionDef(name=name) if self._is_train_op_fn(name):
                return DROPPED
            case ast.Delete(targets=targets):
                if all(
                    self.role(target) not in (None, "features", "params") for target in targets
                ):
                    return DROPPED
            case ast.Name(id=name) if self._roles.get(name) in ("mode", "labels", "config"):
                raise Obstacle(node, name, "a Keras model is built without it")
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable was assigned, if it was so once."""
        if isinstance(node, ast.Name) and node.id in self._assigned:
            return self._assigned[node.id]
        return node

    def function(self, node: ast.Name) -> ast.AST:
        """Returns the function of a name: one of this function's or of the program's own."""
        return self._functions.get(node.id) or self._program.function(node)

    def inside(self, statements: list[ast.stmt]) -> _Body:
        """Returns this renderer with the variables that some statements assign."""
        self._assigned |= {s.targets[0].id: s.value for s in statements}
        return self

    def _chosen(self, node: ast.If) -> str:
        """Returns what a branch on the mode holds in training."""
        taken = node.body if self._holds_in_training(node.test) else node.orelse
        if not taken:
            return DROPPED
        return self.dedented(node, taken)

    def _is_about_mode(self, test: ast.expr) -> bool:
        return any(self.role(n) == "mode" for n in ast.walk(test))

    def _holds_in_training(self, test: ast.expr) -> bool:
        match test:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if (
                self.role(left) == "mode"
            ):
                modes = right.elts if isinstance(right, ast.Tuple | ast.List) else [right]
                is_train = any(self._mode(m) == "train" for m in modes)
                if isinstance(op, ast.Eq | ast.In | ast.Is):
                    return is_train
                if isinstance(op, ast.NotEq | ast.NotIn | ast.IsNot):
                    return not is_train
        raise Obstacle(test, "mode", "a branch on it is not understood")

    def _mode(self, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute) and node.attr in _MODES:
            return _MODES[node.attr]
        raise Obstacle(node, "mode", "it is compared with something unknown")

    def _returned(self, call: ast.Call) -> str:
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr != "create_model_fn_ops":
            raise Obstacle(call, "return", "it returns nothing of a head's")
        self._finished = head = self._head(function.value)
        given = bind(call, "create_model_fn_ops", tuple(_CREATE.split()), self)
        if not given.has("train_op_fn"):
            raise given.obstacle("it has no train_op_fn")
        optimizer = training.optimizer_of_function(given.args["train_op_fn"], self)
        self.require("import keras")
        lines = ends.model_of_head(head, given, self._named("features"), optimizer)
        return f"\n{self.indent(call)}".join(lines)

    def _head(self, node: ast.expr) -> heads.Head:
        if isinstance(node, ast.Name) and node.id in self._heads:
            return self._heads[node.id]
        raise Obstacle(node, "head", "it is not known which head this is")

    def _step(self) -> str:
        """One level of the program's own indentation."""
        return self.indent(self._function.body[0]).removeprefix(self.indent(self._function))

    def _is_train_op_fn(self, name: str) -> bool:
        calls = [n for n in ast.walk(self._function) if isinstance(n, ast.keyword)]
        return any(
            k.arg == "train_op_fn" and isinstance(k.value, ast.Name) and k.value.id == name
            for k in calls
        )

    def role(self, node: ast.AST) -> str | None:
        return self._roles.get(node.id) if isinstance(node, ast.Name) else None

    def _named(self, role: str) -> str:
        return next(name for name, its_role in self._roles.items() if its_role == role)

    @staticmethod
    def _roles_of(function: ast.FunctionDef) -> dict[str, str]:
        a = function.args
        if a.vararg or a.kwarg or a.kwonlyargs or a.posonlyargs:
            raise Obstacle(function, function.name, "its parameters are not those of a model_fn")
        names = [arg.arg for arg in a.args]
        roles = {}
        for position, name in enumerate(names):
            role = ("features", "labels")[position] if position < 2 else _ROLES.get(name)
            if role is None:
                raise Obstacle(function, name, "a model_fn has no such parameter")
            roles[name] = role
        return roles


def _assigned_once(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """The variables that a function assigns in one place only."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return {
        name: values[0]
        for name, values in found.items()
        if len(values) == 1 and not is_none(values[0])
    }
