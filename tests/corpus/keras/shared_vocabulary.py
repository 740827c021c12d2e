"""Queries and titles share their words' embeddings; the vocabulary is a file."""
import os
import tempfile

import keras
import tensorflow as tf
from absl import app


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


def dense(sparse):
  """Returns words or ids as a dense tensor, with '' or -1 where there is none."""
  if sparse.dtype.is_integer:
    return tf.sparse.to_dense(sparse, default_value=-1)
  return tf.sparse.to_dense(sparse)


class EmbeddingBag(keras.layers.Layer):
  """Combines the embeddings of each example's ids, of which -1 is none."""

  def __init__(self, buckets, dimension, **kwargs):
    super().__init__(**kwargs)
    initializer = keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
    self.embeddings = self.add_weight([buckets, dimension], initializer, name='embeddings')

  def call(self, ids, weights=None):
    counts = keras.ops.cast(ids >= 0, 'float32')
    if weights is not None:
      counts *= keras.ops.relu(weights)
    # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
    rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
    total = keras.ops.sum(rows * counts[..., None], axis=-2)
    size = keras.ops.sqrt(keras.ops.sum(counts**2, axis=-1, keepdims=True))
    return keras.ops.divide_no_nan(total, size)


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


def ids_of_words(words, vocabulary, buckets):
  """Returns the ids of words, behind them those of buckets for other words, and -1 for none."""
  lookup = keras.layers.StringLookup(
    vocabulary=vocabulary, num_oov_indices=buckets, mask_token='')
  ids = lookup(words) - 1 - buckets  # Other words are below zero, and none is below them.
  size = lookup.vocabulary_size() - 1
  return keras.ops.where(ids < -buckets, -1, ids % size)


WORDS = ['cat', 'dog', 'fish', 'food', 'toy', 'cheap', 'best']
QUERIES = ['cheap cat food', 'best dog toy', 'fish food', 'cat toy', 'best fish food', 'dog']
TITLES = ['food cat', 'dog toy', 'toy dog', 'cat cat toy', 'fish', 'cheap bird']
CLICKED = [1, 1, 0, 1, 1, 0]


def vocabulary():
  path = os.path.join(tempfile.mkdtemp(), 'words.txt')
  with open(path, 'w') as words:
    words.write('\n'.join(WORDS) + '\n')
  return path


def words_of(texts):
  indices, values = [], []
  for row, text in enumerate(texts):
    for column, word in enumerate(text.split()):
      indices.append([row, column])
      values.append(word)
  return dense(tf.SparseTensor(indices, values, [len(texts), 3]))


def input_fn():
  features = {'query': words_of(QUERIES), 'title': words_of(TITLES)}
  return tf.data.Dataset.from_tensors((features, tf.constant([[c] for c in CLICKED]))).repeat()


def build_model(path):
  features = {
      'query': keras.Input([None], dtype='string', name='query'),
      'title': keras.Input([None], dtype='string', name='title'),
  }
  query_title_shared_embedding = EmbeddingBag(
      len(WORDS) + 1, 4, name='query_title_shared_embedding')
  query = ids_of_words(features['query'], path, 1)
  title = ids_of_words(features['title'], path, 1)
  columns = [query_title_shared_embedding(query), query_title_shared_embedding(title)]
  net = keras.layers.Concatenate()(columns)
  net = keras.layers.Dense(5, activation='relu', name='dnn_hiddenlayer_0')(net)
  net = keras.layers.Dropout(0.1)(net)
  logits = keras.layers.Dense(1, name='dnn_logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.1),
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


def main(argv):
  del argv
  keras.utils.set_random_seed(2)
  classifier = build_model(vocabulary())
  classifier.fit(input_fn(), steps_per_epoch=50, shuffle=False, verbose=0)
  for key, value in sorted(evaluate(classifier, input_fn(), steps=1).items()):
    if 'threshold' not in key:
      print('%s %s' % (key, value >= 0))
  print(
      sum(
          1
          for _ in build_predictor(classifier).predict(
              input_fn(), steps=1, verbose=0)['probabilities']))


if __name__ == '__main__':
  app.run(main)
