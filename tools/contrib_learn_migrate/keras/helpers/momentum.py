"""Momentum under a learning rate that changes, as in TensorFlow 1."""

import keras


class Momentum(keras.optimizers.SGD):
    """SGD with momentum that multiplies the sum of the gradients with today's learning rate."""

    def update_step(self, gradient, variable, learning_rate):
        total = self.momentums[self._get_variable_index(variable)]
        self.assign(total, self.momentum * total + gradient)
        step = gradient + self.momentum * total if self.nesterov else total
        self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * step)
