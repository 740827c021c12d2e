"""What every feature column is, and where it is put.

A column knows its name and its key as TF 1.15 made them, for the names of weights and the order of
columns, and what it is in Keras, given a `Place`.
"""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from contrib_learn_migrate.keras.columns.interpreter import Interpreter
from contrib_learn_migrate.keras.columns.known import Given, Symbol
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import Obstacle, call_text

_SPARSE = ("SparseFeature", "SparseTensor", "VarLenFeature", "example_spec", "string_split")


@dataclass(frozen=True)
class Place:
    """Where columns are put into a model.

    Attributes:
      node: the call that takes the columns.
      renderer: of the place; it returns the text of arguments.
      interpreter: of the program.
      features: the text of what features are taken from, by name or, by the name '', whole.
      flat: whether features may come as [batch] where a column takes [batch, 1].
      variables: the texts that may stand in variables, by name; None if there shall be none.
      linear: the scope of weighted sums.
      parameter: makes a parameter of the function that the place is in, by its name, which is
        given an expression; None if it can have no more.
    """

    node: ast.AST
    renderer: Renderer
    interpreter: Interpreter
    features: str
    flat: bool = False
    variables: dict[str, str] | None = None
    linear: str = "linear"
    parameter: Callable[[str, ast.expr], None] | None = None

    @property
    def has_sparse(self) -> bool:
        """Whether features of the program may have had no values for some examples."""
        references = self.renderer.references.values()
        return any(reference.name.endswith(_SPARSE) for reference in references)

    def feature(self, name: str) -> str:
        """Returns the text of a feature."""
        return f"{self.features}[{name!r}]" if name else self.features

    def variable(self, name: str, text: str) -> str:
        """Returns the variable that a text is put into, or the text where there are none."""
        if self.variables is None:
            return text
        name = re.sub(r"\W", "_", name)
        while self.variables.setdefault(name, text) != text or not name.isidentifier():
            name += "_"
        return name

    def list(self, name: str, parts: list[str]) -> str:
        """Returns the text of a list; in a variable of this name, if there are variables."""
        return self.variable(name, f"[{', '.join(parts)}]")

    def sees(self, node: ast.AST, besides: str = "") -> bool:
        """Tells whether the variables of an expression are the same ones at this place."""
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - {besides}
        return not names & self.interpreter.locals(node, but_of=self.node)

    def helper(self, helper: str, name: str, /, *args: str | None, **kwargs: str | None) -> str:
        """Returns the text of a call of one of the helpers, of this name in its module."""
        self.renderer.helpers.add(helper)
        return call_text(name, *args, **kwargs)


@dataclass(frozen=True)
class Feature:
    """An input that columns take.

    Attributes:
      name: of the feature; '' if it is all there is.
      size: the text of how many values there are an example, ``None`` for as many as there are.
      dtype: Keras's name of it.
      default: the text of what stands for it where an example has none of it.
    """

    name: str
    size: str
    dtype: str = "float32"
    default: str | None = None

    @property
    def spec(self) -> str:
        """What parses it out of tf.Examples."""
        dtype = f"tf.{self.dtype}"
        if self.size == "None":
            return f"tf.io.VarLenFeature({dtype})"
        return call_text("tf.io.FixedLenFeature", f"[{self.size}]", dtype, self.default)


@dataclass(frozen=True, eq=False)
class Column(ABC):
    """A feature column.

    Attributes:
      node: the call that made it.
    """

    node: ast.Call
    is_core = False  # Whether it is one of tf.feature_column.
    looks_up = False  # Whether its weights are rows, of which a batch has some.

    @property
    @abstractmethod
    def name(self) -> str:
        """What TF 1.15 named it."""

    @property
    def key(self) -> str:
        """What TF 1.15 sorted it by."""
        return repr(self)

    @abstractmethod
    def features(self, place: Place) -> list[Feature]:
        """Returns the features that it takes."""

    def specs(self, place: Place) -> dict[str, str]:
        """Returns what parses each of its features out of tf.Examples."""
        return {feature.name: feature.spec for feature in self.features(place)}

    def dense(self, place: Place) -> str:
        """Returns it as a part of an input layer."""
        raise self.obstacle("TF 1.15 has it in no input layer")

    def linear(self, place: Place, units: str) -> str:
        """Returns its part of a weighted sum."""
        raise self.obstacle("TF 1.15 has it in no linear model")

    def obstacle(self, reason: str) -> Obstacle:
        """Returns an Obstacle that names the column."""
        return Obstacle(self.node, f"the column {self.name!r}", reason)


@dataclass(frozen=True)
class Refused:
    """What is made instead of a column that is not moved: who takes it says why."""

    obstacle: Obstacle


def text(given: Given, place: Place, column: Column) -> str:
    """Returns an argument of a column as it is written in a model.

    Raises:
      Obstacle: it is made of variables that are not seen there.
    """
    if not hasattr(given.node, "lineno"):
        return repr(given.value)  # A default.
    if place.sees(given.node):
        return place.renderer.text(given.node)
    if given.is_known and not isinstance(given.value, Symbol):
        return repr(given.value)
    argument = getattr(given.value, "argument", None)
    if place.parameter and isinstance(given.node, ast.Name) and argument in ast.walk(place.node):
        name = given.node.id
        if place.variables and place.variables.setdefault(name, ""):
            raise column.obstacle(f"its {name} has the name of another column's variable")
        place.parameter(name, argument)
        return name
    raise column.obstacle(f"{ast.unparse(given.node)} is not known where the model is built")


def shown(given: Given) -> str:
    """Returns a value as it stands in a column's key; a question mark if it is not known."""
    return repr(given.value) if given.is_known else "?"
