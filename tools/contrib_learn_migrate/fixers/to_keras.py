"""Models built on heads and estimators can be said in Keras 3, which needs no TensorFlow 1 graphs.

A program whose models, and whose uses of them, all have a Keras form that is certain is rewritten
as a whole. Any other stays at the compat target, with a comment at what stood in the way.
"""

from __future__ import annotations

BEFORE = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn


def model_fn(features, labels, mode):
    head = learn.multi_class_head(3)
    logits = layers.linear(features["x"], 3, scope="logits")
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=logits,
        train_op_fn=lambda loss: layers.optimize_loss(
            loss, tf.train.get_global_step(), 0.1, "Adagrad"))


def input_fn():
    return {"x": tf.constant([[1.0], [2.0]])}, tf.constant([0, 2])


estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=10)
"""
AFTER = """\
import keras
import tensorflow as tf


def inputs_of(dataset):
    \"\"\"Returns the inputs of a model that takes the features of a dataset.\"\"\"
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


def build_model(features):
    logits = keras.layers.Dense(3, name="logits")(features["x"])
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adagrad(0.1),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
    return model


def input_fn():
    return tf.data.Dataset.from_tensors(
        ({"x": tf.constant([[1.0], [2.0]])}, tf.constant([0, 2]))).repeat()


estimator = build_model(inputs_of(input_fn()))
estimator.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)
"""
PAGE = "to_keras.md"


def converted(text: str):
    from contrib_learn_migrate.keras.program import conversion

    return conversion(text)
