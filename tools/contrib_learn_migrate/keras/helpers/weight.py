"""Weights by themselves."""

import keras


class Weight(keras.layers.Layer):
    """Returns its weight, whatever its inputs."""

    def __init__(self, shape, initializer, regularizer=None, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.add_weight(shape, initializer, regularizer=regularizer, name="weight")

    def call(self, inputs):
        # The product has a dense gradient: a row that is taken twice is one to the optimizer.
        return 1.0 * self.weight
