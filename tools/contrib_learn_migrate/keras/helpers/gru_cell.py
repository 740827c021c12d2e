"""TensorFlow 1's GRU, as it begins."""

import keras
import numpy as np


class GRUCell(keras.layers.GRUCell):
    """Draws the kernels of TensorFlow 1, and begins with gates that are open."""

    def __init__(self, units, **kwargs):
        super().__init__(
            units,
            reset_after=False,
            kernel_initializer=self.draw,
            recurrent_initializer=self.draw,
            bias_initializer=keras.initializers.Constant(np.repeat([1.0, 1.0, 0.0], units)),
            **kwargs,
        )

    def build(self, shape):
        rows = shape[-1] + self.units
        gates, candidate = rows + 2 * self.units, rows + self.units
        self.limits = (6 / np.repeat([gates, gates, candidate], self.units)) ** 0.5
        super().build(shape)

    def draw(self, shape, dtype=None):
        return keras.random.uniform(shape, -1.0, 1.0, dtype) * self.limits.astype("float32")
