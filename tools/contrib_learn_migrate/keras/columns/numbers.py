"""Columns of numbers."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras.columns.base import Column, Feature, Place, shown, text
from contrib_learn_migrate.keras.columns.ids import Ids
from contrib_learn_migrate.keras.columns.known import Given
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL, call_text


@dataclass(frozen=True, eq=False, repr=False)
class Real(Column):
    """``real_valued_column``."""

    feature: str
    dimension: Given
    default_value: tuple | None = None
    dtype: str = "tf.float32"
    normalizer: Given | None = None

    def __repr__(self) -> str:
        return f"{self._start}, normalizer={self.normalizer and '?'})"

    @property
    def _start(self) -> str:
        dimension = shown(self.dimension)
        return (
            f"_RealValuedColumn(column_name={self.feature!r}, dimension={dimension}, "
            f"default_value={self.default_value}, dtype={self.dtype}"
        )

    @property
    def name(self) -> str:
        return self.feature

    @property
    def key(self) -> str:
        start = self._start.replace(repr(self.feature), self.feature, 1)
        return f"{start.replace(self.dtype, _quoted_dtype(self.dtype))})"

    def features(self, place: Place) -> list[Feature]:
        default = None if self.default_value is None else repr(list(self.default_value))
        return [Feature(self.feature, text(self.dimension, place, self), default=default)]

    def dense(self, place: Place) -> str:
        value = place.feature(self.feature)
        if place.flat:
            value = f"keras.layers.Reshape([{text(self.dimension, place, self)}])({value})"
        if self.normalizer is None:
            return value
        return _normalized(self, value, place)

    def linear(self, place: Place, units: str) -> str:
        return dense_sum(self, place, units)


@dataclass(frozen=True, eq=False, repr=False)
class Inferred(Real):
    """``infer_real_valued_columns_from_input``: the numbers of the rows of a matrix.

    Its dimension is the matrix.
    """

    def features(self, place: Place) -> list[Feature]:
        return [Feature("", f"{text(self.dimension, place, self)}.shape[1]")]

    def dense(self, place: Place) -> str:
        return place.features


@dataclass(frozen=True, eq=False, repr=False)
class Bucketized(Ids):
    """``bucketized_column``: an id for each number of an example."""

    looks_up = False
    source: Real
    boundaries: Given

    def __repr__(self) -> str:
        values = self.boundaries.value
        shown = tuple(dict.fromkeys(values)) if self.boundaries.is_known else "?"
        return f"_BucketizedColumn(source_column={self.source!r}, boundaries={shown})"

    @property
    def name(self) -> str:
        return f"{self.source.name}_bucketized"

    def features(self, place: Place) -> list[Feature]:
        return self.source.features(place)

    def buckets(self, place: Place) -> str:
        if self.boundaries.is_known:
            return str(len(self.boundaries.value) + 1)
        return f"len({text(self.boundaries, place, self)}) + 1"

    def ids(self, place: Place) -> str:
        boundaries = self.boundaries
        if boundaries.is_known and len(set(boundaries.value)) != len(boundaries.value):
            raise self.obstacle("it has a boundary twice")
        layer = call_text("keras.layers.Discretization", text(boundaries, place, self))
        return place.variable(self.name, f"{layer}({self.source.dense(place)})")

    def dense(self, place: Place) -> str:
        one_hot = call_text("keras.ops.one_hot", self.ids(place), self.buckets(place))
        return f"keras.layers.Flatten()({one_hot})"

    def linear(self, place: Place, units: str) -> str:
        if self.source.dimension.value == 1:
            return super().linear(place, units)
        return dense_sum(self, place, units)

    def crossed(self, place: Place) -> str:
        if self.source.dimension.value != 1:
            raise self.obstacle("it has several numbers, and is crossed")
        return super().crossed(place)


def dense_sum(column: Column, place: Place, units: str) -> str:
    """Returns a weighted sum of what a column is in an input layer."""
    dense = call_text(
        "keras.layers.Dense",
        units,
        use_bias="False",
        kernel_initializer="'zeros'",
        name=repr(f"{place.linear}_{column.name}"),
    )
    return f"{dense}({column.dense(place)})"


class _Inlined(Renderer):
    """The body of a function of one parameter, with an expression in the parameter's place."""

    where = MODEL

    def __init__(self, parent: Renderer, parameter: str, argument: str) -> None:
        super().__init__(parent.file, parent)
        self._parameter, self._argument = parameter, argument

    def rewritten(self, node: ast.AST) -> str | None:
        if isinstance(node, ast.Name) and node.id == self._parameter:
            return self._argument
        return super().rewritten(node)

    def value_of(self, node: ast.expr) -> ast.expr:
        return self._parent.value_of(node)

    def function(self, node: ast.Name) -> ast.AST:
        return self._parent.function(node)


def _normalized(column: Real, value: str, place: Place) -> str:
    """Returns what a normalizer makes of a feature."""
    node = getattr(column.normalizer.value, "node", None)
    match node:
        case ast.Lambda(args=ast.arguments(args=[parameter], defaults=[]), body=body):
            pass
        case ast.FunctionDef(
            args=ast.arguments(args=[parameter], defaults=[]), body=[ast.Return(value=body)]
        ):
            pass
        case _:
            raise column.obstacle("its normalizer is no function of one expression")
    if not place.sees(body, besides=parameter.arg):
        raise column.obstacle("its normalizer takes variables that the model does not see")
    return _Inlined(place.renderer, parameter.arg, value).text(body)


def _quoted_dtype(dtype: str) -> str:
    return f"<dtype: {dtype.removeprefix('tf.')!r}>"
