"""Adagrad that regularizes, as TensorFlow 1 had it."""

import keras

from contrib_learn_migrate.keras.helpers.shrinking import Shrinking


class ProximalAdagrad(Shrinking, keras.optimizers.Adagrad):
    """Adagrad that shrinks weights after each step, by the rate of each."""

    def update_step(self, gradient, variable, learning_rate):
        accumulator = self._accumulators[self._get_variable_index(variable)]
        self.assign_add(accumulator, gradient**2)
        self.descend(variable, gradient, learning_rate / keras.ops.sqrt(accumulator))
