"""Predicts two coordinates at once, with a link function."""

import keras
import numpy as np
import tensorflow as tf


class CenteredBias(keras.layers.Layer):
    """Adds a bias to the logits."""

    def build(self, input_shape):
        self.weight = self.add_weight(
            shape=(input_shape[-1],), initializer="zeros", name="centered_bias_weight"
        )

    def call(self, logits):
        return logits + self.weight


class Momentum(keras.optimizers.SGD):
    """Gathers gradients and not steps, which makes a difference when the rate changes."""

    def update_step(self, gradient, variable, learning_rate):
        momentum = self.momentums[self._get_variable_index(variable)]
        self.assign(momentum, self.momentum * momentum + gradient)
        self.assign_sub(variable, learning_rate * momentum)


class BiasTrainingModel(keras.Model):
    """Makes a second step for the centered bias, which fits the labels by itself."""

    def compile(self, **kwargs):
        super().compile(**kwargs)
        self.bias_optimizer = keras.optimizers.Adagrad(0.1, epsilon=0.0)

    def train_step(self, data):
        logs = super().train_step(data)
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        bias = self.get_layer("centered_bias").weight
        with tf.GradientTape() as tape:
            logits = tf.tile(bias.value[tf.newaxis], [tf.shape(y)[0], 1])
            loss = self.compute_loss(x, y, logits, sample_weight)
        self.bias_optimizer.apply([tape.gradient(loss, bias.value)], [bias])
        return logs


def build_model(features):
    initializer = keras.initializers.VarianceScaling(2.0, mode="fan_in", seed=4)
    hidden = keras.layers.Dense(5, activation="relu", kernel_initializer=initializer)(features["t"])
    logits = keras.layers.Dense(2, kernel_initializer=initializer)(hidden)
    logits = CenteredBias(name="centered_bias")(logits)
    model = BiasTrainingModel(features, logits)
    rate = keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.9, staircase=True)
    model.compile(
        optimizer=Momentum(rate, momentum=0.5, global_clipnorm=1.0),
        loss=keras.losses.MeanSquaredError(),
    )
    return model


def build_predictor(model):
    return keras.Model(model.input, {"scores": keras.ops.exp(model.output)})


def inputs():
    t = np.linspace(0, 1, 25, dtype=np.float32).reshape(-1, 1)
    return tf.data.Dataset.from_tensors(({"t": t}, np.hstack([t, 1 - t]))).repeat()


keras.utils.set_random_seed(9)
regressor = build_model({"t": keras.Input([1], name="t")})
regressor.fit(inputs(), steps_per_epoch=25, verbose=0)
print(regressor.evaluate(inputs(), steps=1, return_dict=True, verbose=0))
