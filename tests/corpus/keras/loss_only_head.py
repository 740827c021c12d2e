"""A class head with an auxiliary loss beside it: multi_head over a loss_only_head."""
import keras
import numpy as np
import tensorflow as tf


class AddLoss(keras.layers.Layer):
  """Passes a tensor on, and adds a loss to the model."""

  def call(self, inputs, loss):
    self.add_loss(loss)
    return inputs


class AreaUnderPR(keras.metrics.AUC):
  """The area under straight lines between the points of precision and recall."""

  def __init__(self, name):
    super().__init__(name=name, curve='PR', from_logits=True)

  def result(self):
    hits = self.true_positives + 1e-6
    recall = hits / (hits + self.false_negatives)
    precision = hits / (hits + self.false_positives)
    return keras.ops.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


class LossMetric(keras.metrics.Mean):
  """The mean of a loss, under a name of its own."""

  def __init__(self, loss, name):
    super().__init__(name=name)
    self.loss = loss

  def update_state(self, labels, logits, sample_weight=None):
    super().update_state(self.loss.call(labels, logits), sample_weight)


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
    return keras.metrics.MeanMetricWrapper(value, name=name + '/label')

  metrics = [
      keras.metrics.BinaryAccuracy(name='accuracy/label', threshold=0.0),
      keras.metrics.AUC(name='auc/label', from_logits=True),
      AreaUnderPR(name='auc_precision_recall/label'),
      mean('labels/prediction_mean', lambda labels, logits: sigmoid(logits)),
      mean('labels/actual_label_mean', lambda labels, logits: labels),
      mean('accuracy/baseline_label_mean', lambda labels, logits: labels),
  ]

  def is_right(labels, logits, threshold=0.5):
    positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
    return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

  metrics += [
      mean('accuracy/threshold_0.500000_mean', is_right),
      of_logits(keras.metrics.Precision)(
          0.5, name='precision/positive_threshold_0.500000_mean/label'),
      of_logits(keras.metrics.Recall)(0.5, name='recall/positive_threshold_0.500000_mean/label'),
  ]
  loss = keras.losses.BinaryCrossentropy(from_logits=True)
  metrics.append(LossMetric(loss, name='loss/label'))
  return metrics


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


class MultiHead(keras.Model):
  """A model with an output a head, whose metrics have the keys that the heads gave them."""

  def get_metrics_result(self):
    results = super().get_metrics_result()
    for name in self.output:
      prefix, suffix = f'{name}_', f'/{name}'
      results = {
        key.removeprefix(prefix) if key.endswith(suffix) else key: value
        for key, value in results.items()
        if key != f'{name}_loss'
      }
    return results


class RMSProp(keras.optimizers.RMSprop):
  """RMSprop whose mean of squared gradients begins at one."""

  def add_variable_from_reference(self, variable, name=None, initializer='zeros'):
    initializer = 'ones' if name == 'velocity' else initializer
    return super().add_variable_from_reference(variable, name, initializer)


def prepared(features, labels):
  """Returns what the model takes."""
  return features, {'label': labels}


def build_model(features):
  hidden = keras.layers.Dense(5, activation='relu', name='code')(features['x'])
  back = keras.layers.Dense(3, name='decode')(hidden)

  def reconstruction():
    return keras.ops.mean(keras.ops.square(back - features['x']))

  logits = {
      'label': AddLoss()(
          keras.layers.Dense(1, name='label_logits')(hidden), 0.25 * reconstruction())
  }
  model = MultiHead(features, logits)
  model.compile(
      optimizer=RMSProp(0.05, epsilon=1e-10),
      loss={'label': keras.losses.BinaryCrossentropy(from_logits=True)},
      loss_weights={'label': 1.0},
      weighted_metrics={'label': binary_metrics()})
  return model


def input_fn():
  x = np.random.RandomState(0).uniform(-1, 1, (32, 3)).astype(np.float32)
  return tf.data.Dataset.from_tensors(
      ({'x': tf.constant(x)}, tf.constant((x[:, 0] * x[:, 1] > 0).astype(np.int32)))).repeat()


keras.utils.set_random_seed(17)
estimator = build_model(inputs_of(input_fn().map(prepared)))
estimator.fit(input_fn().map(prepared), steps_per_epoch=35, shuffle=False, verbose=0)
result = evaluate(estimator, input_fn().map(prepared), steps=1)
for key in sorted(result):
  print('{:<45}{:.4f}'.format(key, result[key]))
