"""Weighted examples, multi-valued features, embeddings with other combiners."""

import keras
import tensorflow as tf


class EmbeddingBag(keras.layers.Layer):
    """Embeds rows of ids, -1 where there is none, and adds them up by the root of their number."""

    def __init__(self, buckets, dimension, max_norm, **kwargs):
        super().__init__(**kwargs)
        self.buckets, self.dimension, self.max_norm = buckets, dimension, max_norm

    def get_config(self):
        config = {"buckets": self.buckets, "dimension": self.dimension, "max_norm": self.max_norm}
        return {**super().get_config(), **config}

    def build(self, input_shape):
        deviation = self.buckets**-0.5
        self.weight = self.add_weight(
            shape=(self.buckets, self.dimension),
            initializer=keras.initializers.TruncatedNormal(0.0, deviation),
            name="weights",
        )

    def call(self, ids):
        ops = keras.ops
        norms = ops.sqrt(ops.sum(self.weight * self.weight, axis=-1, keepdims=True))
        vectors = self.weight * self.max_norm / ops.maximum(norms, self.max_norm)
        # Not by `take`: clipping counts the gradient of an id by each of its occurrences then.
        chosen = ops.sum(ops.one_hot(ids, self.buckets), axis=1)
        count = ops.maximum(ops.sum(chosen, axis=1, keepdims=True), 1.0)
        return chosen @ vectors / ops.sqrt(count)


class BatchNorm(keras.layers.BatchNormalization):
    """Keeps the variance of the population, of which a batch is a sample, as TF 1's kernel did."""

    def call(self, inputs, training=None):
        outputs = super().call(inputs, training=training)
        if training:
            count = keras.ops.cast(keras.ops.shape(inputs)[0], "float32")
            more = keras.ops.var(inputs, axis=0) / (count - 1)
            self.moving_variance.assign_add((1 - self.momentum) * more)
        return outputs


class TagIds(keras.layers.Layer):
    """Hashes strings into buckets, an empty one to -1."""

    def __init__(self, buckets, **kwargs):
        super().__init__(**kwargs)
        self.buckets = buckets

    def get_config(self):
        return {**super().get_config(), "buckets": self.buckets}

    def call(self, tags):
        ids = tf.strings.to_hash_bucket_fast(tags, self.buckets)
        return tf.where(tags == "", tf.constant(-1, tf.int64), ids)

    def compute_output_spec(self, tags):
        return keras.KerasTensor(tags.shape, "int64")


def build_model(features):
    tags = TagIds(12)(features["tags"])
    columns = [
        EmbeddingBag(12, 4, 2.0, name="input_layer_columns_tags_embedding")(tags),
        (features["age"] - 30.0) / 10.0,
    ]
    net = keras.layers.Concatenate()(columns)
    net = BatchNorm(momentum=0.8, epsilon=1e-3, scale=False, name="norm")(net)
    net = keras.layers.Dense(6, activation="relu", name="s_s_1")(net)
    net = keras.layers.Dense(3, activation="tanh", name="s_s_2")(net)
    logits = keras.layers.Dense(1, name="young_logits")(net)
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adam(0.1, epsilon=1e-8, global_clipnorm=0.5),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        weighted_metrics=[
            keras.metrics.BinaryAccuracy(name="accuracy/young", threshold=0.0),
            keras.metrics.AUC(name="auc/young", from_logits=True),
        ],
    )
    return model


def build_predictor(model):
    logits = model.output
    logistic = keras.ops.sigmoid(logits)
    both = keras.ops.concatenate([keras.ops.zeros_like(logits), logits], axis=1)
    return keras.Model(
        model.input,
        {
            "logits": logits,
            "logistic": logistic,
            "probabilities": keras.ops.softmax(both),
            "classes": keras.ops.argmax(both, axis=1),
        },
    )


def input_fn():
    tags = [["a", "b", ""], ["c", "", ""], ["a", "c", "d"], ["b", "", ""], ["d", "", ""]]
    features = {
        "tags": [*tags, ["e", "f", ""]],
        "age": [[20.0], [25.0], [30.0], [35.0], [40.0], [45.0]],
    }
    labels = [[0], [0], [1], [1], [1], [0]]
    importance = [[1.0], [2.0], [1.0], [2.0], [1.0], [0.0]]
    return tf.data.Dataset.from_tensors((features, labels, importance)).repeat()


keras.utils.set_random_seed(40)
inputs = {
    "tags": keras.Input([None], name="tags", dtype="string"),
    "age": keras.Input([1], name="age"),
}
model = build_model(inputs)
model.fit(input_fn(), steps_per_epoch=30, verbose=0)
for key, value in sorted(model.evaluate(input_fn(), steps=1, return_dict=True, verbose=0).items()):
    print(f"{key:40} {value:.4f}")
