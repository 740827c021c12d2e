"""A linear model of incomes over crossed, bucketized and hashed columns."""

import argparse
import glob
import os
import sys
import tempfile
import time

import keras
import pandas as pd
import tensorflow as tf
from absl import app


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


class Cross(keras.layers.Layer):
  """Puts each combination of strings or ids into the bucket where TF 1 had it; -1 for none."""

  def __init__(self, buckets, **kwargs):
    super().__init__(**kwargs)
    self.buckets = buckets

  def call(self, columns):
    golden_ratio = tf.constant(0x9E3779B97F4A7800 - 2**64, tf.int64)
    mixed = tf.fill([tf.shape(columns[0])[0], 1], tf.constant(0xDECAFCAFFE, tf.int64))
    is_given = tf.ones_like(mixed, tf.bool)
    for column in columns:
      if column.dtype == 'string':
        given = column != ''
        fingerprints = tf.fingerprint(tf.reshape(column, [-1]))
        column = tf.reshape(tf.bitcast(fingerprints, tf.int64), tf.shape(column))
      else:
        given = column >= 0
      mixed, is_given = mixed[:, :, None], is_given[:, :, None] & given[:, None, :]
      shifted = tf.bitwise.left_shift(mixed, 10) + tf.bitwise.right_shift(mixed, 4)
      shifted += tf.cast(column, tf.int64)[:, None, :] + golden_ratio
      mixed = tf.bitwise.bitwise_xor(mixed, shifted)
      rows = tf.shape(mixed)[0]
      mixed, is_given = tf.reshape(mixed, [rows, -1]), tf.reshape(is_given, [rows, -1])
    buckets = tf.cast(tf.bitcast(mixed, tf.uint64) % self.buckets, tf.int64)
    return tf.where(is_given, buckets, -1)


class EmbeddingBag(keras.layers.Layer):
  """Combines the embeddings of each example's ids, of which -1 is none."""

  def __init__(self, buckets, dimension, **kwargs):
    super().__init__(**kwargs)
    self.embeddings = self.add_weight([buckets, dimension], 'zeros', name='embeddings')

  def call(self, ids):
    counts = keras.ops.cast(ids >= 0, 'float32')
    # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
    rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
    return keras.ops.sum(rows * counts[..., None], axis=-2)


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


def only(*names):
  """Returns a function to map a dataset through that leaves out all other features."""
  return lambda features, *rest: ({name: features[name] for name in names}, *rest)


def restored(model, model_dir):
  """Returns a model as the newest checkpoint in a directory has it, if there is any."""
  model.optimizer.build(model.trainable_variables)
  for path in checkpoint_paths(model_dir)[-1:]:
    model.load_weights(path + '.weights.h5')
  return model


CATEGORICAL = ['education', 'occupation', 'sex']
CONTINUOUS = ['age', 'hours']
LABEL = 'label'


def people():
  rows = []
  for i in range(64):
    education = ['Bachelors', 'HS-grad', 'Masters', '9th'][i % 4]
    occupation = ['Sales', 'Craft-repair', 'Tech-support'][i % 3]
    sex = ['Male', 'Female'][(i // 3) % 2]
    age = 18 + (i * 7) % 50
    hours = 20 + (i * 5) % 40
    label = int(education in ('Bachelors', 'Masters') and age > 30 or hours > 52)
    rows.append((age, hours, education, occupation, sex, label))
  return pd.DataFrame(rows, columns=CONTINUOUS + CATEGORICAL + [LABEL])


def build_model():
  features = {
      'age': keras.Input([1], name='age'),
      'education': keras.Input([None], dtype='string', name='education'),
      'sex': keras.Input([None], dtype='string', name='sex'),
      'occupation': keras.Input([None], dtype='string', name='occupation'),
      'hours': keras.Input([1], name='hours')}
  age_bucketized = keras.layers.Discretization([25, 35, 45, 55])(features['age'])
  age_bucketized_X_education_X_sex = Cross(int(1e3))(
      [age_bucketized, features['education'], features['sex']])
  education_X_occupation = Cross(int(1e3))([features['education'], features['occupation']])
  education = keras.layers.Hashing(101, mask_value='')(features['education']) - 1
  occupation = keras.layers.Hashing(101, mask_value='')(features['occupation']) - 1
  sex = keras.layers.StringLookup(vocabulary=['Female', 'Male'])(features['sex']) - 1
  linear_columns = [
      EmbeddingBag(5, 1, name='linear_age_bucketized')(age_bucketized),
      EmbeddingBag(int(1e3), 1, name='linear_age_bucketized_X_education_X_sex')(
          age_bucketized_X_education_X_sex),
      EmbeddingBag(int(1e3), 1, name='linear_education_X_occupation')(education_X_occupation),
      keras.layers.Dense(1, use_bias=False, kernel_initializer='zeros', name='linear_hours')(
          features['hours'] / 40.0),
      EmbeddingBag(100, 1, name='linear_education')(education),
      EmbeddingBag(100, 1, name='linear_occupation')(occupation),
      EmbeddingBag(2, 1, name='linear_sex')(sex),
  ]
  logits = Bias(name='linear')(keras.layers.Add()(linear_columns))
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Ftrl(
          0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.01),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


def build_estimator(model_dir):
  return restored(build_model(), model_dir)


def input_fn(df):
  continuous_cols = {k: tf.constant(df[k].values.astype('float32')) for k in CONTINUOUS}
  categorical_cols = {
      k: tf.reshape(df[k].values, [df[k].size, 1])
      for k in CATEGORICAL}
  feature_cols = dict(continuous_cols)
  feature_cols.update(categorical_cols)
  return tf.data.Dataset.from_tensors((feature_cols, tf.constant(df[LABEL].values))).repeat()


def main(_):
  model_dir = tempfile.mkdtemp() if not FLAGS.model_dir else FLAGS.model_dir
  df = people()
  m = build_estimator(model_dir)
  m.fit(
      input_fn(df).map(only('age', 'education', 'sex', 'occupation', 'hours')),
      steps_per_epoch=FLAGS.train_steps,
      callbacks=[Checkpoints(model_dir)],
      shuffle=False,
      verbose=0)
  results = evaluate(
      m, input_fn(df).map(only('age', 'education', 'sex', 'occupation', 'hours')), steps=1)
  for key in sorted(results):
    print("%s: %.4f" % (key, results[key]))
  print('bias', m.get_layer('linear').bias.numpy().round(4).tolist())


FLAGS = None

if __name__ == "__main__":
  parser = argparse.ArgumentParser()
  parser.add_argument("--model_dir", type=str, default="", help="Base directory for output models.")
  parser.add_argument("--train_steps", type=int, default=50, help="Number of training steps.")
  FLAGS, unparsed = parser.parse_known_args()
  app.run(main, [sys.argv[0]] + unparsed)
