"""An Experiment that trains, evaluates and exports."""
import glob
import os
import tempfile
import time

import keras
import numpy as np
import tensorflow as tf
from absl import app
from tensorflow.core.protobuf import saved_model_pb2


class AreaUnderPR(keras.metrics.AUC):
  """The area under straight lines between the points of precision and recall."""

  def __init__(self, name):
    super().__init__(name=name, curve='PR', from_logits=True)

  def result(self):
    hits = self.true_positives + 1e-6
    recall = hits / (hits + self.false_negatives)
    precision = hits / (hits + self.false_positives)
    return keras.ops.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


def of_logits(metric):
  """Returns a kind of metric that takes logits where another takes probabilities."""

  class OfLogits(metric):
    def update_state(self, labels, logits, sample_weight=None):
      super().update_state(labels, keras.ops.sigmoid(logits), sample_weight)

  return OfLogits


def binary_metrics():
  """Returns the metrics of two classes, which take labels and the logit of the second."""
  sigmoid = keras.ops.sigmoid

  def mean(name, value):
    return keras.metrics.MeanMetricWrapper(value, name=name)

  metrics = [
      keras.metrics.BinaryAccuracy(name='accuracy', threshold=0.0),
      keras.metrics.AUC(name='auc', from_logits=True),
      AreaUnderPR(name='auc_precision_recall'),
      mean('labels/prediction_mean', lambda labels, logits: sigmoid(logits)),
      mean('labels/actual_label_mean', lambda labels, logits: labels),
      mean('accuracy/baseline_label_mean', lambda labels, logits: labels)]

  def is_right(labels, logits, threshold=0.5):
    positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
    return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

  metrics += [
      mean('accuracy/threshold_0.500000_mean', is_right),
      of_logits(keras.metrics.Precision)(0.5, name='precision/positive_threshold_0.500000_mean'),
      of_logits(keras.metrics.Recall)(0.5, name='recall/positive_threshold_0.500000_mean')]
  return metrics


def checkpoint_paths(model_dir):
  """Returns the checkpoints in a directory, the newest last, each without `.weights.h5`."""
  if not model_dir:
    return []
  files = glob.glob(os.path.join(glob.escape(model_dir), 'model.ckpt-*.weights.h5'))
  paths = [file.removesuffix('.weights.h5') for file in files]
  return sorted(paths, key=lambda path: int(path.rpartition('-')[2]))


class Checkpoints(keras.callbacks.Callback):
  """Keeps a model and the state of its optimizer in a directory, the newest few."""

  def __init__(self, model_dir, secs=600, max_to_keep=5):
    super().__init__()
    self.model_dir, self.max_to_keep = model_dir, max_to_keep
    self.secs = secs

  def on_train_begin(self, logs=None):
    self.save()

  def on_train_batch_end(self, batch, logs=None):
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


def train_to(model, dataset, max_steps, **options):
  """Trains a model until its optimizer has taken so many steps."""
  steps = max_steps - int(model.optimizer.iterations)
  if steps > 0:
    model.fit(dataset.take(steps), shuffle=False, verbose=0, **options)


class Experiment:
  """A model with what it is trained on and evaluated on."""

  def __init__(
    self,
    model,
    train_data,
    eval_data,
    train_steps=None,
    callbacks=None,
    measure=evaluate,
    exports=()):
    self.model, self.train_data, self.eval_data = model, train_data, eval_data
    self.train_steps, self.callbacks = train_steps, callbacks
    self.measure, self.exports = measure, exports

  def train(self):
    if self.train_steps is None:
      self.model.fit(self.train_data, callbacks=self.callbacks, shuffle=False, verbose=0)
    else:
      train_to(self.model, self.train_data, self.train_steps, callbacks=self.callbacks)

  def evaluate(self):
    return self.measure(self.model, self.eval_data)

  def train_and_evaluate(self):
    """Returns the results of the evaluation, and what was exported."""
    self.train()
    return self.evaluate(), [export(self.model) for export in self.exports]


