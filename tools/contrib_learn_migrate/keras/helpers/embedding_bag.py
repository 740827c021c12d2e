"""Embeddings of several ids an example."""

import keras


class EmbeddingBag(keras.layers.Layer):
    """Combines the embeddings of each example's ids, of which -1 is none."""

    def __init__(
        self, buckets, dimension, combiner="mean", initializer=None, max_norm=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.combiner, self.max_norm = combiner, max_norm
        initializer = initializer or keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
        self.embeddings = self.add_weight([buckets, dimension], initializer, name="embeddings")

    def call(self, ids, weights=None):
        counts = keras.ops.cast(ids >= 0, "float32")
        if weights is not None:
            counts *= weights if self.combiner == "sum" else keras.ops.relu(weights)
        # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
        rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
        if self.max_norm:
            norms = keras.ops.norm(rows, axis=-1, keepdims=True)
            rows *= self.max_norm / keras.ops.maximum(norms, self.max_norm)
        total = keras.ops.sum(rows * counts[..., None], axis=-2)
        if self.combiner == "sum":
            return total
        if self.combiner == "sqrtn":
            size = keras.ops.sqrt(keras.ops.sum(counts**2, axis=-1, keepdims=True))
        else:
            size = keras.ops.sum(counts, axis=-1, keepdims=True)
        return keras.ops.divide_no_nan(total, size)
