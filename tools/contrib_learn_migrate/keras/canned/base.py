"""What the constructions of all canned estimators have in common."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import dataclass

from contrib_learn_migrate.keras import heads
from contrib_learn_migrate.keras.columns.base import Column, Feature, Place
from contrib_learn_migrate.keras.columns.known import Unknown
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.model_fns import ends
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL, Call, Obstacle, call_text, dict_text

LEARN = "tf.contrib.learn."
# Variables of the functions that build models; columns have others.
_TAKEN = dict.fromkeys(("features", "net", "i", "units", "deep", "linear", "logits", "model"), "")


@dataclass(frozen=True)
class CannedModel:
    """What the construction of a canned estimator has become.

    Attributes:
      build: the text of the function that builds the model; it makes its own inputs, so that no
        dataset need be known.
      predictor: the text of the function that makes the model of the predictions.
      prepared: the text of ``prepared``, through which datasets are mapped; None for none.
      head: what its head stands for.
      made: the expression that takes the construction's place, such as ``build_model(units)``.
      call: the construction, bound; its config and model_dir are not looked at here.
      feature_engineering_fn: what is done to each batch of the dataset before; None for nothing.
      counts: what each step of training adds to the global step.
    """

    build: str
    predictor: str
    prepared: str | None
    head: Head
    made: str
    call: Call
    feature_engineering_fn: ast.expr | None = None
    counts: int = 1


class Canned(Renderer):
    """Renders the arguments of a construction for the function that builds the model.

    Args:
      node: the construction.
      program: the renderer of the program.
      name: of the function that builds the model.
      takes: the constructor's parameters.
    """

    where = MODEL

    def __init__(
        self, node: ast.Call, program: Renderer, name: str, takes: tuple[str, ...]
    ) -> None:
        super().__init__(program.file, program)
        self._node, self._name, self._program = node, name, program
        symbol = program.symbol(node)
        self._kind = symbol.removeprefix(LEARN)
        self._call = self.bound(node, symbol, takes)
        self._interpreter = program.columns.interpreter
        self._parameters: dict[str, ast.expr | None] = {}  # What is no variable of the same name.
        self._step = step_of(program)
        self._columns: list[Column] = []
        self._counts = 1

    def model(self) -> CannedModel:
        """Returns what the construction has become."""
        call, step = self._call, self._step
        head = self._head()
        place = Place(
            self._node,
            self,
            self._interpreter,
            "features",
            variables=dict(_TAKEN),
            parameter=self._parameter,
        )
        lines = self._lines(place, head)
        body = "".join(f"{step}{line}\n" for line in [*self._before(place), *lines])
        parameters = ", ".join(self._parameters)
        given = [
            self._program.text(node) if node else name for name, node in self._parameters.items()
        ]
        self.require("import keras")
        return CannedModel(
            f"def {self._name}({parameters}):\n{body}",
            ends.predictor_of_head(head, step),
            heads.prepared(head, step),
            head,
            f"{self._name}({', '.join(given)})",
            call,
            call.args["feature_engineering_fn"] if call.has("feature_engineering_fn") else None,
            self._counts,
        )

    @abstractmethod
    def _head(self) -> Head:
        """Returns what the model ends in."""

    @abstractmethod
    def _lines(self, place: Place, head: Head) -> list[str]:
        """Returns the statements behind the inputs, to the return of the model."""

    def _ending(self, head: Head, optimizer: str) -> list[str]:
        """Returns the statements that make, compile and return a model of ``logits``."""
        logits = Call(self._node, "head", {"logits": ast.Name("logits")}, self)
        return ends.model_of_head(head, logits, "features", optimizer)

    def rewritten(self, node: ast.AST) -> str | None:
        match node:
            case ast.Name(id="self"):
                raise Obstacle(node, "self", "the model does not see it")
            case ast.Name(id=name) if name in self._interpreter.locals(self._node):
                if id(node) not in self.references:
                    self._parameters[name] = None
        return super().rewritten(node)

    def _parameter(self, name: str, argument: ast.expr) -> None:
        if self._parameters.setdefault(name, argument) is not argument:
            raise Obstacle(argument, name, "it stands for another thing in the model")

    def value_of(self, node: ast.expr) -> ast.expr:
        """Returns the expression that a variable has its value from, where it is known."""
        if isinstance(node, ast.Name):
            value = self._interpreter.value(node)
            if isinstance(value, Unknown) and isinstance(value.node, ast.expr):
                return value.node
        return node

    def function(self, node: ast.Name) -> ast.AST:
        return self._program.function(node)

    def _columns_of(self, name: str) -> list[Column]:
        node = self._call.args.get(name)
        if node is None:
            raise self._call.obstacle(f"{name} is not given")
        columns = self._program.columns.values(node)
        self._columns += columns
        return columns

    def _before(self, place: Place) -> list[str]:
        """Returns the statements that make the inputs of all columns, and what is made of them."""
        made = [f"{name} = {text}" for name, text in place.variables.items() if text]
        return [f"features = {self._inputs(place)}", *made]

    def _inputs(self, place: Place) -> str:
        features: dict[str, Feature] = {}
        for column in self._columns:
            for feature in column.features(place):
                if features.setdefault(feature.name, feature) != feature:
                    raise column.obstacle("its feature is another column's, of another kind")
        if list(features) == [""]:
            return self._input(features[""])
        if "" in features:
            raise self._call.obstacle("it has a column without a name among others")
        return dict_text({name: self._input(feature) for name, feature in features.items()})

    def _input(self, feature: Feature) -> str:
        """Returns the text of an input."""
        return call_text(
            "keras.Input",
            f"[{feature.size}]",
            dtype=None if feature.dtype == "float32" else repr(feature.dtype),
            name=repr(feature.name) if feature.name and "/" not in feature.name else None,
        )


def step_of(program: Renderer) -> str:
    """Returns one level of the program's own indentation."""
    for node in ast.walk(program.file.tree):
        if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.With):
            inner, outer = program.indent(node.body[0]), program.indent(node)
            if inner != outer:
                return inner.removeprefix(outer)
    return "    "
