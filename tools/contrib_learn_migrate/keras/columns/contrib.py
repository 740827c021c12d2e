"""The columns of tf.contrib.layers."""

from __future__ import annotations

from typing import Any

from contrib_learn_migrate.keras.columns.ids import (
    Hashed,
    Integerized,
    Keys,
    Sparse,
    Vocabulary,
    Weighted,
)
from contrib_learn_migrate.keras.columns.made_of_ids import Crossed, Embedding, OneHot, Shared
from contrib_learn_migrate.keras.columns.makers import Arguments, maker
from contrib_learn_migrate.keras.columns.numbers import Bucketized, Inferred, Real


@maker("real_valued_column", "column_name dimension default_value dtype normalizer")
def _real(args: Arguments) -> Real:
    dimension = args.get("dimension", 1)
    default = args.known("default_value")
    if default is not None and not isinstance(default, list):
        default = [default] * dimension.value
    dtype = args.known("dtype", "tf.float32")
    return Real(
        args.node,
        args.known("column_name"),
        dimension,
        None if default is None else tuple(default),
        dtype,
        args.get("normalizer"),
    )


@maker("infer_real_valued_columns_from_input", "x", space="tf.contrib.learn.")
def _inferred(args: Arguments) -> list[Inferred]:
    matrix = args.required("x")
    if isinstance(matrix.value, dict):
        raise args.call.obstacle("it is not known what its columns are")
    return [Inferred(args.node, "", matrix)]


@maker("bucketized_column", "source_column boundaries")
def _bucketized(args: Arguments) -> Bucketized:
    source = args.column("source_column", Real)
    return Bucketized(args.node, source, args.required("boundaries"))


@maker("sparse_column_with_hash_bucket", "column_name hash_bucket_size combiner dtype hash_keys")
def _hashed(args: Arguments) -> Hashed:
    args.call.refuse("hash_keys")
    return Hashed(*_of_sparse(args, "hash_bucket_size", "tf.string"))


@maker("sparse_column_with_integerized_feature", "column_name bucket_size combiner dtype")
def _integerized(args: Arguments) -> Integerized:
    return Integerized(*_of_sparse(args, "bucket_size", "tf.int64"))


@maker("sparse_column_with_keys", "column_name keys default_value combiner dtype")
def _keys(args: Arguments) -> Keys:
    return Keys(*_of_sparse(args, "keys", "tf.string"), *args.of_other_words())


@maker(
    "sparse_column_with_vocabulary_file",
    "column_name vocabulary_file num_oov_buckets vocab_size default_value combiner dtype",
)
def _vocabulary(args: Arguments) -> Vocabulary:
    file, own = args.required("vocabulary_file"), _of_sparse(args, "vocab_size", "tf.string")
    return Vocabulary(*own, *args.of_other_words(), file)


def _of_sparse(args: Arguments, size: str, dtype: str) -> tuple[Any, ...]:
    """Returns what all columns of ids have, in the order of their fields."""
    return (
        args.node,
        args.known("column_name"),
        args.required(size),
        args.known("combiner", "sum"),
        args.known("dtype", dtype),
    )


@maker("weighted_sparse_column", "sparse_id_column weight_column_name dtype")
def _weighted(args: Arguments) -> Weighted:
    source = args.column("sparse_id_column", Sparse)
    dtype = args.known("dtype", "tf.float32")
    return Weighted(args.node, source, args.known("weight_column_name"), dtype)


@maker(
    "crossed_column",
    "columns hash_bucket_size combiner ckpt_to_load_from tensor_name_in_ckpt hash_key",
)
def _crossed(args: Arguments) -> Crossed:
    args.call.refuse("ckpt_to_load_from", "tensor_name_in_ckpt", "hash_key")
    parts = args.columns("columns", Sparse, Bucketized, Crossed)
    parts = tuple(sorted(parts, key=lambda column: column.name))
    size = args.required("hash_bucket_size")
    return Crossed(args.node, parts, size, args.known("combiner", "sum"))


@maker("one_hot_column", "sparse_id_column")
def _one_hot(args: Arguments) -> OneHot:
    return OneHot(args.node, args.column("sparse_id_column", *_IDS))


@maker(
    "embedding_column",
    "sparse_id_column dimension combiner initializer ckpt_to_load_from tensor_name_in_ckpt "
    "max_norm trainable",
)
def _embedding(args: Arguments) -> Embedding:
    return Embedding(args.node, args.column("sparse_id_column", *_IDS), *args.of_embedding())


@maker(
    "shared_embedding_columns",
    "sparse_id_columns dimension combiner initializer shared_embedding_name ckpt_to_load_from "
    "tensor_name_in_ckpt max_norm trainable",
)
def _shared_embeddings(args: Arguments) -> list[Embedding]:
    sources = args.columns("sparse_id_columns", Sparse, Weighted)
    name = args.known("shared_embedding_name")
    if len(sources) == 1:
        if name:
            raise args.call.obstacle("it is shared under a name, though by one column only")
        return [Embedding(args.node, sources[0], *args.of_embedding())]
    in_order = sorted(sources, key=lambda source: (isinstance(source, Weighted), source.key))
    shared = Shared(name or _shared_name([source.name for source in in_order]), sources[0])
    return [Embedding(args.node, source, *args.of_embedding(), shared) for source in sources]


def _shared_name(names: list[str]) -> str:
    others = [f"plus_{len(names) - 3}_others"] if len(names) > 3 else []
    return "_".join([*names[:3], *others, "shared_embedding"])


@maker("scattered_embedding_column", "")
@maker("real_valued_var_len_column", "")
def _not_moved(args: Arguments) -> Any:
    raise args.call.obstacle("it is not moved yet")


_IDS = (Sparse, Weighted, Crossed)
