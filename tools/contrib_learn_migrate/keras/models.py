"""The models of a program: what model_fns and canned estimators have become, and their names."""

from __future__ import annotations

import ast
import itertools
import re
import textwrap
from dataclasses import dataclass, replace

from contrib_learn_migrate.keras import canned
from contrib_learn_migrate.keras.canned import kmeans
from contrib_learn_migrate.keras.estimators.survey import ESTIMATORS, KMEANS, Estimator
from contrib_learn_migrate.keras.model_fns import logistic, model_fns
from contrib_learn_migrate.keras.rules import Obstacle
from contrib_learn_migrate.keras.state import variables
from contrib_learn_migrate.keras.state.variable_names import Names, names_of

_CALL = "__call__"


@dataclass
class Model:
    """What a model_fn, or a canned estimator's construction, has become in the program.

    Attributes:
      built: its texts.
      build: the name of the function that builds it.
      predictor: the name of the function that makes the model of its predictions; empty if the
        model predicts them itself.
      prepared: the name of the function that its datasets are mapped through, or None.
      names: TF 1.15's names of its variables, where the program asks for them.
      variables: the name of the function that gives them by these names.
    """

    built: object
    build: str
    predictor: str
    prepared: str | None = None
    is_predictor_defined: bool = False
    names: Names | None = None
    variables: str = ""

    def predicting(self, model: str) -> str:
        """Returns the model of the predictions of a model, by its text."""
        return f"{self.predictor}({model})" if self.predictor else model


