# Somebody began to move this program and gave up at tf.contrib.
import keras
import numpy as np
import tensorflow as tf


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


def build_model(features, params):
    logits = keras.layers.Dense(params["n_classes"])(features["x"])
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adagrad(0.5),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
    return model


def input_fn():
    x = np.eye(4, dtype=np.float32)
    return tf.data.Dataset.from_tensors(({"x": tf.constant(x)}, tf.constant([0, 1, 2, 2]))).repeat()


if __name__ == "__main__":
    keras.utils.set_random_seed(6)
    estimator = build_model(inputs_of(input_fn()), {"n_classes": 3})
    estimator.fit(input_fn(), steps_per_epoch=25, shuffle=False, verbose=0)
    print("%.4f" % estimator.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)["loss"])
