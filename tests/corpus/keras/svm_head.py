#!/usr/bin/env python
"""Hinge loss over a hand-made linear model."""
import keras
import tensorflow as tf


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


def rows(predictions):
    """Yields a dict of the predictions of each example."""
    for row in zip(*predictions.values()):
        yield dict(zip(predictions, row))


def build_model(features):
    logits = keras.layers.Dense(1, kernel_initializer="zeros")(features["point"])
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.SGD(0.1),
        loss=keras.losses.Hinge(),
        weighted_metrics=[keras.metrics.BinaryAccuracy(threshold=0.0, name="accuracy")])
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(model.input, {
        "logits": logits,
        "classes": keras.ops.cast(logits[:, 0] > 0, "int32"),
    })


def input_fn():
    points = [[0., 0.], [0., 1.], [1., 0.], [2., 2.], [2., 3.], [3., 2.]]
    classes = [[0], [0], [0], [1], [1], [1]]
    return tf.data.Dataset.from_tensors(
        ({"point": tf.constant(points)}, tf.constant(classes))).repeat()


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    svm = build_model(inputs_of(input_fn()))
    svm.fit(input_fn(), steps_per_epoch=50, shuffle=False, verbose=0)
    print(
        "accuracy %.3f" % svm.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)["accuracy"]
    )
    for prediction in rows(build_predictor(svm).predict(input_fn(), steps=1, verbose=0)):
        print("%d %.4f" % (prediction["classes"], prediction["logits"][0]))