def keep_newest(path, count):
  """Removes all but the newest few of an export and those beside it, and returns its path."""
  base = os.path.dirname(path)
  names = [name.rstrip('/') for name in tf.io.gfile.listdir(base)]
  for old in sorted(filter(str.isdigit, names), key=int)[:-count]:
    tf.io.gfile.rmtree(os.path.join(base, old))
  return path


def restored(model, model_dir):
  """Returns a model as the newest checkpoint in a directory has it, if there is any."""
  model.optimizer.build(model.trainable_variables)
  for path in checkpoint_paths(model_dir)[-1:]:
    model.load_weights(path + '.weights.h5')
  return model


def save_for_serving(model, base, signatures):
  """Writes a SavedModel into a new directory, named by the time, and returns its path."""
  while tf.io.gfile.exists(path := os.path.join(base, str(int(time.time())))):
    time.sleep(1)
  archive = keras.export.ExportArchive()
  archive.track(model)
  for name, function in signatures.items():
    archive.add_endpoint(name, function)
  archive.write_out(path, verbose=False)
  return path


def with_methods(path, signatures):
  """Has each signature of a SavedModel called by the method that its function is named after."""
  file = os.path.join(path, 'saved_model.pb')
  with tf.io.gfile.GFile(file, 'rb') as stream:
    saved_model = saved_model_pb2.SavedModel.FromString(stream.read())
  for name, function in signatures.items():
    signature = saved_model.meta_graphs[0].signature_def[name]
    signature.method_name = f'tensorflow/serving/{function.__name__}'
  with tf.io.gfile.GFile(file, 'wb') as stream:
    stream.write(saved_model.SerializeToString())
  return path


def make_input_fn(seed):
  def input_fn():
    x = np.random.RandomState(seed).randn(20, 2).astype(np.float32)
    return tf.data.Dataset.from_tensors(
        ({'x': tf.constant(x)}, tf.constant((x[:, 0] > x[:, 1]).astype(np.int64)))).repeat()
  return input_fn


def serving_input_fn(examples):
  feature_spec = {'x': tf.io.FixedLenFeature([2], tf.float32)}
  features = tf.io.parse_example(examples, feature_spec)
  return features


def build_model():
  features = {'x': keras.Input([2], name='x')}
  net = keras.layers.Dense(4, activation='relu', name='dnn_hiddenlayer_0')(features['x'])
  logits = keras.layers.Dense(1, name='dnn_logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(
      model.input,
      {
          'logits': logits,
          'logistic': keras.ops.sigmoid(logits),
          'probabilities': keras.ops.concatenate(
              [keras.ops.sigmoid(-logits), keras.ops.sigmoid(logits)], axis=1),
          'classes': keras.ops.cast(logits[:, 0] > 0, 'int32'),
      })


def export(model, base, serving_input_fn):
  """Writes a SavedModel for serving, and returns its path."""
  predictor = build_predictor(model)

  @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name='inputs')])
  def classify(inputs):
    scores = predictor(serving_input_fn(inputs))['probabilities']
    classes = tf.broadcast_to(['0', '1'], tf.shape(scores))
    return {'classes': classes, 'scores': scores}

  signatures = {
    'default_input_alternative:None': classify,
    'serving_default': classify,
  }
  return with_methods(save_for_serving(predictor, base, signatures), signatures)


def experiment_fn(output_dir):
  keras.utils.set_random_seed(1)
  estimator = restored(build_model(), output_dir)
  return Experiment(
      estimator,
      make_input_fn(0)(),
      make_input_fn(1)().take(1),
      train_steps=60,
      callbacks=[Checkpoints(output_dir)],
      exports=[
          lambda model: keep_newest(
              export(model, os.path.join(output_dir, 'export', 'Servo'), serving_input_fn), 1)])


def main(_):
  output_dir = tempfile.mkdtemp()
  results, exports = experiment_fn(output_dir).train_and_evaluate()
  for key in sorted(results):
    print('%s: %.4f' % (key, results[key]))
  for path in exports:
    path = path.decode() if isinstance(path, bytes) else path
    print(sorted(os.listdir(path)))
    print(os.path.relpath(path, output_dir).split(os.sep)[:2])


if __name__ == '__main__':
  app.run(main)
