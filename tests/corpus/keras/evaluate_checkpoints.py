"""Keeps several checkpoints and evaluates each of them; reads variables by name."""
import glob
import os
import tempfile
import time

import keras
import numpy as np
import tensorflow as tf


def at_checkpoint(model, path):
  """Returns a model as a checkpoint has it."""
  model.optimizer.build(model.trainable_variables)
  model.load_weights(path + '.weights.h5')
  return model


def checkpoint_paths(model_dir):
  """Returns the checkpoints in a directory, the newest last, each without `.weights.h5`."""
  if not model_dir:
    return []
  files = glob.glob(os.path.join(glob.escape(model_dir), 'model.ckpt-*.weights.h5'))
  paths = [file.removesuffix('.weights.h5') for file in files]
  return sorted(paths, key=lambda path: int(path.rpartition('-')[2]))


class Checkpoints(keras.callbacks.Callback):
  """Keeps a model and the state of its optimizer in a directory, the newest few."""

  def __init__(self, model_dir, steps=None, secs=600, max_to_keep=5):
    super().__init__()
    self.model_dir, self.max_to_keep = model_dir, max_to_keep
    self.steps, self.secs = steps, secs

  def on_train_begin(self, logs=None):
    self.save()

  def on_train_batch_end(self, batch, logs=None):
    if self.steps:
      is_due = int(self.model.optimizer.iterations) >= self.saved + self.steps
    else:
      is_due = self.secs and time.monotonic() >= self.time + self.secs
    if is_due:
      self.save()

  def on_train_end(self, logs=None):
    self.save()

  def save(self):
    self.saved, self.time = int(self.model.optimizer.iterations), time.monotonic()
    if self.model_dir:
      path = os.path.join(self.model_dir, f'model.ckpt-{self.saved}.weights.h5')
      new = os.path.join(self.model_dir, 'new.weights.h5')
      os.makedirs(self.model_dir, exist_ok=True)
      self.model.save_weights(new)
      # It has its name when it is whole: training may be killed at any time.
      os.replace(new, path)
      for old in checkpoint_paths(self.model_dir)[: -self.max_to_keep]:
        os.remove(old + '.weights.h5')


def input_of(dataset):
  """Returns the input of a model that takes the features of a dataset."""
  features = dataset.element_spec[0]
  return keras.Input(features.shape[1:], dtype=features.dtype.name)


def restored(model, model_dir):
  """Returns a model as the newest checkpoint in a directory has it, if there is any."""
  model.optimizer.build(model.trainable_variables)
  for path in checkpoint_paths(model_dir)[-1:]:
    model.load_weights(path + '.weights.h5')
  return model


class Weight(keras.layers.Layer):
  """Returns its weight, whatever its inputs."""

  def __init__(self, shape, initializer, **kwargs):
    super().__init__(**kwargs)
    self.weight = self.add_weight(shape, initializer, name='weight')

  def call(self, inputs):
    # The product has a dense gradient: a row that is taken twice is one to the optimizer.
    return 1.0 * self.weight


def build_model(features):
  slope = Weight([], keras.initializers.Constant(0.0), name='slope')(features)
  predictions = slope * keras.ops.cast(features, 'float32')
  model = keras.Model(features, predictions)
  model.compile(
      optimizer=keras.optimizers.SGD(0.05),
      loss=keras.losses.MeanSquaredError(),
      metrics=[keras.metrics.RootMeanSquaredError(name='rmse')])
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  predictions = model.output
  return keras.Model(model.input, {
    'y': predictions})


def input_fn():
  x = tf.constant([1.0, 2.0, 3.0])
  return tf.data.Dataset.from_tensors((x, x * 2.0)).repeat()


keras.utils.set_random_seed(1)
model_dir = tempfile.mkdtemp()
estimator = build_model(input_of(input_fn()))
estimator.fit(
    input_fn(),
    steps_per_epoch=20,
    callbacks=[Checkpoints(model_dir, steps=5, max_to_keep=3)],
    shuffle=False,
    verbose=0)
state = checkpoint_paths(model_dir)
for path in state:
  result = at_checkpoint(estimator, path).evaluate(input_fn(), steps=1, return_dict=True, verbose=0)
  slope = at_checkpoint(estimator, path).get_layer('slope').weight.numpy()
  print(os.path.basename(path), 'slope %.4f rmse %.4f' % (slope, result['rmse']))
print(
    np.round(
        list(
            build_predictor(restored(estimator, model_dir)).predict(
                input_fn(), steps=1, verbose=0)['y']),
        3).tolist())
