"""Three classes, a custom model, and the predictions that a head makes."""

import keras
import numpy as np
import tensorflow as tf


def build_model(features, params):
    hidden = features["x"]
    for i, units in enumerate(params["hidden_units"], 1):
        hidden = keras.layers.Dense(units, activation="relu", name=f"hidden_hidden_{i}")(hidden)
    logits = keras.layers.Dense(3, name="logits")(hidden)
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adam(params["learning_rate"], epsilon=1e-8),
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
    rng = np.random.RandomState(7)
    x = rng.randn(60, 4).astype(np.float32)
    y = np.argmax(x[:, :3], axis=1)
    return tf.data.Dataset.from_tensors(({"x": x}, y)).repeat()


def main():
    keras.utils.set_random_seed(1)
    model = build_model(
        {"x": keras.Input([4], name="x")}, {"hidden_units": [8, 6], "learning_rate": 0.05}
    )
    model.fit(input_fn(), steps_per_epoch=40, verbose=0)
    print(model.evaluate(input_fn(), steps=1, return_dict=True, verbose=0))


if __name__ == "__main__":
    main()
