"""Wide & deep, with a flag for each kind of model."""

import glob
import os
import tempfile
import time

import keras
import numpy as np
import tensorflow as tf
from absl import app
from absl import flags


class Bias(keras.layers.Layer):
  """Adds a bias."""

  def build(self, shape):
    self.bias = self.add_weight([shape[-1]], "zeros", name="bias")

  def call(self, x):
    return x + self.bias


class AreaUnderPR(keras.metrics.AUC):
  """The area under straight lines between the points of precision and recall."""

  def __init__(self, name):
    super().__init__(name=name, curve="PR", from_logits=True)

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
      keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0),
      keras.metrics.AUC(name="auc", from_logits=True),
      AreaUnderPR(name="auc_precision_recall"),
      mean("labels/prediction_mean", lambda labels, logits: sigmoid(logits)),
      mean("labels/actual_label_mean", lambda labels, logits: labels),
      mean("accuracy/baseline_label_mean", lambda labels, logits: labels),
  ]

  def is_right(labels, logits, threshold=0.5):
    positive = keras.ops.cast(sigmoid(logits) >= threshold, "float32")
    return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), "float32")

  metrics += [
      mean("accuracy/threshold_0.500000_mean", is_right),
      of_logits(keras.metrics.Precision)(0.5, name="precision/positive_threshold_0.500000_mean"),
      of_logits(keras.metrics.Recall)(0.5, name="recall/positive_threshold_0.500000_mean"),
  ]
  return metrics


def checkpoint_paths(model_dir):
  """Returns the checkpoints in a directory, the newest last, each without `.weights.h5`."""
  if not model_dir:
    return []
  files = glob.glob(os.path.join(glob.escape(model_dir), "model.ckpt-*.weights.h5"))
  paths = [file.removesuffix(".weights.h5") for file in files]
  return sorted(paths, key=lambda path: int(path.rpartition("-")[2]))


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
      path = os.path.join(self.model_dir, f"model.ckpt-{self.saved}.weights.h5")
      new = os.path.join(self.model_dir, "new.weights.h5")
      os.makedirs(self.model_dir, exist_ok=True)
      self.model.save_weights(new)
      # It has its name when it is whole: training may be killed at any time.
      os.replace(new, path)
      for old in checkpoint_paths(self.model_dir)[: -self.max_to_keep]:
        os.remove(old + ".weights.h5")


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
      if column.dtype == "string":
        given = column != ""
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

  def __init__(self, buckets, dimension, combiner="mean", initializer=None, **kwargs):
    super().__init__(**kwargs)
    self.combiner = combiner
    initializer = initializer or keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
    self.embeddings = self.add_weight([buckets, dimension], initializer, name="embeddings")

  def call(self, ids):
    counts = keras.ops.cast(ids >= 0, "float32")
    # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
    rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
    total = keras.ops.sum(rows * counts[..., None], axis=-2)
    if self.combiner == "sum":
      return total
    size = keras.ops.sum(counts, axis=-1, keepdims=True)
    return keras.ops.divide_no_nan(total, size)


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, "global_step": int(model.optimizer.iterations)}


def restored(model, model_dir):
  """Returns a model as the newest checkpoint in a directory has it, if there is any."""
  model.optimizer.build(model.trainable_variables)
  for path in checkpoint_paths(model_dir)[-1:]:
    model.load_weights(path + ".weights.h5")
  return model


class WideAndDeep(keras.Model):
  """Trains the layers whose names begin with "linear" with an optimizer of their own."""

  def compile(self, optimizer, linear_optimizer, **kwargs):
    super().compile(optimizer, **kwargs)
    self.linear_optimizer = linear_optimizer
    deep, linear = self.parts()
    optimizer.build(deep)
    linear_optimizer.build(linear)

  def parts(self):
    """Returns the weights of the deep and of the linear part."""
    linear = [w for w in self.trainable_weights if w.path.startswith("linear")]
    deep = [w for w in self.trainable_weights if not w.path.startswith("linear")]
    return deep, linear

  def train_step(self, data):
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
    with tf.GradientTape() as tape:
      y_pred = self(x, training=True)
      loss = self.compute_loss(x, y, y_pred, sample_weight)
    deep, linear = parts = self.parts()
    of_deep, of_linear = tape.gradient(loss, [[w.value for w in part] for part in parts])
    self.optimizer.apply(of_deep, deep)
    self.linear_optimizer.apply(of_linear, linear)
    for metric in self.metrics:
      if metric.name == "loss":
        metric.update_state(loss)
    return self.compute_metrics(x, y, y_pred, sample_weight)


FLAGS = flags.FLAGS
flags.DEFINE_string("model_dir", "", "Base directory for output models.")
flags.DEFINE_string("model_type", "wide_n_deep", "wide, deep or wide_n_deep.")
flags.DEFINE_integer("train_steps", 40, "Number of training steps.")


