"""DynamicRnnEstimator over sequences of one number: a sum that is carried along."""
import keras
import numpy as np
import tensorflow as tf


class SimpleRNNCell(keras.layers.SimpleRNNCell):
  """Draws the kernels of inputs and of states as the one that TensorFlow 1 had."""

  def __init__(self, units, **kwargs):
    super().__init__(
      units, kernel_initializer=self.draw, recurrent_initializer=self.draw, **kwargs)

  def build(self, shape):
    self.limit = (6 / (shape[-1] + 2 * self.units)) ** 0.5
    super().build(shape)

  def draw(self, shape, dtype=None):
    return keras.random.uniform(shape, -self.limit, self.limit, dtype)


LENGTH = 6


def input_fn():
  rng = np.random.RandomState(1)
  steps = rng.uniform(-1, 1, (16, LENGTH, 1)).astype(np.float32)
  return tf.data.Dataset.from_tensors(
      ({'inputs': tf.constant(steps)}, tf.constant(np.cumsum(steps, axis=1)[:, :, 0]))).repeat()


def build_model():
  features = {'inputs': keras.Input([None, 1], name='inputs')}
  outputs = keras.layers.RNN(SimpleRNNCell(4), return_sequences=True)(features['inputs'])
  logits = keras.layers.Dense(1)(outputs)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adam(0.05, epsilon=1e-8, global_clipnorm=5.0),
      loss=keras.losses.MeanSquaredError())
  return model


keras.utils.set_random_seed(1234)
estimator = build_model()
estimator.fit(input_fn(), steps_per_epoch=60, shuffle=False, verbose=0)
print('loss %.4f' % estimator.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)['loss'])
