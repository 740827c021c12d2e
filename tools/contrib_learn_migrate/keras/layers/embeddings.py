"""Embeddings of symbols."""

from __future__ import annotations

from contrib_learn_migrate.keras.layer_names import path_of
from contrib_learn_migrate.keras.layers.common import Chain, layer, named, trainable
from contrib_learn_migrate.keras.rules import MODEL, Call, call_text, rule


@layer(
    "tf.contrib.layers.embed_sequence",
    takes="ids vocab_size embed_dim unique initializer regularizer trainable scope reuse",
    kind="EmbedSequence",
)
def embed_sequence(call: Call, path: list[str]) -> Chain:
    return [_embedding(call, path)]


@rule(
    "tf.contrib.layers.bow_encoder",
    takes="ids vocab_size embed_dim sparse_lookup initializer regularizer trainable scope reuse",
    where=[MODEL],
)
def bow_encoder(call: Call) -> str:
    """The mean of a document's embeddings; 0 is no symbol, except in a document without any."""
    path = path_of(call, kind="bow_encoder")
    ids = call.text("ids")
    if not call.literal("sparse_lookup", True):
        mean = "keras.ops.mean"
        return call_text(mean, call_text(_embedding(call, path), ids), axis="1")
    call.renderer.helpers.add("mean_of_symbols")
    return call_text("mean_of_symbols", call_text(_embedding(call, path), ids), ids)


def _embedding(call: Call, path: list[str]) -> str:
    if call.literal("reuse", None):
        raise call.obstacle("it shares the variables of another layer")
    initializer = call.text("initializer") if call.has("initializer") else "'glorot_uniform'"
    call.renderer.helpers.add("embedding")
    return call_text(
        "Embedding",
        call.text("vocab_size"),
        call.text("embed_dim"),
        embeddings_initializer=initializer,
        embeddings_regularizer=call.text("regularizer") if call.has("regularizer") else None,
        trainable=trainable(call),
        name=named(path),
    )