def build_linear_classifier():
  features = {
      "temperature": keras.Input([1], name="temperature"),
      "city": keras.Input([None], dtype="string", name="city"),
      "weekday": keras.Input([None], dtype="int64", name="weekday")}
  temperature_bucketized = keras.layers.Discretization([5., 15., 25.])(features["temperature"])
  city_X_weekday = Cross(50)([features["city"], features["weekday"]])
  city = keras.layers.Hashing(21, mask_value="")(features["city"]) - 1
  weekday = keras.ops.where(features["weekday"] < 0, features["weekday"], features["weekday"] % 7)
  linear_columns = [
      EmbeddingBag(4, 1, "sum", "zeros", name="linear_temperature_bucketized")(
          temperature_bucketized),
      EmbeddingBag(50, 1, "sum", "zeros", name="linear_city_X_weekday")(city_X_weekday),
      EmbeddingBag(20, 1, "sum", "zeros", name="linear_city")(city),
      EmbeddingBag(7, 1, "sum", "zeros", name="linear_weekday")(weekday),
  ]
  logits = Bias(name="linear")(keras.layers.Add()(linear_columns))
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Ftrl(0.2),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


def build_dnn_classifier():
  features = {
      "city": keras.Input([None], dtype="string", name="city"),
      "weekday": keras.Input([None], dtype="int64", name="weekday"),
      "temperature": keras.Input([1], name="temperature")}
  city = keras.layers.Hashing(21, mask_value="")(features["city"]) - 1
  weekday = keras.ops.where(features["weekday"] < 0, features["weekday"], features["weekday"] % 7)
  columns = [
      EmbeddingBag(20, 4, name="city_embedding")(city),
      EmbeddingBag(7, 2, name="weekday_embedding")(weekday),
      features["temperature"],
  ]
  net = keras.layers.Concatenate()(columns)
  for i, units in enumerate([8, 4]):
    net = keras.layers.Dense(units, activation="relu", name=f"dnn_hiddenlayer_{i}")(net)
  logits = keras.layers.Dense(1, name="dnn_logits")(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


def build_dnn_linear_combined_classifier():
  features = {
      "city": keras.Input([None], dtype="string", name="city"),
      "weekday": keras.Input([None], dtype="int64", name="weekday"),
      "temperature": keras.Input([1], name="temperature")}
  city = keras.layers.Hashing(21, mask_value="")(features["city"]) - 1
  weekday = keras.ops.where(features["weekday"] < 0, features["weekday"], features["weekday"] % 7)
  columns = [
      EmbeddingBag(20, 4, name="city_embedding")(city),
      EmbeddingBag(7, 2, name="weekday_embedding")(weekday),
      features["temperature"],
  ]
  temperature_bucketized = keras.layers.Discretization([5., 15., 25.])(features["temperature"])
  city_X_weekday = Cross(50)([features["city"], features["weekday"]])
  linear_columns = [
      EmbeddingBag(4, 1, "sum", "zeros", name="linear_temperature_bucketized")(
          temperature_bucketized),
      EmbeddingBag(50, 1, "sum", "zeros", name="linear_city_X_weekday")(city_X_weekday),
      EmbeddingBag(20, 1, "sum", "zeros", name="linear_city")(city),
      EmbeddingBag(7, 1, "sum", "zeros", name="linear_weekday")(weekday),
  ]
  net = keras.layers.Concatenate()(columns)
  for i, units in enumerate([8, 4]):
    net = keras.layers.Dense(units, activation="relu", name=f"dnn_hiddenlayer_{i}")(net)
  deep = keras.layers.Dense(1, name="dnn_logits")(net)
  linear = Bias(name="linear")(keras.layers.Add()(linear_columns))
  logits = deep + linear
  model = WideAndDeep(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      linear_optimizer=keras.optimizers.Ftrl(0.2),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


def build_estimator(model_dir):
  keras.utils.set_random_seed(77)
  if FLAGS.model_type == "wide":
    return restored(build_linear_classifier(), model_dir)
  elif FLAGS.model_type == "deep":
    return restored(build_dnn_classifier(), model_dir)
  return restored(build_dnn_linear_combined_classifier(), model_dir)


def input_fn():
  rng = np.random.RandomState(5)
  cities = np.array(["Basel", "Bern", "Chur", "Genf"])[rng.randint(0, 4, 40)]
  weekdays = rng.randint(0, 7, 40).astype(np.int64)
  temperatures = rng.uniform(-5, 30, 40).astype(np.float32)
  labels = ((temperatures > 15) | (weekdays > 4)).astype(np.int32)

  def column(values):
    return tf.reshape(tf.constant(values), [40, 1])

  features = {
      "city": column(cities), "weekday": column(weekdays), "temperature": tf.constant(temperatures)}
  return tf.data.Dataset.from_tensors((features, tf.constant(labels))).repeat()


def main(_):
  model_dir = FLAGS.model_dir or tempfile.mkdtemp()
  m = build_estimator(model_dir)
  m.fit(
      input_fn(),
      steps_per_epoch=FLAGS.train_steps,
      callbacks=[Checkpoints(model_dir)],
      shuffle=False,
      verbose=0)
  results = evaluate(m, input_fn(), steps=1)
  for key in sorted(results):
    print("%s: %.4f" % (key, results[key]))


if __name__ == "__main__":
  app.run(main)
