"""Old NumPy spellings beside the model."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn
from contrib_learn_compat.tf.contrib.layers import real_valued_column


def split(data, fraction):
    mask = np.zeros(len(data), dtype=bool)
    mask[: int(len(data) * fraction)] = True
    return data[mask].astype(float), data[~mask].astype(float)


values = np.arange(20, dtype=float).reshape(10, 2)
train, test = split(values, 0.8)
names = np.array(['a', 'b'], dtype=object)
estimator = learn.LinearRegressor(feature_columns=[real_valued_column('x')])


def make_input(data):
    def input_fn():
        return {names[0].replace('a', 'x'): tf.constant(data[:, :1] / 20, tf.float32)}, tf.constant(
            data[:, 1:] / 20, tf.float32)
    return input_fn


estimator.fit(input_fn=make_input(train), steps=200)
print('train %.3f' % estimator.evaluate(input_fn=make_input(train), steps=1)['loss'])
print('test %.3f' % estimator.evaluate(input_fn=make_input(test), steps=1)['loss'])
