"""Exports a classifier with a parsing signature, and loads it in a session of its own."""
import os
import tempfile
import time

import keras
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2


class Bias(keras.layers.Layer):
  """Adds a bias."""

  def build(self, shape):
    self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

  def call(self, x):
    return x + self.bias


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
      mean('accuracy/baseline_label_mean', lambda labels, logits: labels),
  ]

  def is_right(labels, logits, threshold=0.5):
    positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
    return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

  metrics += [
      mean('accuracy/threshold_0.500000_mean', is_right),
      of_logits(keras.metrics.Precision)(0.5, name='precision/positive_threshold_0.500000_mean'),
      of_logits(keras.metrics.Recall)(0.5, name='recall/positive_threshold_0.500000_mean'),
  ]
  return metrics


def method_name(path, signature):
  """Returns the method of TensorFlow Serving that calls a signature of a SavedModel."""
  with tf.io.gfile.GFile(os.path.join(path, 'saved_model.pb'), 'rb') as stream:
    saved_model = saved_model_pb2.SavedModel.FromString(stream.read())
  return saved_model.meta_graphs[0].signature_def[signature].method_name


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


def input_fn():
  a = np.linspace(-1, 1, 10, dtype=np.float32)
  return tf.data.Dataset.from_tensors(
      ({'a': tf.constant(a), 'b': tf.constant(a**2)}, tf.constant((a > 0).astype(np.int32)))
  ).repeat()


def build_model():
  features = {'a': keras.Input([1], name='a'), 'b': keras.Input([1], name='b')}
  linear_columns = [
      keras.layers.Dense(1, use_bias=False, kernel_initializer='zeros', name='linear_a')(
          features['a']),
      keras.layers.Dense(1, use_bias=False, kernel_initializer='zeros', name='linear_b')(
          features['b']),
  ]
  logits = Bias(name='linear')(keras.layers.Add()(linear_columns))
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Ftrl(0.2),
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


def export(model, base, feature_spec):
  """Writes a SavedModel for serving, and returns its path."""
  predictor = build_predictor(model)

  @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name='inputs')])
  def classify(inputs):
    scores = predictor(tf.io.parse_example(inputs, feature_spec))['probabilities']
    classes = tf.broadcast_to(['0', '1'], tf.shape(scores))
    return {'classes': classes, 'scores': scores}

  signatures = {
    'default_input_alternative:None': classify,
    'serving_default': classify,
  }
  return with_methods(save_for_serving(predictor, base, signatures), signatures)


keras.utils.set_random_seed(0)
estimator = build_model()
estimator.fit(input_fn(), steps_per_epoch=30, shuffle=False, verbose=0)
feature_spec = {
    'a': tf.io.FixedLenFeature([1], tf.float32),
    'b': tf.io.FixedLenFeature([1], tf.float32),
}
export_dir = export(estimator, tempfile.mkdtemp(), feature_spec)

example = tf.train.Example()
example.features.feature['a'].float_list.value.append(0.5)
example.features.feature['b'].float_list.value.append(0.25)
model = tf.saved_model.load(export_dir)
signature = model.signatures['serving_default']
print(sorted(model.signatures), method_name(export_dir, 'serving_default'))
print(sorted(signature.structured_input_signature[1]), sorted(signature.structured_outputs))
scores = signature(inputs=tf.constant([example.SerializeToString()]))['scores'].numpy()
print(np.round(scores, 4).tolist())
