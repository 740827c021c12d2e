"""Two models, each evaluated with a metric of its own."""

import keras
import numpy as np
import tensorflow as tf


def evaluate(model, dataset, steps=None):
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, "global_step": int(model.optimizer.iterations)}


def evaluate_predictions(model, predictor, dataset, metrics):
    results = evaluate(model, dataset)
    for features, labels in dataset:
        predictions = predictor(features, training=False)
        for key, metric in metrics.values():
            metric.update_state(labels, predictions[key])
    return {**results, **{name: float(metric.result()) for name, (_, metric) in metrics.items()}}


X = np.random.RandomState(3).randn(40, 2).astype(np.float32)
Y = X.dot([[1.0], [-2.0]]).astype(np.float32)


def input_fn():
    return tf.data.Dataset.from_tensors(({"x": X[:30]}, Y[:30])).repeat()


def test_input_fn():
    return tf.data.Dataset.from_tensors(({"x": X[30:]}, Y[30:]))


def build_deep_model():
    features = {"x": keras.Input([2], name="x")}
    hidden = keras.layers.Dense(6, activation="tanh", name="hidden")(features["x"])
    model = keras.Model(features, keras.layers.Dense(1, name="y")(hidden))
    model.compile(keras.optimizers.Adam(0.1, epsilon=1e-8), keras.losses.MeanSquaredError())
    return model


def build_wide_model():
    features = {"x": keras.Input([2], name="x")}
    model = keras.Model(features, keras.layers.Dense(1, name="y")(features["x"]))
    model.compile(keras.optimizers.SGD(0.1), keras.losses.MeanAbsoluteError())
    return model


def build_predictor(model):
    return keras.Model(model.input, {"y": model.output})


measured = {"error": ("y", keras.metrics.MeanAbsoluteError())}
squares = {"error": ("y", keras.metrics.MeanSquaredError())}

deep = build_deep_model()
deep.fit(input_fn(), steps_per_epoch=30, verbose=0)
print(evaluate_predictions(deep, build_predictor(deep), test_input_fn(), measured)["error"])
wide = build_wide_model()
wide.fit(input_fn(), steps_per_epoch=30, verbose=0)
print(evaluate_predictions(wide, build_predictor(wide), test_input_fn(), squares)["error"])
