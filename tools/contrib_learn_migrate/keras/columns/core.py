"""The columns of tf.feature_column."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass, replace

from contrib_learn_migrate.keras.columns.base import Column, Feature, Place, text
from contrib_learn_migrate.keras.columns.ids import (
    Hashed,
    Ids,
    Keys,
    LookedUp,
    Sparse,
    Vocabulary,
    Weighted,
)
from contrib_learn_migrate.keras.columns.known import Given
from contrib_learn_migrate.keras.columns.made_of_ids import Embedding, OneHot, Shared
from contrib_learn_migrate.keras.columns.makers import Arguments, maker
from contrib_learn_migrate.keras.columns.numbers import Bucketized, Real, dense_sum
from contrib_learn_migrate.keras.rules import call_text

SPACE = "tf.feature_column."


class _Core(Column):
    """A column that TF 1.15 sorts by its name."""

    is_core = True

    @property
    def key(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False, repr=False)
class Numeric(_Core, Real):
    """``numeric_column``, whose numbers an input layer has in one row."""

    shape: str = ""

    def features(self, place: Place) -> list[Feature]:
        return [replace(feature, size=self.shape) for feature in super().features(place)]


class CoreBucketized(_Core, Bucketized):
    """``bucketized_column``."""


class _Categorical(_Core, Sparse):
    def value(self, place: Place) -> str:
        return _in_rows(self.feature, place)

    def crossed(self, place: Place) -> str:
        if isinstance(self, LookedUp) and not (self.others or self.default):
            raise self.obstacle("TF 1.15 crosses words that it does not know, too")
        return self.ids(place)


class CoreHashed(_Categorical, Hashed):
    """``categorical_column_with_hash_bucket``."""


class VocabularyList(_Categorical, Keys):
    """``categorical_column_with_vocabulary_list``."""


class VocabularyFile(_Categorical, Vocabulary):
    """``categorical_column_with_vocabulary_file``."""


@dataclass(frozen=True, eq=False, repr=False)
class Identity(_Categorical):
    """``categorical_column_with_identity``."""

    default: Given | None = None

    def _ids(self, place: Place) -> str:
        value = self.value(place)
        if self.default is None:
            return value
        is_id = f"({value} < {self.buckets(place)}) & ({value} >= -1)"
        return call_text("keras.ops.where", is_id, value, text(self.default, place, self))


class CoreWeighted(_Core, Weighted):
    """``weighted_categorical_column``."""

    def weights(self, place: Place) -> str:
        return _in_rows(self.weight, place)

    def crossed(self, place: Place) -> str:
        raise self.obstacle("TF 1.15 crosses no weighted columns")


@dataclass(frozen=True, eq=False, repr=False)
class CoreCrossed(_Core, Ids):
    """``crossed_column``.

    Attributes:
      parts: columns, and names of features, which are crossed as they are.
    """

    parts: tuple[Ids | str, ...]
    size: Given
    hash_key: Given | None = None

    @property
    def name(self) -> str:
        leaves = self.leaves()
        return "_X_".join(sorted(p if isinstance(p, str) else p.name for p in leaves))

    def features(self, place: Place) -> list[Feature]:
        features = []
        for part in self.leaves():
            if isinstance(part, str):
                features.append(Feature(part, "None", "string"))
            else:
                features += part.features(place)
        return features

    def buckets(self, place: Place) -> str:
        return text(self.size, place, self)

    def leaves(self) -> list[Ids | str]:
        """Returns what it crosses, and what crosses in it do."""
        parts = [p.leaves() if isinstance(p, CoreCrossed) else [p] for p in self.parts]
        return [leaf for part in parts for leaf in part]

    def ids(self, place: Place) -> str:
        leaves = self.leaves()
        texts = [self._crossed(leaf, place) for leaf in leaves]
        of_ids = [i for i, leaf in enumerate(leaves) if isinstance(leaf, Ids)]
        cross = place.helper(
            "hashed_cross",
            "HashedCross",
            self.buckets(place),
            ids=repr(of_ids) if of_ids else None,
            hash_key=self.hash_key and text(self.hash_key, place, self),
        )
        return place.variable(self.name, f"{cross}([{', '.join(texts)}])")

    def _crossed(self, leaf: Ids | str, place: Place) -> str:
        if isinstance(leaf, Ids):
            return leaf.crossed(place)
        if place.has_sparse:
            raise self.obstacle(f"it is not known whether all examples have {leaf!r}")
        return _in_rows(leaf, place)


class _Dense(_Core):
    """A column that a linear model takes as an input layer has it."""

    def linear(self, place: Place, units: str) -> str:
        return dense_sum(self, place, units)


class Indicator(_Dense, OneHot):
    """``indicator_column``."""

    @property
    def name(self) -> str:
        return f"{self.source.name}_indicator"


class CoreEmbedding(_Dense, Embedding):
    """``embedding_column``, or one of ``shared_embedding_columns``."""

    def _initializer(self, place: Place) -> str:
        """Without one, TF 1.15's depends on the dimension."""
        dimension = text(self.dimension, place, self)
        if not dimension.isidentifier() and not dimension.isdigit():
            dimension = f"({dimension})"
        default = f"keras.initializers.TruncatedNormal(stddev={dimension}**-0.5)"
        return super()._initializer(place) or default


