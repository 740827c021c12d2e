"""Poisson regression by LinearEstimator, weighted."""
import keras
import numpy as np
import tensorflow as tf


def poisson_loss(counts, log_rate):
    """Returns the Poisson loss of a log rate, with Stirling's term for counts above one."""
    counts = keras.ops.reshape(keras.ops.cast(counts, log_rate.dtype), keras.ops.shape(log_rate))
    n = keras.ops.maximum(counts, 1.0)
    stirling = n * keras.ops.log(n) - n + 0.5 * keras.ops.log(2 * np.pi * n)
    stirling = keras.ops.where(counts > 1.0, stirling, 0.0)
    return keras.ops.exp(log_rate) - counts * log_rate + stirling


def prepared(features, labels):
    """Returns what the model takes."""
    features = dict(features)
    weight = features.pop('w')
    return features, labels, weight


def build_model():
    features = {'x': keras.Input([2], name='x')}
    logits = keras.layers.Dense(1, kernel_initializer='zeros', name='linear_x')(features['x'])
    model = keras.Model(features, logits)
    model.compile(optimizer=keras.optimizers.SGD(0.02), loss=poisson_loss)
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(model.input, {
        'scores': keras.ops.exp(keras.ops.squeeze(logits, axis=1)),
    })


def main():
    keras.utils.set_random_seed(31)
    estimator = build_model()

    def input_fn():
        x = np.arange(16, dtype=np.float32).reshape(8, 2) / 16
        y = np.array([1, 1, 2, 2, 3, 4, 5, 6], dtype=np.float32).reshape(8, 1)
        w = np.array([1, 1, 1, 1, 2, 2, 2, 2], dtype=np.float32).reshape(8, 1)
        return tf.data.Dataset.from_tensors(
            ({'x': tf.constant(x), 'w': tf.constant(w)}, tf.constant(y))).repeat()

    estimator.fit(input_fn().map(prepared), steps_per_epoch=100, shuffle=False, verbose=0)
    print(
        'loss %.5f'
        % estimator.evaluate(input_fn().map(prepared), steps=1, return_dict=True, verbose=0)['loss']
    )
    for p in build_predictor(estimator).predict(
        input_fn().map(prepared), steps=1, verbose=0)['scores']:
        print('%.4f' % p)


if __name__ == '__main__':
    main()