class Models:
    """What builds models in a program.

    Attributes:
      all: the models, by the id of the model_fn or of the canned estimator's construction.
      failed: the ids of the model_fns that have no Keras form that is certain.
      before: texts of functions that stand before a statement of the module, by its id.
      after: those that stand behind it.
    """

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self.all: dict[int, Model] = {}
        self._are_several = False
        self.failed: set[int] = set()
        self.before: dict[int, list[str]] = {}
        self.after: dict[int, list[str]] = {}
        self._texts: dict[str, str] = {}
        self._written: set[str] = set()

    @property
    def regularize(self) -> bool | None:
        """Whether all model_fns add up the losses of regularizers; None if they differ."""
        found = {getattr(model.built, "regularizes", None) for model in self.all.values()} - {None}
        return found.pop() if len(found) == 1 else None

    def build(self, made: Estimator) -> None:
        """Builds the model of an estimator.

        Raises:
          Obstacle: it has no Keras form that is certain.
        """
        self._are_several = self._are_several or len(self._program.survey.made) > 1
        if made.symbol == KMEANS:
            built = kmeans.model(made, self._program)
            self.all[id(made.call)] = made.model = Model(built, "", "")
            return
        if made.symbol not in ESTIMATORS:
            name = self._new_name(_snake(made.symbol.rpartition(".")[2]))
            built = canned.canned_model(made.call, self._program, name)
            self.all[id(made.call)] = made.model = Model(built, name, "build_predictor")
            return
        functions = self._model_fns(made)
        self._are_several = self._are_several or len(functions) > 1
        models = [self._built(function, made) for function in functions]
        if models and all(models):
            made.model = models[0]
            for other in models[1:]:
                if other.built.predictor != made.model.built.predictor:
                    raise Obstacle(made.call, "model_fn", "the models it may be are of two kinds")
                if other.built.prepared != made.model.built.prepared:
                    raise Obstacle(made.call, "model_fn", "the models it may be take other things")

    def _model_fns(self, made: Estimator) -> list[ast.FunctionDef]:
        given = self._program.construction(made)
        function = given.args.get("model_fn")
        if function is None:
            raise given.obstacle("it has no model_fn")
        origins = self._flow.origins(function)
        found = [self._called_method(origin) or origin for origin in origins]
        for origin in found:
            if not isinstance(origin, ast.FunctionDef):
                raise Obstacle(function, "model_fn", "it is no function of this program")
        return found

    def _called_method(self, node: ast.AST) -> ast.FunctionDef | None:
        """The method `__call__` of an object that a call of a class of the program makes."""
        classes = self._flow.origins(node.func) if isinstance(node, ast.Call) else []
        if len(classes) == 1 and isinstance(classes[0], ast.ClassDef):
            for member in classes[0].body:
                if isinstance(member, ast.FunctionDef) and member.name == _CALL:
                    return member
        return None

    def _built(self, function: ast.FunctionDef, made: Estimator) -> Model | None:
        if id(function) in self.all:
            return self.all[id(function)]
        if id(function) in self.failed:
            return None
        name = _CALL
        if function.name != _CALL:
            kind = re.sub("_?model(_fn)?$", "", function.name).strip("_")
            name = self._new_name(kind and f"{kind}_model")
        before = len(self._program.obstacles)
        metrics = logistic.metrics_of(made, self._program)
        try:
            built = model_fns.build_model(function, self._program, name, metrics)
        except Obstacle as obstacle:
            if len(self._program.obstacles) == before:  # Else this only follows from those.
                self._program.obstacles.append(obstacle)
        if len(self._program.obstacles) > before:
            self.failed.add(id(function))
            return None
        built = replace(built, build=self._with_other_names(built.build, made))
        model = self.all[id(function)] = Model(built, name, "build_predictor")
        return model

    def _names(self) -> set[str]:
        """The names of the program's own functions."""
        tree = self._program.file.tree
        return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def _new_name(self, kind: str) -> str:
        """Returns a name for what builds a model; one alone needs not tell of which kind it is."""
        names = {model.build for model in self.all.values()} | self._names()
        name = f"build_{kind}" if kind and self._are_several else "build_model"
        numbers = itertools.chain([""], map("_{}".format, itertools.count(2)))
        return next(name + number for number in numbers if name + number not in names)

    def define(self, made: Estimator) -> None:
        """Gives a model's functions their names and their place."""
        if made.symbol == KMEANS:
            return  # Its class is all that there is.
        model = made.model
        function = self._function_of(model)
        place = id(self._top(function or made.call))
        before = self.before.setdefault(place, [])
        after = self.after.setdefault(place, []) if function else before
        prepared = getattr(model.built, "prepared", None)
        if prepared and not model.prepared:
            model.prepared = self._named(prepared, "prepared", model)
            before.append(prepared.replace("def prepared(", f"def {model.prepared}("))
        if function is None:
            before.append(model.built.build)
        if self._predicts(made) and not model.is_predictor_defined:
            model.is_predictor_defined = True
            text = model.built.predictor
            model.predictor = text and self._named(text, "build_predictor", model)
            new = text.replace("def build_predictor(", f"def {model.predictor}(")
            if new and new not in self._written:
                self._written.add(new)
                after.append(new)
        for text in self._program.exports.texts(made):
            name = self._named(text, "export", model)
            self._program.exports.name(made, text, name)
            new = text.replace("def export(", f"def {name}(")
            if new not in self._written:
                self._written.add(new)
                after.append(new)

        if variables.are_listed(made, self._program) and not model.names:
            model.names = names_of(made, self._program)
            names = {n.id for n in ast.walk(self._program.file.tree) if isinstance(n, ast.Name)}
            name = "legacy_variables" if "variables" in names else "variables"
            step = re.search(r"\n(\s+)", textwrap.dedent(model.built.build))[1]
            text = model.names.function(name, step)
            model.variables = self._named(text, name, model)
            after.append(text.replace(f"def {name}(", f"def {model.variables}("))

    def _with_other_names(self, build: str, made: Estimator) -> str:
        """Gives layers that are named as features are other names: Keras wants each once."""
        taken = made.trained or made.read
        slot = taken[0][1] if taken else None
        keys = self._program.inputs.keys(slot) if slot is not None else None
        return re.sub(
            r"""\bname=(['"])(\w+)\1""",
            lambda name: name[0][:-1] + "_layer" + name[1] if name[2] in (keys or ()) else name[0],
            build,
        )

    def _named(self, text: str, name: str, model: Model) -> str:
        """Returns a name for a function, no other's; the same for the same text."""
        while self._texts.setdefault(name, text) != text or name in self._names():
            name = f"{name}_{model.build.removeprefix('build_')}"
        return name

    def _function_of(self, model: Model) -> ast.AST | None:
        for function in ast.walk(self._program.file.tree):
            if isinstance(function, ast.FunctionDef) and self.all.get(id(function)) is model:
                return function
        return None

    def _top(self, node: ast.AST) -> ast.stmt:
        """The statement of the module that a node is part of."""
        while not isinstance(self._flow.parent(node), ast.Module):
            node = self._flow.parent(node)
        return node

    def _predicts(self, made: Estimator) -> bool:
        if any(made in exporting.made for exporting in self._program.survey.exporting.values()):
            return True
        for use in self._program.survey.uses.values():
            if made in use.made:
                if use.method.startswith(("predict", "export")):
                    return True
        return self._program.given_metrics.measures(made)

    def of(self, node: ast.Name | ast.Attribute) -> Model | None:
        """Returns the model whose model_fn a name, or an attribute, is."""
        if isinstance(node, ast.Attribute):
            functions = self._flow.origins(node)
            if len(functions) == 1 and isinstance(functions[0], ast.FunctionDef):
                return self.all.get(id(functions[0]))
            return None
        bindings = self._flow.bindings(node)
        if len(bindings) == 1 and isinstance(bindings[0], ast.FunctionDef):
            return self.all.get(id(bindings[0]))
        return None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
