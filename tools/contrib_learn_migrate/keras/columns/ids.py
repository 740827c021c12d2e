"""Columns of strings and ids."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from contrib_learn_migrate.keras.columns.base import Column, Feature, Place, shown, text
from contrib_learn_migrate.keras.columns.known import Given
from contrib_learn_migrate.keras.rules import call_text

_INTEGERS = ("tf.int8", "tf.int16", "tf.int32", "tf.int64", "tf.uint8")


@dataclass(frozen=True, eq=False, repr=False)
class Ids(Column):
    """A column of which each example has some ids, with -1 for none."""

    looks_up = True
    combiner = "sum"

    @abstractmethod
    def buckets(self, place: Place) -> str:
        """Returns how many ids there are."""

    @abstractmethod
    def ids(self, place: Place) -> str:
        """Returns the ids, [batch, n]."""

    def weights(self, place: Place) -> str | None:
        """Returns the weights of the ids; None if they have none."""
        return None

    def crossed(self, place: Place) -> str:
        """Returns what of it enters a cross."""
        return self.ids(place)

    def linear(self, place: Place, units: str) -> str:
        return self.bag_of_zeros(place, units, self.combiner, self.name)

    def bag_of_zeros(self, place: Place, units: str, combiner: str, name: str) -> str:
        """Returns a weighted sum of the ids, whose weights begin at zero."""
        bag = place.helper(
            "embedding_bag",
            "EmbeddingBag",
            self.buckets(place),
            units,
            repr(combiner),
            "'zeros'",
            name=repr(f"{place.linear}_{name}"),
        )
        return call_text(bag, self.ids(place), self.weights(place))


@dataclass(frozen=True, eq=False, repr=False)
class Sparse(Ids):
    """``sparse_column_with_…``: a feature of strings or integers."""

    feature: str
    size: Given
    combiner: str = "sum"
    dtype: str = "tf.string"

    def __repr__(self) -> str:
        return (
            f"_SparseColumn{type(self).__name__}(column_name={self.feature!r}, {self._shown()}, "
            f"combiner={self.combiner!r}, dtype={self.dtype})"
        )

    def _shown(self) -> str:
        """Returns what TF 1.15 shows of the ids."""
        is_integerized = isinstance(self, Integerized)
        return (
            f"is_integerized={is_integerized}, bucket_size={shown(self.size)}, lookup_config=None"
        )

    @property
    def name(self) -> str:
        return self.feature

    @property
    def is_integer(self) -> bool:
        """Whether its features are integers, and no strings."""
        return self.dtype in _INTEGERS

    @property
    def length(self) -> str:
        """How many ids TF 1.15 shows that there are; a question mark if that is not known."""
        return shown(self.size)

    def features(self, place: Place) -> list[Feature]:
        return [Feature(self.feature, "None", "int64" if self.is_integer else "string")]

    def buckets(self, place: Place) -> str:
        return text(self.size, place, self)

    def ids(self, place: Place) -> str:
        return place.variable(self.name, self._ids(place))

    @abstractmethod
    def _ids(self, place: Place) -> str:
        """Returns the layers that make the ids."""

    def value(self, place: Place) -> str:
        """Returns the feature, [batch, n]."""
        return place.feature(self.feature)

    def crossed(self, place: Place) -> str:
        return self.value(place)


class Integerized(Sparse):
    """``sparse_column_with_integerized_feature``."""

    def _ids(self, place: Place) -> str:
        value = self.value(place)
        return f"keras.ops.where({value} < 0, {value}, {value} % {self.buckets(place)})"


class Hashed(Sparse):
    """``sparse_column_with_hash_bucket``."""

    def _ids(self, place: Place) -> str:
        buckets = f"{self.buckets(place)} + 1"
        if isinstance(self.size.value, int) and isinstance(self.size.node, ast.Constant):
            buckets = str(self.size.value + 1)
        nothing = "-1" if self.is_integer else "''"
        layer = call_text("keras.layers.Hashing", buckets, mask_value=nothing)
        return f"{layer}({self.value(place)}) - 1"


@dataclass(frozen=True, eq=False, repr=False)
class LookedUp(Sparse):
    """A column with a vocabulary.

    Attributes:
      others: how many buckets there are behind the vocabulary, for what is not in it.
      default: the id of what is not in it; None if it has none.
    """

    others: Given | None = None
    default: Given | None = None

    @property
    def length(self) -> str:
        others = self.others.value if self.others else 0
        if isinstance(self.words, int) and isinstance(others, int):
            return str(self.words + others)
        return "?"

    @property
    @abstractmethod
    def words(self) -> Any:
        """How many words the vocabulary has, if that is known."""

    def buckets(self, place: Place) -> str:
        words = self._words(place)
        return f"{words} + {text(self.others, place, self)}" if self.others else words

    def _ids(self, place: Place) -> str:
        value, vocabulary = self.value(place), self._vocabulary(place)
        special = self.others or self.default
        if special:
            if self.is_integer:
                raise self.obstacle("it has ids for integers that are not in its vocabulary")
            helper = "ids_of_words" if self.others else "ids_or_default"
            return place.helper(helper, helper, value, vocabulary, text(special, place, self))
        lookup = "IntegerLookup" if self.is_integer else "StringLookup"
        return f"{call_text(f'keras.layers.{lookup}', vocabulary=vocabulary)}({value}) - 1"

    def _shown(self) -> str:
        file = keys = None
        if isinstance(self, Vocabulary):
            file = shown(self.file)
        elif self.size.is_known:
            keys = tuple(self.size.value)
        words = self.words if isinstance(self.words, int) else "?"
        return (
            f"is_integerized=False, bucket_size=None, lookup_config=_SparseIdLookupConfig("
            f"vocabulary_file={file}, keys={keys}, "
            f"num_oov_buckets={shown(self.others) if self.others else 0}, vocab_size={words}, "
            f"default_value={shown(self.default) if self.default else -1})"
        )

    @abstractmethod
    def _words(self, place: Place) -> str:
        """Returns how many words the vocabulary has."""

    @abstractmethod
    def _vocabulary(self, place: Place) -> str:
        """Returns what Keras takes for the vocabulary."""


class Keys(LookedUp):
    """``sparse_column_with_keys``; its size are the keys themselves."""

    @property
    def words(self) -> Any:
        return len(self.size.value) if self.size.is_known else None

    def _words(self, place: Place) -> str:
        return str(self.words or f"len({self._vocabulary(place)})")

    def _vocabulary(self, place: Place) -> str:
        return text(self.size, place, self)


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary(LookedUp):
    """``sparse_column_with_vocabulary_file``."""

    file: Given | None = None

    @property
    def words(self) -> Any:
        return self.size.value

    def _words(self, place: Place) -> str:
        return text(self.size, place, self)

    def _vocabulary(self, place: Place) -> str:
        if self.is_integer:
            raise self.obstacle("its vocabulary file is of integers")
        return text(self.file, place, self)


@dataclass(frozen=True, eq=False, repr=False)
class Weighted(Ids):
    """``weighted_sparse_column``."""

    source: Ids
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

    @property
    def combiner(self) -> str:
        return self.source.combiner

    @property
    def length(self) -> str:
        return self.source.length

    def features(self, place: Place) -> list[Feature]:
        return [*self.source.features(place), Feature(self.weight, "None")]

    def buckets(self, place: Place) -> str:
        return self.source.buckets(place)

    def ids(self, place: Place) -> str:
        return self.source.ids(place)

    def weights(self, place: Place) -> str | None:
        return place.feature(self.weight)
