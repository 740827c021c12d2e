"""The next value of a wave by a two-layer LSTM."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers as tflayers
from contrib_learn_compat.tf.contrib import learn as tflearn
from contrib_learn_compat.tf.contrib import rnn

TIMESTEPS = 5


def lstm_model(num_units, rnn_layers, dense_layers=None, learning_rate=0.1, optimizer='Adagrad'):
    def lstm_cells(units):
        return [rnn.DropoutWrapper(rnn.BasicLSTMCell(n, state_is_tuple=True), 1.0) for n in units]

    def dnn_layers(input_layers, sizes):
        if sizes:
            return tflayers.stack(input_layers, tflayers.fully_connected, sizes)
        return input_layers

    def _lstm_model(X, y):
        stacked_lstm = rnn.MultiRNNCell(lstm_cells(rnn_layers), state_is_tuple=True)
        x_ = tf.unstack(X, axis=1, num=num_units)
        output, _ = rnn.static_rnn(stacked_lstm, x_, dtype=tf.float32)
        output = dnn_layers(output[-1], dense_layers)
        prediction = tflayers.linear(output, 1)
        loss = tf.losses.mean_squared_error(y, prediction)
        train_op = tflayers.optimize_loss(
            loss, tf.contrib.framework.get_global_step(), optimizer=optimizer,
            learning_rate=learning_rate)
        return prediction, loss, train_op

    return _lstm_model


wave = np.sin(np.arange(60) / 4.0).astype(np.float32)
X = np.array([wave[i:i + TIMESTEPS] for i in range(50)]).reshape(50, TIMESTEPS, 1)
Y = wave[TIMESTEPS:TIMESTEPS + 50].reshape(-1, 1)

regressor = tflearn.Estimator(
    model_fn=lstm_model(TIMESTEPS, [6, 4], [5]), config=tflearn.RunConfig(tf_random_seed=1))
regressor.fit(input_fn=lambda: (tf.constant(X), tf.constant(Y)), steps=40)
predicted = np.array(list(regressor.predict(input_fn=lambda: (tf.constant(X), tf.constant(Y)))))
print('MSE: %.5f' % np.mean((predicted.reshape(-1) - Y.reshape(-1)) ** 2))
