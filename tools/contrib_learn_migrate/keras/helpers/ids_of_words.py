"""Ids of words, some of which are in no vocabulary."""

import keras


def ids_of_words(words, vocabulary, buckets):
    """Returns the ids of words, behind them those of buckets for other words, and -1 for none."""
    lookup = keras.layers.StringLookup(
        vocabulary=vocabulary, num_oov_indices=buckets, mask_token=""
    )
    ids = lookup(words) - 1 - buckets  # Other words are below zero, and none is below them.
    size = lookup.vocabulary_size() - 1
    return keras.ops.where(ids < -buckets, -1, ids % size)
