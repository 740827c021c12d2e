"""TensorFlow 1's LSTM, as it begins."""

import keras


class LSTMCell(keras.layers.LSTMCell):
    """Draws the kernels of inputs and of states as the one that TensorFlow 1 had."""

    def __init__(self, units, **kwargs):
        super().__init__(
            units, kernel_initializer=self.draw, recurrent_initializer=self.draw, **kwargs
        )

    def build(self, shape):
        self.limit = (6 / (shape[-1] + 5 * self.units)) ** 0.5
        super().build(shape)

    def draw(self, shape, dtype=None):
        return keras.random.uniform(shape, -self.limit, self.limit, dtype)
