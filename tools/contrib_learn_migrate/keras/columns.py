"""Feature columns, as layers on the inputs of their names.

A column knows its name and its key as TF 1.15 made them, for the names of weights and the order of
columns, and what it is in Keras, given a `Place`.
"""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contrib_learn_migrate.keras.columns_static import Given, Interpreter, Symbol
from contrib_learn_migrate.keras.render import Renderer
from contrib_learn_migrate.keras.rules import MODEL, Obstacle, call_text

_INTEGERS = ("tf.int8", "tf.int16", "tf.int32", "tf.int64", "tf.uint8")


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
    """

    node: ast.AST
    renderer: Renderer
    interpreter: Interpreter
    features: str
    flat: bool = False
    variables: dict[str, str] | None = None
    linear: str = "linear"

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

    def layer(self, helper: str, layer: str, /, *args: str | None, **kwargs: str | None) -> str:
        """Returns the text of a layer that is one of the helpers."""
        self.renderer.helpers.add(helper)
        return call_text(layer, *args, **kwargs)


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
        dimension = _shown(self.dimension)
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
        return f"{_dense_weights(self, place, units)}({self.dense(place)})"


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
class Bucketized(Column):
    """``bucketized_column``."""

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
        """Returns how many buckets a number can fall into."""
        if self.boundaries.is_known:
            return str(len(self.boundaries.value) + 1)
        return f"len({text(self.boundaries, place, self)}) + 1"

    def ids(self, place: Place) -> str:
        """Returns the buckets, [batch, dimension]."""
        boundaries = self.boundaries
        if boundaries.is_known and len(set(boundaries.value)) != len(boundaries.value):
            raise self.obstacle("it has a boundary twice")
        layer = call_text("keras.layers.Discretization", text(boundaries, place, self))
        return place.variable(self.name, f"{layer}({self.source.dense(place)})")

    def weights(self, place: Place) -> str | None:
        """Returns the weights of buckets."""
        return None

    def dense(self, place: Place) -> str:
        one_hot = call_text("keras.ops.one_hot", self.ids(place), self.buckets(place))
        return f"keras.layers.Flatten()({one_hot})"

    def linear(self, place: Place, units: str) -> str:
        if self.source.dimension.value == 1:
            return _bag_of_zeros(self, "sum", place, units)
        return f"{_dense_weights(self, place, units)}({self.dense(place)})"

    def crossed(self, place: Place) -> str:
        """Returns what of it enters a cross."""
        if self.source.dimension.value != 1:
            raise self.obstacle("it has several numbers, and is crossed")
        return self.ids(place)


@dataclass(frozen=True, eq=False, repr=False)
class Sparse(Column):
    """``sparse_column_with_…``.

    Attributes:
      kind: ``Hashed``, ``Keys``, ``Vocabulary`` or ``Integerized``.
      size: how many ids there are; of keys, the keys themselves.
      vocabulary_file: of ``Vocabulary``.
    """

    looks_up = True
    feature: str
    kind: str
    size: Given
    combiner: str = "sum"
    dtype: str = "tf.string"
    vocabulary_file: Given | None = None

    def __repr__(self) -> str:
        is_integerized, bucket_size, lookup = False, "None", "None"
        if self.kind in ("Hashed", "Integerized"):
            is_integerized, bucket_size = self.kind == "Integerized", _shown(self.size)
        else:
            file = repr(self.vocabulary_file.value) if self.vocabulary_file else "None"
            keys, size = "None", _shown(self.size)
            if self.kind == "Keys" and self.size.is_known:
                keys, size = repr(tuple(self.size.value)), str(len(self.size.value))
            lookup = (
                f"_SparseIdLookupConfig(vocabulary_file={file}, keys={keys}, num_oov_buckets=0, "
                f"vocab_size={size}, default_value=-1)"
            )
        return (
            f"_SparseColumn{self.kind}(column_name={self.feature!r}, "
            f"is_integerized={is_integerized}, bucket_size={bucket_size}, lookup_config={lookup}, "
            f"combiner={self.combiner!r}, dtype={self.dtype})"
        )

    @property
    def name(self) -> str:
        return self.feature

    @property
    def is_integer(self) -> bool:
        """Whether its features are integers, and no strings."""
        return self.dtype in _INTEGERS

    def features(self, place: Place) -> list[Feature]:
        return [Feature(self.feature, "None", "int64" if self.is_integer else "string")]

    def buckets(self, place: Place) -> str:
        """Returns how many ids there are."""
        if self.kind != "Keys":
            return text(self.size, place, self)
        if self.size.is_known:
            return str(len(self.size.value))
        return f"len({text(self.size, place, self)})"

    def ids(self, place: Place) -> str:
        """Returns the ids, [batch, n], with -1 for none."""
        return place.variable(self.name, self._ids(place))

    def _ids(self, place: Place) -> str:
        value, size = place.feature(self.feature), self.size
        if self.kind == "Integerized":
            return f"keras.ops.where({value} < 0, {value}, {value} % {self.buckets(place)})"
        if self.kind == "Hashed":
            buckets = f"{self.buckets(place)} + 1"
            if isinstance(size.value, int) and isinstance(size.node, ast.Constant):
                buckets = str(size.value + 1)
            nothing = "-1" if self.is_integer else "''"
            return f"{call_text('keras.layers.Hashing', buckets, mask_value=nothing)}({value}) - 1"
        if self.kind == "Keys":
            lookup = "IntegerLookup" if self.is_integer else "StringLookup"
            vocabulary = text(size, place, self)
        else:
            if self.is_integer:
                raise self.obstacle("its vocabulary file is of integers")
            lookup, vocabulary = "StringLookup", text(self.vocabulary_file, place, self)
        return f"{call_text(f'keras.layers.{lookup}', vocabulary=vocabulary)}({value}) - 1"

    def weights(self, place: Place) -> str | None:
        """Returns the weights of ids."""
        return None

    def crossed(self, place: Place) -> str:
        """Returns what of it enters a cross: the feature itself."""
        return place.feature(self.feature)

    def linear(self, place: Place, units: str) -> str:
        return _bag_of_zeros(self, self.combiner, place, units)


@dataclass(frozen=True, eq=False, repr=False)
class Weighted(Column):
    """``weighted_sparse_column``."""

    looks_up = True
    source: Sparse
    weight: str
    dtype: str = "tf.float32"

    def __repr__(self) -> str:
        return (
            f"_WeightedSparseColumn(sparse_id_column={self.source!r}, "
            f"weight_column_name={self.weight!r}, dtype={self.dtype})"
        )

    @property
    def name(self) -> str:
        return f"{self.source.name}_weighted_by_{self.weight}"

    def features(self, place: Place) -> list[Feature]:
        return [*self.source.features(place), Feature(self.weight, "None")]

    def buckets(self, place: Place) -> str:
        """Returns how many ids there are."""
        return self.source.buckets(place)

    def ids(self, place: Place) -> str:
        """Returns the ids, with -1 for none."""
        return self.source.ids(place)

    def weights(self, place: Place) -> str | None:
        """Returns the weights of ids."""
        return place.feature(self.weight)

    def linear(self, place: Place, units: str) -> str:
        return _bag_of_zeros(self, self.source.combiner, place, units)


@dataclass(frozen=True, eq=False, repr=False)
class Crossed(Column):
    """``crossed_column`` without a hash_key."""

    looks_up = True
    columns: tuple[Column, ...]
    size: Given
    combiner: str = "sum"

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.columns))
        return (
            f"_CrossedColumn(columns=({shown}), hash_bucket_size={_shown(self.size)}, "
            f"hash_key=None, combiner={self.combiner!r}, ckpt_to_load_from=None, "
            "tensor_name_in_ckpt=None)"
        )

    @property
    def name(self) -> str:
        return "_X_".join(sorted(column.name for column in self.columns))

    def features(self, place: Place) -> list[Feature]:
        return [feature for column in self.columns for feature in column.features(place)]

    def buckets(self, place: Place) -> str:
        """Returns how many ids there are."""
        return text(self.size, place, self)

    def ids(self, place: Place) -> str:
        """Returns the ids, with -1 for none."""
        return place.variable(self.name, self._ids(place))

    def _ids(self, place: Place) -> str:
        leaves = ", ".join(leaf.crossed(place) for leaf in self._leaves())
        return f"{place.layer('cross', 'Cross', self.buckets(place))}([{leaves}])"

    def weights(self, place: Place) -> str | None:
        """Returns the weights of ids."""
        return None

    def linear(self, place: Place, units: str) -> str:
        return _bag_of_zeros(self, self.combiner, place, units)

    def _leaves(self) -> list[Any]:
        leaves = []
        for column in self.columns:
            leaves += column._leaves() if isinstance(column, Crossed) else [column]
        return leaves


@dataclass(frozen=True, eq=False, repr=False)
class OneHot(Column):
    """``one_hot_column``."""

    source: Sparse | Weighted | Crossed

    def __repr__(self) -> str:
        return f"_OneHotColumn(sparse_id_column={self.source!r})"

    @property
    def name(self) -> str:
        return f"{self.source.name}_one_hot"

    def features(self, place: Place) -> list[Feature]:
        return self.source.features(place)

    def dense(self, place: Place) -> str:
        if self.source.weights(place):
            raise self.obstacle("it is one-hot with weights")
        one_hot = call_text("keras.ops.one_hot", self.source.ids(place), self.source.buckets(place))
        return f"keras.ops.sum({one_hot}, axis=1)"


@dataclass(frozen=True, eq=False, repr=False)
class Embedding(Column):
    """``embedding_column``."""

    looks_up = True
    source: Sparse | Weighted | Crossed
    dimension: Given
    combiner: str = "mean"
    initializer: Given | None = None
    max_norm: Given | None = None
    trainable: bool = True

    @property
    def key(self) -> str:
        return (
            f"_EmbeddingColumn(sparse_id_column={self.source!r}, "
            f"dimension={_shown(self.dimension)}, combiner={self.combiner}, "
            "ckpt_to_load_from=None, tensor_name_in_ckpt=None, shared_embedding_name=None, "
            f"shared_vocab_size=None, max_norm={self.max_norm and _shown(self.max_norm)}, "
            f"trainable={self.trainable})"
        )

    @property
    def name(self) -> str:
        return f"{self.source.name}_embedding"

    def features(self, place: Place) -> list[Feature]:
        return self.source.features(place)

    def dense(self, place: Place) -> str:
        bag = place.layer(
            "embedding_bag",
            "EmbeddingBag",
            self.source.buckets(place),
            text(self.dimension, place, self),
            combiner=None if self.combiner == "mean" else repr(self.combiner),
            initializer=self.initializer and place.renderer.text(self.initializer.node),
            max_norm=self.max_norm and text(self.max_norm, place, self),
            trainable=None if self.trainable else "False",
            name=repr(self.name),
        )
        return call_text(bag, self.source.ids(place), self.source.weights(place))


def sorted_columns(columns: Any, node: ast.AST) -> list[Column]:
    """Returns columns in the order in which TF 1.15 put them side by side.

    Raises:
      Obstacle: they are not all known, or two of them are the same, or their order is not known.
    """
    if isinstance(columns, Column):
        columns = [columns]
    if not isinstance(columns, Iterable) or isinstance(columns, str):
        raise Obstacle(node, "feature columns", "it is not known which columns there are")
    columns = list(columns)
    unknown = next((c for c in columns if not isinstance(c, Column)), None)
    if unknown is not None or not columns:
        raise Obstacle(node, "feature columns", "it is not known which columns there are")
    columns = sorted({id(c): c for c in columns}.values(), key=lambda column: column.key)
    for one, other in zip(columns, columns[1:], strict=False):
        if one.key.partition("?")[0] == other.key.partition("?")[0]:
            raise other.obstacle("there is another one like it")
    return columns


def input_layer(columns: list[Column], place: Place) -> str:
    """Returns the input layer of sorted columns."""
    parts = [column.dense(place) for column in columns]
    if len(parts) == 1:
        return parts[0]
    return f"keras.layers.Concatenate()({place.list('columns', parts)})"


def weighted_sum(columns: list[Column], place: Place, units: str) -> str:
    """Returns the linear model of sorted columns."""
    parts = [column.linear(place, units) for column in columns]
    if len(parts) == 1:
        total = parts[0]
    else:
        total = f"keras.layers.Add()({place.list('linear_columns', parts)})"
    return f"{place.layer('bias', 'Bias', name=repr(place.linear))}({total})"


def joint_sum(columns: list[Column], place: Place, units: str) -> str:
    """Returns the linear model of columns that share one variable."""
    if len(columns) > 1:
        raise columns[1].obstacle("it shares one variable with others")
    (column,) = columns
    is_bucketized = isinstance(column, Bucketized)
    if not hasattr(column, "ids") or is_bucketized and column.source.dimension.value != 1:
        raise column.obstacle("TF 1.15 has it in no variable that columns share")
    bag = _bag_of_zeros(column, "sum", place, units, "linear_weights")
    return f"{place.layer('bias', 'Bias', name=repr(place.linear))}({bag})"


def check_rows(optimizer: str, columns: list[Column], is_linear: bool, node: ast.AST) -> None:
    """Raises an Obstacle if an optimizer moves rows of weights that a batch has no ids of.

    TF 1.15's left them as they were. Keras's Ftrl does so if they began at zero.

    Args:
      optimizer: the text of Keras's.
      columns: what it trains the weights of.
      is_linear: whether they are in a weighted sum, which also looks buckets up.
      node: what to name in the Obstacle.
    """
    looked_up = [c for c in columns if c.looks_up or is_linear and isinstance(c, Bucketized)]
    kind, _, arguments = optimizer.removeprefix("keras.optimizers.").partition("(")
    leaves_rows = (
        kind in ("Adagrad", "Adam")
        or (kind == "SGD" and "momentum" not in arguments)
        or (kind == "Ftrl" and is_linear and "l2_shrinkage" not in arguments)
    )
    if looked_up and not leaves_rows:
        raise Obstacle(
            node, kind, f"it moves rows of {looked_up[0].name!r} that a batch has no ids of"
        )


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
    raise column.obstacle(f"{ast.unparse(given.node)} is not known where the model is built")


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


def _dense_weights(column: Column, place: Place, units: str) -> str:
    return call_text(
        "keras.layers.Dense",
        units,
        use_bias="False",
        kernel_initializer="'zeros'",
        name=repr(f"{place.linear}_{column.name}"),
    )


def _bag_of_zeros(
    column: Any, combiner: str, place: Place, units: str, name: str | None = None
) -> str:
    bag = place.layer(
        "embedding_bag",
        "EmbeddingBag",
        column.buckets(place),
        units,
        repr(combiner),
        "'zeros'",
        name=repr(f"{place.linear}_{name or column.name}"),
    )
    return call_text(bag, column.ids(place), column.weights(place))


def _shown(given: Given) -> str:
    """Returns a value as it stands in a column's key; a question mark if it is not known."""
    return repr(given.value) if given.is_known else "?"


def _quoted_dtype(dtype: str) -> str:
    return f"<dtype: {dtype.removeprefix('tf.')!r}>"
