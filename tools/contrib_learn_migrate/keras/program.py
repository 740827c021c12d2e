"""A whole program: its models, its input functions, what it does with them, its imports."""

from __future__ import annotations

import ast

from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras import (
    estimators,
    inputs,
    layout,
    model_fns,
    rule_modules,  # noqa: F401  registers the rules
)
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Obstacle, Obstacles, bind


def convert(text: str) -> str | None:
    """Returns a program that needs Keras 3 only; None if it has no model to convert.

    Args:
      text: the program at the compat target.

    Raises:
      Obstacles: something in it has no Keras form that is certain.
    """
    file = File(text, program=True)
    if not file.is_tf1:
        return None
    program = _Program(file)
    new = program.text(file.tree)
    if program.obstacles:
        raise Obstacles(program.obstacles)
    return layout.finished(new, text, program) if program.has_models else None


class _Program(Renderer):
    def __init__(self, file: File) -> None:
        super().__init__(file)
        self._functions = {
            node.name: node for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef)
        }
        self._models: dict[str, model_fns.BuiltModel] = {}
        self._estimators: dict[str, str] = {}
        self._input_fns: set[str] = set()
        self._predicts = False
        try:
            self._survey()
        except Obstacle as obstacle:
            self.obstacles.append(obstacle)

    @property
    def has_models(self) -> bool:
        """Whether the program makes a model."""
        return bool(self._models)

    def rewritten(self, node: ast.AST) -> str | None:
        match node:
            case ast.Module():
                return None
            case ast.FunctionDef(name=name) if name in self._models:
                model = self._models[name]
                parts = [model.prepared] if model.prepared else []
                parts += [model.build, model.predictor] if self._predicts else [model.build]
                return "\n\n".join(part.rstrip("\n") + "\n" for part in parts).rstrip("\n")
            case ast.FunctionDef(name=name) if name in self._input_fns:
                return inputs.InputFunction(self.file, self).kept(node)
            case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Call() as call):
                if variable in self._estimators:
                    return self._made(node, call, variable)
            case ast.Call(func=ast.Attribute(value=value, attr=method)):
                variable = ast.unparse(value)
                if variable in self._estimators and method in estimators.METHODS:
                    return self._done(node, variable, method)
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        return node

    def function(self, node: ast.Name) -> ast.AST:
        """Returns the program's function of a name.

        Raises:
          Obstacle: it has none, or not one alone.
        """
        if node.id not in self._functions:
            raise Obstacle(node, node.id, "it is no function of this program")
        return self._functions[node.id]

    def _survey(self) -> None:
        """Notes the estimators, and which functions are whose."""
        for node in ast.walk(self.file.tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Call() as call):
                    if self.symbol(call) in estimators.MADE_OF_MODEL_FN:
                        self._estimators[variable] = self._model_of(call)
                case ast.Call(func=ast.Attribute(attr=method), keywords=keywords):
                    self._predicts |= method == "predict"
                    self._input_fns |= {
                        k.value.id
                        for k in keywords
                        if k.arg == "input_fn" and isinstance(k.value, ast.Name)
                    }

    def _model_of(self, call: ast.Call) -> str:
        given = self._given(call)
        function = given.args["model_fn"]
        if not isinstance(function, ast.Name):
            raise Obstacle(call, "model_fn", "it is no function of this program")
        name = function.id
        if name not in self._models:
            taken = "build_model" in self._functions
            new = f"build_{name}" if taken or self._models else "build_model"
            self._models[name] = model_fns.build_model(self.function(function), self, new)
        return name

    def _given(self, call: ast.Call):
        takes = estimators.MADE_OF_MODEL_FN[self.symbol(call)]
        return bind(call, self.symbol(call), tuple(takes.split()), self)

    def _made(self, node: ast.Assign, call: ast.Call, variable: str) -> str:
        model = self._models[self._estimators[variable]]
        first = self._first_input(variable)
        *before, last = estimators.made(
            self._given(call), "build_model", model.takes_params, self._dataset(first)
        )
        return f"\n{self.indent(node)}".join([*before, f"{variable} = {last}"])

    def _first_input(self, variable: str) -> ast.expr:
        for node in ast.walk(self.file.tree):
            match node:
                case ast.Call(func=ast.Attribute(value=value, attr="fit"), keywords=keywords):
                    if ast.unparse(value) == variable:
                        for keyword in keywords:
                            if keyword.arg == "input_fn":
                                return keyword.value
        raise Obstacle(self.file.tree.body[0], variable, "it is not known what it trains on")

    def _dataset(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and node.id in self._input_fns:
            return f"{node.id}()"
        raise Obstacle(node, "input_fn", "it is no function of this program")

    def _done(self, node: ast.Call, variable: str, method: str) -> str:
        call = bind(node, method, tuple(estimators.METHODS[method].split()), self)
        if not call.has("input_fn"):
            raise call.obstacle("it has no input_fn")
        dataset = self._dataset(call.args["input_fn"])
        return getattr(estimators, method)(call, variable, dataset)
