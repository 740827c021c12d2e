"""Adagrad by dual averaging, as TensorFlow 1 had it."""

import keras

from contrib_learn_migrate.keras.helpers.shrinking import Shrinking


class AdagradDA(Shrinking, keras.optimizers.Adagrad):
    """Adagrad whose weights are made anew, at each step, of the sum of all gradients."""

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.totals = [self.add_variable_from_reference(v, "total") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        total, accumulator = self.totals[index], self._accumulators[index]
        self.assign_add(total, gradient)
        self.assign_add(accumulator, gradient**2)
        steps = keras.ops.cast(self.iterations + 1, variable.dtype)
        size = keras.ops.relu(keras.ops.abs(total) - self.l1 * steps)
        scale = keras.ops.sqrt(accumulator) + self.l2 * steps * learning_rate
        self.assign(variable, -learning_rate * keras.ops.sign(total) * size / scale)
