"""Encoders of symbols."""

import layer_cases

FAMILY = layer_cases.Family()
add = FAMILY.add

_MEAN = "SparseSegmentMean adds up in another order since TF 2"
_LOOKUP = "the core's embedding_lookup_sparse, which the scope belongs to, has other ops since TF 2"
IDS = [[1, 2, 0], [4, 4, 1], [0, 0, 0]]


def ids(k):
    return k.tensor(IDS, "int64")


def sparse_ids(k):
    return k.sparse([[1, 2], [], [4]], "int64")


def bow(make=ids, **kwargs):
    return lambda k: k.layers.bow_encoder(make(k), 5, 3, **kwargs)


add("bow/ids", bow(), close=_MEAN, ops=_LOOKUP)
add("bow/sparse", bow(sparse_ids), close=_MEAN, ops=_LOOKUP)
add("bow/dense", bow(sparse_lookup=False))
add("bow/scope", bow(scope="mine", trainable=False), close=_MEAN, ops=_LOOKUP)
add(
    "bow/regularizer",
    lambda k: [
        k.layers.bow_encoder(
            ids(k), 5, 3, sparse_lookup=False, regularizer=k.layers.l2_regularizer(0.5)
        ),
        k.tf.losses.get_regularization_losses(),
    ],
    ops="get_variable calls a regularizer once more since TF 2",
)
add(
    "bow/reuse",
    lambda k: [
        k.layers.bow_encoder(ids(k), 5, 3, sparse_lookup=False, scope="b", reuse=reuse)
        for reuse in (None, True)
    ],
)


def embed(make=ids, **kwargs):
    return lambda k: k.layers.embed_sequence(make(k), 5, 3, **kwargs)


add("embed/ids", embed())
add("embed/int32", embed(lambda k: k.tensor(IDS, "int32")))
add("embed/unknown", embed(lambda k: k.tensor(IDS, "int64", static=[None, None])))
add("embed/unique", embed(unique=True))
add("embed/scope", embed(scope="mine", trainable=False))


def reused(k, **kwargs):
    first = k.layers.embed_sequence(ids(k), 5, 3, scope="e")
    return first, k.layers.embed_sequence(ids(k), scope="e", reuse=True, **kwargs)


add("embed/reuse", reused)
add("embed/reuse_with_sizes", lambda k: reused(k, vocab_size=5, embed_dim=3))
FAMILY.errors(
    "error",
    [
        lambda k: k.layers.bow_encoder(ids(k), 0, 3),
        lambda k: k.layers.bow_encoder(ids(k), 5, None),
        lambda k: k.layers.embed_sequence(ids(k), 5),
        lambda k: k.layers.embed_sequence(ids(k), embed_dim=5),
        lambda k: k.layers.embed_sequence(ids(k), scope="e", reuse=True),
    ],
)
