"""The next value of a wave by a two-layer LSTM."""
import keras
import numpy as np
import tensorflow as tf


def input_of(dataset):
    """Returns the input of a model that takes the features of a dataset."""
    features = dataset.element_spec[0]
    return keras.Input(features.shape[1:], dtype=features.dtype.name)


class LSTMCell(keras.layers.LSTMCell):
    """Draws the kernels of inputs and of states as the one that TensorFlow 1 had."""

    def __init__(self, units, **kwargs):
        super().__init__(
            units, kernel_initializer=self.draw, recurrent_initializer=self.draw, **kwargs)

    def build(self, shape):
        self.limit = (6 / (shape[-1] + 5 * self.units)) ** 0.5
        super().build(shape)

    def draw(self, shape, dtype=None):
        return keras.random.uniform(shape, -self.limit, self.limit, dtype)


TIMESTEPS = 5


def lstm_model(num_units, rnn_layers, dense_layers=None, learning_rate=0.1, optimizer='Adagrad'):
    def lstm_cells(units):
        return [LSTMCell(n) for n in units]

    def dnn_layers(input_layers, sizes):
        if sizes:
            return keras.Sequential(
                [
                    keras.layers.Dense(units, activation='relu', name=f'stack_stack_{i}')
                    for i, units in enumerate(sizes, 1)
                ])(input_layers)
        return input_layers

    def build_model(X):
        stacked_lstm = keras.layers.StackedRNNCells(lstm_cells(rnn_layers))
        output = keras.layers.RNN(stacked_lstm)(X)
        output = dnn_layers(output, dense_layers)
        prediction = keras.layers.Dense(1)(output)
        model = keras.Model(X, prediction)
        model.compile(
            optimizer=keras.optimizers.Adagrad(learning_rate), loss=keras.losses.MeanSquaredError())
        return model

    return build_model


wave = np.sin(np.arange(60) / 4.0).astype(np.float32)
X = np.array([wave[i:i + TIMESTEPS] for i in range(50)]).reshape(50, TIMESTEPS, 1)
Y = wave[TIMESTEPS:TIMESTEPS + 50].reshape(-1, 1)

keras.utils.set_random_seed(1)
dataset = tf.data.Dataset.from_tensors((tf.constant(X), tf.constant(Y))).repeat()
regressor = lstm_model(TIMESTEPS, [6, 4], [5])(input_of(dataset))
regressor.fit(dataset, steps_per_epoch=40, shuffle=False, verbose=0)
predicted = np.array(list(regressor.predict(dataset, steps=1, verbose=0)))
print('MSE: %.5f' % np.mean((predicted.reshape(-1) - Y.reshape(-1)) ** 2))
