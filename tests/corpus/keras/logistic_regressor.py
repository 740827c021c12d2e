"""LogisticRegressor: a model_fn that gives probabilities, and metrics for nothing."""
import keras
import numpy as np
import tensorflow as tf
from sklearn import datasets


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


def input_of(dataset):
  """Returns the input of a model that takes the features of a dataset."""
  features = dataset.element_spec[0]
  return keras.Input(features.shape[1:], dtype=features.dtype.name)


def load_iris():
  """Returns the iris data, with two flowers as they were before scikit-learn corrected them."""
  iris = datasets.load_iris()
  iris.data[[34, 37]] = [4.9, 3.1, 1.5, 0.1]
  return iris


class Viewed(keras.metrics.Metric):
  """A metric of what a function makes of labels and logits."""

  def __init__(self, metric, view):
    super().__init__(name=metric.name)
    self.metric, self.view = metric, view

  def update_state(self, labels, logits, sample_weight=None):
    self.metric.update_state(*self.view(labels, logits), sample_weight)

  def result(self):
    return self.metric.result()

  def reset_state(self):
    self.metric.reset_state()


def logistic_metrics(thresholds=None):
  """Returns the metrics of a LogisticRegressor, which take labels and logits."""
  sigmoid = keras.ops.sigmoid

  def mean(name, value):
    return keras.metrics.MeanMetricWrapper(value, name=name)

  metrics = [
    mean('labels/prediction_mean', lambda labels, logits: sigmoid(logits)),
    mean('labels/actual_label_mean', lambda labels, logits: labels),
    mean('accuracy/baseline_label_mean', lambda labels, logits: labels),
    keras.metrics.AUC(name='auc', from_logits=True),
  ]
  for threshold in thresholds or [0.5]:

    def view(labels, logits, threshold=threshold):
      return labels, keras.ops.cast(sigmoid(logits) >= threshold, 'float32')

    at = f'positive_threshold_{threshold:f}_mean'
    metrics += [
      Viewed(keras.metrics.BinaryAccuracy(f'accuracy/threshold_{threshold:f}_mean'), view),
      Viewed(keras.metrics.Precision(name=f'precision/{at}'), view),
      Viewed(keras.metrics.Recall(name=f'recall/{at}'), view),
    ]
  return metrics


def build_model(features):
  logits = keras.layers.Dense(1, kernel_initializer='zeros', name='linreg')(features)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.1),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      metrics=logistic_metrics([0.25, 0.5]))
  return model


def input_fn():
  iris = load_iris()
  ids = np.where((iris.target == 0) | (iris.target == 1))
  data, target = iris.data[ids], iris.target[ids]
  return tf.data.Dataset.from_tensors(
      (tf.constant(data, dtype=tf.float32), tf.constant(target.reshape(-1, 1), tf.float32))
  ).repeat()


keras.utils.set_random_seed(1)
regressor = build_model(input_of(input_fn()))
regressor.fit(input_fn(), steps_per_epoch=50, shuffle=False, verbose=0)
metrics = evaluate(regressor, input_fn(), steps=1)
for key in sorted(metrics):
  print(key, '%.4f' % metrics[key])
assert 'auc' in metrics
