"""CSV files through learn.datasets.base, as the first tutorial had them."""
import csv
import os
import tempfile
import types

import keras
import numpy as np
import tensorflow as tf


class AreaUnderPR(keras.metrics.AUC):
  """The area under straight lines between the points of precision and recall."""

  def __init__(self, name):
    super().__init__(name=name, curve="PR", from_logits=True)

  def result(self):
    hits = self.true_positives + 1e-6
    recall = hits / (hits + self.false_negatives)
    precision = hits / (hits + self.false_positives)
    return keras.ops.sum(
        (recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


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
    return positive == keras.ops.cast(
        keras.ops.reshape(labels, (-1, 1)), "float32")

  metrics += [
      mean("accuracy/threshold_0.500000_mean", is_right),
      of_logits(keras.metrics.Precision)(
          0.5, name="precision/positive_threshold_0.500000_mean"),
      of_logits(keras.metrics.Recall)(
          0.5, name="recall/positive_threshold_0.500000_mean"),
  ]
  return metrics


def load_csv(filename, target_dtype, features_dtype, target_column=-1, skip=0):
  """Returns the columns of numbers below some lines: one as target, the others as data."""
  with open(filename) as file:
    rows = list(csv.reader(file))[skip:]
  target = np.array(
      [row.pop(target_column) for row in rows], dtype=target_dtype)
  return types.SimpleNamespace(
      data=np.array(rows, dtype=features_dtype), target=target)


LINES = """6,2,setosa,versicolor
5.1,3.5,0
6.2,2.9,1
4.9,3.1,0
6.6,3.0,1
5.0,3.4,0
5.9,3.0,1
"""
path = os.path.join(tempfile.mkdtemp(), "iris_training.csv")
with open(path, "w") as f:
  f.write(LINES)

training_set = load_csv(
    filename=path, target_dtype=np.int32, features_dtype=np.float32, skip=1)
print(training_set.data.shape, training_set.target.tolist())


def build_model():
  features = keras.Input([2])
  net = features
  for i, units in enumerate([10, 20, 10]):
    net = keras.layers.Dense(
        units, activation="relu", name=f"dnn_hiddenlayer_{i}")(net)
  logits = keras.layers.Dense(1, name="dnn_logits")(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


keras.utils.set_random_seed(3)
classifier = build_model()


def get_inputs():
  x = tf.constant(training_set.data)
  y = tf.constant(training_set.target)
  return tf.data.Dataset.from_tensors((x, y)).repeat()


classifier.fit(get_inputs(), steps_per_epoch=100, shuffle=False, verbose=0)
print(
    "loss %.4f"
    % classifier.evaluate(
        get_inputs(), steps=1, return_dict=True, verbose=0)["loss"])
