"""Weighted examples, multi-valued features, embeddings with other combiners, partitioned."""
import keras
import numpy as np
import tensorflow as tf


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


def binary_metrics(head_name=None):
  """Returns the metrics of two classes, which take labels and the logit of the second."""
  suffix = f'/{head_name}' if head_name else ''
  sigmoid = keras.ops.sigmoid

  def mean(name, value):
    return keras.metrics.MeanMetricWrapper(value, name=name + suffix)

  metrics = [
    keras.metrics.BinaryAccuracy(name='accuracy' + suffix, threshold=0.0),
    keras.metrics.AUC(name='auc' + suffix, from_logits=True),
    AreaUnderPR(name='auc_precision_recall' + suffix),
    mean('labels/prediction_mean', lambda labels, logits: sigmoid(logits)),
    mean('labels/actual_label_mean', lambda labels, logits: labels),
    mean('accuracy/baseline_label_mean', lambda labels, logits: labels),
  ]

  def is_right(labels, logits, threshold=0.5):
    positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
    return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

  at = f'positive_threshold_0.500000_mean{suffix}'
  metrics += [
      mean('accuracy/threshold_0.500000_mean', is_right),
      of_logits(keras.metrics.Precision)(0.5, name=f'precision/{at}'),
      of_logits(keras.metrics.Recall)(0.5, name=f'recall/{at}'),
  ]
  if head_name:
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    metrics.append(LossMetric(loss, name='loss' + suffix))
  return metrics


def dense(sparse):
  """Returns words or ids as a dense tensor, with '' or -1 where there is none."""
  if sparse.dtype.is_integer:
    return tf.sparse.to_dense(sparse, default_value=-1)
  return tf.sparse.to_dense(sparse)


class EmbeddingBag(keras.layers.Layer):
  """Combines the embeddings of each example's ids, of which -1 is none."""

  def __init__(self, buckets, dimension, max_norm=None, **kwargs):
    super().__init__(**kwargs)
    self.max_norm = max_norm
    initializer = keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
    self.embeddings = self.add_weight([buckets, dimension], initializer, name='embeddings')

  def call(self, ids):
    counts = keras.ops.cast(ids >= 0, 'float32')
    # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
    rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
    if self.max_norm:
      norms = keras.ops.norm(rows, axis=-1, keepdims=True)
      rows *= self.max_norm / keras.ops.maximum(norms, self.max_norm)
    total = keras.ops.sum(rows * counts[..., None], axis=-2)
    size = keras.ops.sqrt(keras.ops.sum(counts**2, axis=-1, keepdims=True))
    return keras.ops.divide_no_nan(total, size)


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


class FusedBatchNormalization(keras.layers.BatchNormalization):
  """Batch normalization that keeps the unbiased variance of batches, for inputs of some ranks."""

  def __init__(self, ranks=(2, 4), **kwargs):
    super().__init__(**kwargs)
    self.ranks = ranks

  def call(self, x, training=None, mask=None):
    kept = self.momentum * self.moving_variance
    y = super().call(x, training=training, mask=mask)
    if training and len(x.shape) in self.ranks:
      count = keras.ops.cast(keras.ops.size(x) / x.shape[self.axis], 'float32')
      self.moving_variance.assign_add((self.moving_variance - kept) / (count - 1))
    return y


def inputs_of(dataset):
  """Returns the inputs of a model that takes the features of a dataset."""
  return {
    name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
    for name, spec in dataset.element_spec[0].items()
  }


def prepared(features, labels):
  """Returns what the model takes."""
  features = dict(features)
  weight = features.pop('importance')
  return features, labels, weight


def build_model(features, params):
  tags = keras.layers.Hashing(13, mask_value='')(features['tags']) - 1
  columns = [
      EmbeddingBag(12, 4, max_norm=2.0, name='tags_embedding')(tags),
      (keras.layers.Reshape([1])(features['age']) - 30.0) / 10.0,
  ]
  net = keras.layers.Concatenate()(columns)
  net = FusedBatchNormalization(momentum=0.8, scale=False, name='norm')(net)
  net = keras.layers.Dense(6, activation='relu', name='s_s_1')(net)
  net = keras.layers.Dense(3, activation='tanh', name='s_s_2')(net)
  logits = keras.layers.Dense(1, name='logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adam(0.1, epsilon=1e-8, global_clipnorm=0.5),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics(head_name=params.get('head')))
  return model


def input_fn():
  tags = [['a', 'b'], ['c'], ['a', 'c', 'd'], ['b'], ['d'], ['e', 'f']]
  indices = [[i, j] for i, row in enumerate(tags) for j in range(len(row))]
  return tf.data.Dataset.from_tensors(({
      'tags': dense(tf.SparseTensor(indices, sum(tags, []), [6, 3])),
      'age': tf.constant([[20.], [25.], [30.], [35.], [40.], [45.]]),
      'importance': tf.constant([[1.], [2.], [1.], [2.], [1.], [0.]]),
  }, tf.constant([[0], [0], [1], [1], [1], [0]]))).repeat()


keras.utils.set_random_seed(40)
e = build_model(inputs_of(input_fn().map(prepared)), {'head': 'young'})
e.fit(input_fn().map(prepared), steps_per_epoch=30, shuffle=False, verbose=0)
for key, value in sorted(evaluate(e, input_fn().map(prepared), steps=1).items()):
  print('%-40s %.4f' % (key, value))
