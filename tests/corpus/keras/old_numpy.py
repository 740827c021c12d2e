"""Old NumPy spellings beside the model."""
import keras
import numpy as np
import tensorflow as tf


def only(*names):
    """Returns a function to map a dataset through that leaves out all other features."""
    return lambda features, *rest: ({name: features[name] for name in names}, *rest)


def split(data, fraction):
    mask = np.zeros(len(data), dtype=bool)
    mask[: int(len(data) * fraction)] = True
    return data[mask].astype(float), data[~mask].astype(float)


values = np.arange(20, dtype=float).reshape(10, 2)
train, test = split(values, 0.8)
names = np.array(['a', 'b'], dtype=object)


def build_model():
    features = {'x': keras.Input([1], name='x')}
    logits = keras.layers.Dense(1, kernel_initializer='zeros', name='linear_x')(features['x'])
    model = keras.Model(features, logits)
    model.compile(optimizer=keras.optimizers.Ftrl(0.2), loss=keras.losses.MeanSquaredError())
    return model


estimator = build_model()


def make_input(data):
    def input_fn():
        return tf.data.Dataset.from_tensors(
            (
                {names[0].replace('a', 'x'): tf.constant(data[:, :1] / 20, tf.float32)},
                tf.constant(data[:, 1:] / 20, tf.float32))).repeat()
    return input_fn


estimator.fit(make_input(train)().map(only('x')), steps_per_epoch=200, shuffle=False, verbose=0)
print(
    'train %.3f'
    % estimator.evaluate(
        make_input(train)().map(only('x')), steps=1, return_dict=True, verbose=0)['loss'])
print(
    'test %.3f'
    % estimator.evaluate(
        make_input(test)().map(only('x')), steps=1, return_dict=True, verbose=0)['loss'])
