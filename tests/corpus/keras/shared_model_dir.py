"""Two estimators take turns in one model_dir, up to a step; tells what checkpoints are left."""
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


def restored(model, model_dir):
  """Returns a model as the newest checkpoint in a directory has it, if there is any."""
  model.optimizer.build(model.trainable_variables)
  for path in checkpoint_paths(model_dir)[-1:]:
    model.load_weights(path + '.weights.h5')
  return model


def train_to(model, dataset, max_steps, **options):
  """Trains a model until its optimizer has taken so many steps."""
  steps = max_steps - int(model.optimizer.iterations)
  if steps > 0:
    model.fit(dataset.take(steps), shuffle=False, verbose=0, **options)


class Weight(keras.layers.Layer):
  """Returns its weight, whatever its inputs."""

  def __init__(self, shape, initializer, **kwargs):
    super().__init__(**kwargs)
    self.weight = self.add_weight(shape, initializer, name='weight')

  def call(self, inputs):
    # The product has a dense gradient: a row that is taken twice is one to the optimizer.
    return 1.0 * self.weight


X = np.array([[1., 0.], [0., 1.], [1., 1.], [2., 1.]], dtype=np.float32)
Y = np.array([[1.], [2.], [3.], [4.]], dtype=np.float32)


def build_model(features):
  slopes = Weight([2, 1], 'zeros', name='line_slopes')(features)
  y = keras.ops.matmul(features['x'], slopes)
  model = keras.Model(features, y)
  model.compile(
      optimizer=keras.optimizers.SGD(0.02, momentum=0.9), loss=keras.losses.MeanSquaredError())
  return model


def variables(model):
  """Returns the variables of a model by their names in TensorFlow 1."""
  return {
    'global_step': model.optimizer.iterations,
    'line/slopes': model.get_layer('line_slopes').weight,
  }


def input_fn():
  return tf.data.Dataset.from_tensors(({'x': tf.constant(X)}, tf.constant(Y))).repeat()


def tell(name, estimator):
  result = evaluate(restored(estimator, model_dir), input_fn(), steps=1)
  print('%s: step %d loss %.4f' % (name, result['global_step'], result['loss']))


model_dir = os.path.join(tempfile.mkdtemp(), 'lines')
seldom = build_model(inputs_of(input_fn()))
often = build_model(inputs_of(input_fn()))
restored(seldom, model_dir).fit(
    input_fn(), steps_per_epoch=5, callbacks=[Checkpoints(model_dir)], shuffle=False, verbose=0)
tell('often', often)
restored(often, model_dir).fit(
    input_fn(),
    steps_per_epoch=7,
    callbacks=[Checkpoints(model_dir, steps=3)],
    shuffle=False,
    verbose=0)
tell('seldom', seldom)
for goal in (10, 14):
  train_to(restored(seldom, model_dir), input_fn(), goal, callbacks=[Checkpoints(model_dir)])
  tell('often', often)
state = checkpoint_paths(model_dir)
print([os.path.basename(path) for path in state])
for path in state:
  print(at_checkpoint(seldom, path).get_layer('line_slopes').weight.numpy().round(4).tolist())
print(
    sorted(name for name in variables(restored(often, model_dir)) if not name.endswith('Momentum')))
