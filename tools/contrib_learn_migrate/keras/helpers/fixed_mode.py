"""Layers that do not follow the model into training and out of it."""

import keras


class FixedMode(keras.layers.Wrapper):
    """A layer that is always, or never, in training."""

    def __init__(self, layer, training, **kwargs):
        super().__init__(layer, **kwargs)
        self.training = training

    def call(self, x):
        return self.layer(x, training=self.training)
