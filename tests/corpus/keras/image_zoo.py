"""Small pictures through every kind of convolution, in the style of slim."""
import keras
import numpy as np
import tensorflow as tf
from absl import app
from absl import flags


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


def inputs_of(dataset):
  """Returns the inputs of a model that takes the features of a dataset."""
  return {
    name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
    for name, spec in dataset.element_spec[0].items()
  }


class Momentum(keras.optimizers.SGD):
  """SGD with momentum that multiplies the sum of the gradients with today's learning rate."""

  def update_step(self, gradient, variable, learning_rate):
    total = self.momentums[self._get_variable_index(variable)]
    self.assign(total, self.momentum * total + gradient)
    step = gradient + self.momentum * total if self.nesterov else total
    self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * step)


def unit_norm(x, axis, epsilon=1e-7):
  """Divides by the length along an axis."""
  return x / keras.ops.sqrt(epsilon + keras.ops.sum(x**2, axis=axis, keepdims=True))


FLAGS = flags.FLAGS
flags.DEFINE_float('learning_rate', 0.05, 'At first.')
flags.DEFINE_float('weight_decay', 1e-4, 'L2 penalty.')

NUM_CLASSES = 3
SIZE = 8


def encoder(images):
  net = keras.layers.Conv2D(6, [3, 3], padding='same', activation='elu', name='conv1')(images)
  net = keras.layers.AveragePooling2D([2, 2])(net)
  net = keras.layers.SeparableConv2D(8, [3, 3], padding='same', activation='elu', name='separable')(
      net)
  net = keras.layers.GroupNormalization(1, epsilon=1e-12, name='norm')(net)
  net = keras.layers.Conv2DTranspose(
      4, [2, 2], strides=2, padding='same', activation='relu', name='up')(net)
  net = keras.layers.MaxPooling2D([2, 2])(net)
  net = keras.layers.Dropout(0.1)(net)
  return keras.layers.Flatten()(net)


def build_model(features):
  images = keras.ops.reshape(features['pixels'], [-1, SIZE, SIZE, 1])
  net = encoder(images)
  net = keras.layers.Dense(12, activation='relu', use_bias=False, name='code')(net)
  net = unit_norm(net, 1)
  logits = keras.layers.Dense(NUM_CLASSES, name='logits')(net)

  model = keras.Model(features, logits)
  model.compile(
      optimizer=Momentum(
          keras.optimizers.schedules.ExponentialDecay(
              FLAGS.learning_rate, 20, decay_rate=0.9, staircase=True),
          momentum=0.9,
          global_clipnorm=5.0),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    'logits': logits,
    'probabilities': keras.ops.softmax(logits),
    'classes': keras.ops.argmax(logits, axis=-1),
  })


def make_pictures(seed, count=24):
  random = np.random.RandomState(seed)
  labels = np.arange(count) % NUM_CLASSES
  pixels = random.rand(count, SIZE, SIZE).astype(np.float32) * 0.3
  for i, label in enumerate(labels):
    pixels[i, 2 * label:2 * label + 3] += 1.0
  return pixels.reshape(count, -1), labels.astype(np.int64)


def input_fn(seed):
  pixels, labels = make_pictures(seed)
  return tf.data.Dataset.from_tensors(
      ({'pixels': tf.constant(pixels)}, tf.constant(labels))).repeat()


def main(_):
  keras.utils.set_random_seed(3)
  estimator = build_model(inputs_of(input_fn(1)))
  estimator.fit(input_fn(1), steps_per_epoch=40, shuffle=False, verbose=0)
  scores = evaluate(estimator, input_fn(2), steps=1)
  print('keys: %s' % sorted(scores))
  print('step %d' % scores['global_step'])
  guesses = list(build_predictor(estimator).predict(input_fn(2), steps=1, verbose=0)['classes'])
  print('pictures: %d' % len(guesses))


if __name__ == '__main__':
  app.run(main)
