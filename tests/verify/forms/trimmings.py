"""A model with all that is easily lost: a schedule, clipping, dropout, averages, buckets."""

import keras
import numpy as np
import tensorflow as tf


class FusedBatchNormalization(keras.layers.BatchNormalization):
    def call(self, x, training=None, mask=None):
        kept = self.momentum * self.moving_variance
        y = super().call(x, training=training, mask=mask)
        if training:
            count = keras.ops.cast(keras.ops.shape(x)[0], "float32")
            self.moving_variance.assign_add((self.moving_variance - kept) / (count - 1))
        return y


class Embedding(keras.layers.Embedding):
    def call(self, ids):
        # The product has a dense gradient: a row that a batch has twice counts once for clipping.
        return keras.ops.take(1.0 * self.embeddings, ids, axis=0)


def build_model(features):
    def dense(units, **kwargs):
        return keras.layers.Dense(units, kernel_regularizer=keras.regularizers.L2(0.025), **kwargs)

    word = keras.layers.Hashing(20)(features["word"])
    initializer = keras.initializers.TruncatedNormal(stddev=20**-0.5)
    word = Embedding(20, 4, initializer, name="columns_word_embedding")(word)
    net = keras.layers.Concatenate()([keras.layers.Flatten()(word), features["x"]])
    net = dense(8, use_bias=False, name="hidden")(net)
    net = FusedBatchNormalization(momentum=0.8, scale=False, name="hidden_BatchNorm")(net)
    net = keras.layers.Activation("relu")(net)
    net = keras.layers.Dropout(0.4)(net)
    model = keras.Model(features, dense(3, name="logits")(net))
    schedule = keras.optimizers.schedules.ExponentialDecay(0.3, 10, 0.7, staircase=True)
    model.compile(
        optimizer=keras.optimizers.SGD(schedule, global_clipnorm=0.5),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


def build_predictor(model):
    logits = model.output
    return keras.Model(
        model.input,
        {
            "logits": logits,
            "probabilities": keras.ops.softmax(logits),
            "classes": keras.ops.argmax(logits, axis=-1),
        },
    )


def input_fn():
    random = np.random.RandomState(3)
    x = random.randn(48, 3).astype(np.float32)
    words = random.choice(["cat", "dog", "cow", "hen", "fox", "owl"], [48, 1])
    labels = (x[:, 0] > 0).astype(np.int64) + (words[:, 0] == "cow")
    return tf.data.Dataset.from_tensors(({"x": x, "word": words}, labels)).repeat()


inputs = {"x": keras.Input([3], name="x"), "word": keras.Input([1], dtype="string", name="word")}
model = build_model(inputs)
model.fit(input_fn(), steps_per_epoch=60, verbose=0)
print(model.evaluate(input_fn(), steps=1, return_dict=True, verbose=0))
