"""Gradient descent that regularizes, as TensorFlow 1 had it."""

import keras

from contrib_learn_migrate.keras.helpers.shrinking import Shrinking


class ProximalSGD(Shrinking, keras.optimizers.SGD):
    """Gradient descent that shrinks weights after each step."""

    def update_step(self, gradient, variable, learning_rate):
        self.descend(variable, gradient, learning_rate)
