"""A bias on the logits that learns the base rate of the labels by itself."""

import keras
import tensorflow as tf


class CenteredBias(keras.layers.Layer):
    """Adds a bias to the logits."""

    def build(self, shape):
        self.bias = self.add_weight(
            shape=shape[-1:], initializer="zeros", name="centered_bias_weight"
        )

    def call(self, logits):
        return logits + self.bias


class CenteredModel(keras.Model):
    """A model that ends in a centered bias, which also takes a step of its own."""

    def compile(self, *args, **kwargs):
        super().compile(*args, **kwargs)
        self.bias = self.layers[-1].bias
        self.bias_optimizer = keras.optimizers.Adagrad(0.1)
        self.bias_optimizer.build([self.bias])

    def train_step(self, data):
        results = super().train_step(data)
        _, labels, weight = keras.utils.unpack_x_y_sample_weight(data)
        n = keras.ops.shape(labels)[0]
        with tf.GradientTape() as tape:
            loss = self.loss(labels, keras.ops.tile(self.bias[None], [n, 1]), weight)
            if weight is not None:
                loss *= (1 + keras.ops.cast(n, "float32") / keras.ops.sum(weight)) / 2
        self.bias_optimizer.apply(tape.gradient(loss, [self.bias]), [self.bias])
        return results
