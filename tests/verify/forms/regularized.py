"""A regression with regularization and dropout."""

import keras
import numpy as np
import tensorflow as tf


def build_model(features):
    def dense(units, **kwargs):
        return keras.layers.Dense(
            units,
            kernel_regularizer=keras.regularizers.L2(0.01),
            bias_initializer=keras.initializers.Constant(0.1),
            **kwargs,
        )

    hidden = dense(7, activation="tanh", name="hidden")(features["x"])
    hidden = keras.layers.Dropout(0.2)(hidden)
    model = keras.Model(features, dense(1, name="logits")(hidden))
    model.compile(optimizer=keras.optimizers.Adagrad(0.1), loss=keras.losses.MeanSquaredError())
    return model


def build_predictor(model):
    return keras.Model(model.input, {"scores": keras.ops.squeeze(model.output, 1)})


rng = np.random.RandomState(5)
x = rng.rand(90, 3).astype(np.float32)
y = x.dot([1.0, -2.0, 3.0]).astype(np.float32)

keras.utils.set_random_seed(6)
data = tf.data.Dataset.from_tensor_slices(({"x": x}, y)).shuffle(90).repeat().batch(16)
model = build_model({"x": keras.Input([3], name="x")})
model.fit(data, steps_per_epoch=100, verbose=0)
