"""Cells with dropout as TensorFlow 1 had it."""

import keras


class DropoutWrapper(keras.layers.Layer):
    """A cell that drops other units of its inputs and outputs at each step."""

    def __init__(self, cell, input_rate=0.0, output_rate=0.0, training=None, **kwargs):
        super().__init__(**kwargs)
        self.cell, self.training = cell, training
        self.input_dropout = keras.layers.Dropout(input_rate)
        self.output_dropout = keras.layers.Dropout(output_rate)
        self.state_size, self.output_size = cell.state_size, cell.output_size

    def get_initial_state(self, batch_size=None):
        return self.cell.get_initial_state(batch_size)

    def build(self, shape):
        self.cell.build(shape)

    def call(self, inputs, states, training=None):
        training = training if self.training is None else self.training
        inputs = self.input_dropout(inputs, training=training)
        outputs, states = self.cell(inputs, states)
        return self.output_dropout(outputs, training=training), states
