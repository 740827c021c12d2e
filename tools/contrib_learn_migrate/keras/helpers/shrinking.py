"""Optimizers that regularize, as TensorFlow 1 had them."""

import keras


class Shrinking:
    """What an optimizer has that makes weights smaller after each step."""

    def __init__(
        self,
        learning_rate,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.l1, self.l2 = l1_regularization_strength, l2_regularization_strength

    def descend(self, variable, gradient, rate):
        weights = variable - rate * gradient
        size = keras.ops.relu(keras.ops.abs(weights) - rate * self.l1) / (1 + rate * self.l2)
        self.assign(variable, keras.ops.sign(weights) * size)

    def get_config(self):
        strengths = {
            "l1_regularization_strength": self.l1,
            "l2_regularization_strength": self.l2,
        }
        return {**super().get_config(), **strengths}
