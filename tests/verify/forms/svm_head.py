"""Hinge loss over a linear model by hand."""

import keras
import tensorflow as tf


def hinge(labels, logits):
    """Has no gradient where a margin is exactly 1, where that of keras.losses.Hinge has one."""
    signs = 2 * keras.ops.cast(labels, logits.dtype) - 1
    return keras.ops.mean(keras.ops.relu(1 - signs * logits), axis=-1)


def build_model(features):
    logits = keras.layers.Dense(1, kernel_initializer="zeros")(features["point"])
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.SGD(0.1),
        loss=hinge,
        weighted_metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
    )
    return model


def build_predictor(model):
    logits = model.output
    both = keras.ops.concatenate([keras.ops.zeros_like(logits), logits], axis=1)
    return keras.Model(model.input, {"logits": logits, "classes": keras.ops.argmax(both, axis=1)})


def input_fn():
    points = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [2.0, 3.0], [3.0, 2.0]]
    classes = [[0], [0], [0], [1], [1], [1]]
    return tf.data.Dataset.from_tensors(({"point": points}, classes)).repeat()


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    svm = build_model({"point": keras.Input([2], name="point")})
    svm.fit(input_fn(), steps_per_epoch=50, verbose=0)
    print(svm.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)["accuracy"])
