"""Columns that are made of columns of ids: crosses, one-hot rows and embeddings."""

from __future__ import annotations

from dataclasses import dataclass

from contrib_learn_migrate.keras.columns.base import Column, Feature, Place, shown, text
from contrib_learn_migrate.keras.columns.ids import Ids
from contrib_learn_migrate.keras.columns.known import Given
from contrib_learn_migrate.keras.rules import call_text


@dataclass(frozen=True, eq=False, repr=False)
class Crossed(Ids):
    """``crossed_column`` without a hash_key."""

    columns: tuple[Column, ...]
    size: Given
    combiner: str = "sum"

    def __repr__(self) -> str:
        shown_columns = ", ".join(map(repr, self.columns))
        return (
            f"_CrossedColumn(columns=({shown_columns}), hash_bucket_size={shown(self.size)}, "
            f"hash_key=None, combiner={self.combiner!r}, ckpt_to_load_from=None, "
            "tensor_name_in_ckpt=None)"
        )

    @property
    def name(self) -> str:
        return "_X_".join(sorted(column.name for column in self.columns))

    def features(self, place: Place) -> list[Feature]:
        return [feature for column in self.columns for feature in column.features(place)]

    def buckets(self, place: Place) -> str:
        return text(self.size, place, self)

    def leaves(self) -> list[Column]:
        """Returns the columns that it crosses, those of crosses in it too."""
        parts = [c.leaves() if isinstance(c, Crossed) else [c] for c in self.columns]
        return [leaf for part in parts for leaf in part]

    def ids(self, place: Place) -> str:
        leaves = ", ".join(leaf.crossed(place) for leaf in self.leaves())
        cross = place.helper("cross", "Cross", self.buckets(place))
        return place.variable(self.name, f"{cross}([{leaves}])")


@dataclass(frozen=True, eq=False, repr=False)
class OneHot(Column):
    """``one_hot_column``."""

    source: Ids

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


@dataclass(frozen=True)
class Shared:
    """What embeddings share.

    Attributes:
      name: of their weights.
      source: one of the columns that are embedded; its buckets are those of the weights.
    """

    name: str
    source: Ids


@dataclass(frozen=True, eq=False, repr=False)
class Embedding(Column):
    """``embedding_column``, or one of ``shared_embedding_columns``."""

    looks_up = True
    source: Ids
    dimension: Given
    combiner: str = "mean"
    initializer: Given | None = None
    max_norm: Given | None = None
    trainable: bool = True
    shared: Shared | None = None

    @property
    def key(self) -> str:
        name, size = None, None
        if self.shared:
            name, size = self.shared.name, self.shared.source.length
        return (
            f"_EmbeddingColumn(sparse_id_column={self.source!r}, "
            f"dimension={shown(self.dimension)}, combiner={self.combiner}, "
            f"ckpt_to_load_from=None, tensor_name_in_ckpt=None, shared_embedding_name={name}, "
            f"shared_vocab_size={size}, max_norm={self.max_norm and shown(self.max_norm)}, "
            f"trainable={self.trainable})"
        )

    @property
    def name(self) -> str:
        return f"{self.source.name}_{'shared_' if self.shared else ''}embedding"

    def features(self, place: Place) -> list[Feature]:
        return self.source.features(place)

    def dense(self, place: Place) -> str:
        bag = self._bag(place)
        if self.shared:
            if place.variables is None:
                raise self.obstacle("it is shared: assign the input layer to a variable")
            bag = place.variable(self.shared.name, bag)
        return call_text(bag, self.source.ids(place), self.source.weights(place))

    def _bag(self, place: Place) -> str:
        source = self.shared.source if self.shared else self.source
        return place.helper(
            "embedding_bag",
            "EmbeddingBag",
            source.buckets(place),
            text(self.dimension, place, self),
            combiner=None if self.combiner == "mean" else repr(self.combiner),
            initializer=self._initializer(place),
            max_norm=self.max_norm and text(self.max_norm, place, self),
            trainable=None if self.trainable else "False",
            name=repr(self.shared.name if self.shared else self.name),
        )

    def _initializer(self, place: Place) -> str | None:
        """Returns what the weights begin with; None for what an EmbeddingBag begins with."""
        return self.initializer and place.renderer.text(self.initializer.node)
