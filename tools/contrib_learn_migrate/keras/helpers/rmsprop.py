"""RMSProp as TensorFlow 1 begins it."""

import keras


class RMSProp(keras.optimizers.RMSprop):
    """RMSprop whose mean of squared gradients begins at one."""

    def add_variable_from_reference(self, variable, name=None, initializer="zeros"):
        initializer = "ones" if name == "velocity" else initializer
        return super().add_variable_from_reference(variable, name, initializer)
