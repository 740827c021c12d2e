"""Ids of words, of which those in no vocabulary have one in common."""

import keras


def ids_or_default(words, vocabulary, default):
    """Returns the ids of words, the default of other words, and -1 for none."""
    ids = keras.layers.StringLookup(vocabulary=vocabulary, mask_token="")(words) - 2
    return keras.ops.where(keras.ops.equal(ids, -1), default, keras.ops.maximum(ids, -1))