def _in_rows(feature: str, place: Place) -> str:
    """Returns a feature of strings or integers, [batch, n]."""
    value = place.feature(feature)
    return f"keras.layers.Reshape([-1])({value})" if place.flat else value


@maker("numeric_column", "key shape default_value dtype normalizer_fn", SPACE)
def _numeric(args: Arguments) -> Numeric:
    shape = args.known("shape", 1)
    shape = [shape] if isinstance(shape, int) else list(shape)
    size = math.prod(shape)
    normalizer, default = args.get("normalizer_fn"), args.known("default_value")
    if len(shape) > 1 and normalizer:
        raise args.call.obstacle("its normalizer sees the shape that it has in an example")
    if default is not None and not isinstance(default, list | tuple):
        default = [default] * size
    if len(shape) > 1 and default is not None:
        raise args.call.obstacle("its default_value is of several dimensions")
    return Numeric(
        args.node,
        args.known("key"),
        Given(ast.Constant(size), size),
        None if default is None else tuple(default),
        args.known("dtype", "tf.float32"),
        normalizer,
        ", ".join(map(str, shape)),
    )


@maker("bucketized_column", "source_column boundaries", SPACE)
def _bucketized(args: Arguments) -> CoreBucketized:
    source = args.column("source_column", Numeric)
    return CoreBucketized(args.node, source, args.required("boundaries"))


@maker("categorical_column_with_hash_bucket", "key hash_bucket_size dtype", SPACE)
def _hashed(args: Arguments) -> CoreHashed:
    dtype = args.known("dtype", "tf.string")
    return CoreHashed(args.node, args.known("key"), args.required("hash_bucket_size"), dtype=dtype)


@maker(
    "categorical_column_with_vocabulary_list",
    "key vocabulary_list dtype default_value num_oov_buckets",
    SPACE,
)
def _vocabulary_list(args: Arguments) -> VocabularyList:
    words = args.required("vocabulary_list")
    dtype = args.known("dtype")
    if dtype is None:
        if not words.is_known:
            raise args.call.obstacle("it is not known whether it is of strings or integers")
        dtype = "tf.int64" if isinstance(words.value[0], int) else "tf.string"
    own = args.node, args.known("key"), words, "sum", dtype
    return VocabularyList(*own, *args.of_other_words())


@maker(
    "categorical_column_with_vocabulary_file",
    "key vocabulary_file vocabulary_size num_oov_buckets default_value dtype",
    SPACE,
)
def _vocabulary_file(args: Arguments) -> VocabularyFile:
    dtype, file = args.known("dtype", "tf.string"), args.required("vocabulary_file")
    own = args.node, args.known("key"), args.required("vocabulary_size"), "sum", dtype
    return VocabularyFile(*own, *args.of_other_words(), file)


@maker("categorical_column_with_identity", "key num_buckets default_value", SPACE)
def _identity(args: Arguments) -> Identity:
    size, default = args.required("num_buckets"), args.get("default_value")
    return Identity(args.node, args.known("key"), size, "sum", "tf.int64", default)


@maker("weighted_categorical_column", "categorical_column weight_feature_key dtype", SPACE)
def _weighted(args: Arguments) -> CoreWeighted:
    source = args.column("categorical_column", _Categorical)
    return CoreWeighted(args.node, source, args.known("weight_feature_key"))


@maker("crossed_column", "keys hash_bucket_size hash_key", SPACE)
def _crossed(args: Arguments) -> CoreCrossed:
    parts = args.columns("keys", _Categorical, CoreBucketized, CoreCrossed, str)
    if any(isinstance(part, CoreHashed) for part in parts):
        raise args.call.obstacle("TF 1.15 crosses no hashed columns: give it the key")
    size = args.required("hash_bucket_size")
    return CoreCrossed(args.node, tuple(parts), size, args.get("hash_key"))


@maker("indicator_column", "categorical_column", SPACE)
def _indicator(args: Arguments) -> Indicator:
    return Indicator(args.node, args.column("categorical_column", *_CATEGORICAL))


@maker(
    "embedding_column",
    "categorical_column dimension combiner initializer ckpt_to_load_from tensor_name_in_ckpt "
    "max_norm trainable",
    SPACE,
)
def _embedding(args: Arguments) -> CoreEmbedding:
    source = args.column("categorical_column", *_CATEGORICAL)
    return CoreEmbedding(args.node, source, *args.of_embedding())


@maker(
    "shared_embedding_columns",
    "categorical_columns dimension combiner initializer shared_embedding_collection_name "
    "ckpt_to_load_from tensor_name_in_ckpt max_norm trainable",
    SPACE,
)
def _shared_embeddings(args: Arguments) -> list[CoreEmbedding]:
    sources = args.columns("categorical_columns", *_CATEGORICAL)
    name = args.known("shared_embedding_collection_name")
    names = sorted(source.name for source in sources)
    shared = Shared(name or "_".join([*names, "shared_embedding"]), sources[0])
    return [CoreEmbedding(args.node, source, *args.of_embedding(), shared) for source in sources]


_CATEGORICAL = (_Categorical, CoreBucketized, CoreWeighted, CoreCrossed)
