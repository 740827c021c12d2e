"""Documents as the means of their symbols' embeddings."""

import keras


def mean_of_symbols(embeddings, ids):
    """Averages over symbols other than 0; a document without any is symbol 0."""
    is_symbol = keras.ops.cast(keras.ops.not_equal(ids, 0), "float32")[..., None]
    count = keras.ops.sum(is_symbol, axis=1)
    total = keras.ops.sum(embeddings * is_symbol, axis=1)
    return keras.ops.where(count > 0, total / keras.ops.maximum(count, 1), embeddings[:, 0])
