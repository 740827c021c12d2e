"""Bag of words or an RNN over words; the vocabulary comes from VocabularyProcessor."""

import argparse
import re
import sys

import keras
import numpy as np
import tensorflow as tf
from absl import app


class Embedding(keras.layers.Embedding):
  """An embedding with a dense gradient: a row that a batch has twice is one to the optimizer."""

  def call(self, ids):
    return keras.ops.take(1.0 * self.embeddings, ids, axis=0)


class GRUCell(keras.layers.GRUCell):
  """Draws the kernels of TensorFlow 1, and begins with gates that are open."""

  def __init__(self, units, **kwargs):
    super().__init__(
      units,
      reset_after=False,
      kernel_initializer=self.draw,
      recurrent_initializer=self.draw,
      bias_initializer=keras.initializers.Constant(np.repeat([1.0, 1.0, 0.0], units)),
      **kwargs)

  def build(self, shape):
    rows = shape[-1] + self.units
    gates, candidate = rows + 2 * self.units, rows + self.units
    self.limits = (6 / np.repeat([gates, gates, candidate], self.units)) ** 0.5
    super().build(shape)

  def draw(self, shape, dtype=None):
    return keras.random.uniform(shape, -1.0, 1.0, dtype) * self.limits.astype('float32')


def inputs_like(dataset):
  """Returns the input of a model that takes the features of a dataset; of a dict, a dict."""
  features = dataset.element_spec[0]
  if not isinstance(features, dict):
    return keras.Input(features.shape[1:], dtype=features.dtype.name)
  return {
    name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
    for name, spec in features.items()
  }


def mean_of_symbols(embeddings, ids):
  """Averages over symbols other than 0; a document without any is symbol 0."""
  is_symbol = keras.ops.cast(keras.ops.not_equal(ids, 0), 'float32')[..., None]
  count = keras.ops.sum(is_symbol, axis=1)
  total = keras.ops.sum(embeddings * is_symbol, axis=1)
  return keras.ops.where(count > 0, total / keras.ops.maximum(count, 1), embeddings[:, 0])


class VocabularyProcessor:
  """Turns documents into ids of their words; 0 is unknown, or no word."""

  def __init__(self, max_document_length):
    self.max_document_length = max_document_length
    self.vocabulary_ = {'<UNK>': 0}

  def words(self, document):
    return re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|['\w-]+", document)

  def fit(self, documents):
    for document in documents:
      for word in self.words(document):
        self.vocabulary_.setdefault(word, len(self.vocabulary_))
    return self

  def transform(self, documents):
    for document in documents:
      ids = np.zeros(self.max_document_length, dtype=np.int64)
      for i, word in enumerate(self.words(document)[: self.max_document_length]):
        ids[i] = self.vocabulary_.get(word, 0)
      yield ids

  def fit_transform(self, documents):
    return self.fit(documents).transform(documents)


FLAGS = None
MAX_DOCUMENT_LENGTH = 6
EMBEDDING_SIZE = 5
WORDS_FEATURE = 'words'
n_words = 0

TEXTS = [
    'the cat sat on the mat', 'a dog ran in the park', 'cats and dogs play',
    'stocks fell on monday', 'the market rose again', 'bonds and stocks trade',
    'my cat likes the park', 'traders sell stocks and bonds',
]
TOPICS = np.array([0, 0, 0, 1, 1, 1, 0, 1])


def build_bag_of_words_model(features):
  """A bag-of-words model. Note it disregards the word order in the text."""
  inputs = features
  features = mean_of_symbols(
      Embedding(n_words, EMBEDDING_SIZE, embeddings_initializer='glorot_uniform')(
          features[WORDS_FEATURE]),
      features[WORDS_FEATURE])
  logits = keras.layers.Dense(2)(features)
  model = keras.Model(inputs, logits)
  model.compile(
      optimizer=keras.optimizers.Adam(0.05, epsilon=1e-8),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    'class': keras.ops.argmax(logits, axis=1),
    'prob': keras.ops.softmax(logits),
  })


def build_rnn_model(features):
  """Sees the words one after the other."""
  word_vectors = Embedding(
      n_words, EMBEDDING_SIZE, embeddings_initializer='glorot_uniform', name='words_layer'
  )(features[WORDS_FEATURE])
  cell = GRUCell(EMBEDDING_SIZE)
  encoding = keras.layers.RNN(cell)(word_vectors)
  logits = keras.layers.Dense(2)(encoding)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adam(0.05, epsilon=1e-8),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
  return model


def main(unused_argv):
  global n_words
  vocab_processor = VocabularyProcessor(MAX_DOCUMENT_LENGTH)
  x = np.array(list(vocab_processor.fit_transform(TEXTS)))
  n_words = len(vocab_processor.vocabulary_)
  print('Total words: %d' % n_words)
  model = build_bag_of_words_model if FLAGS.bow_model else build_rnn_model

  def input_fn():
    return tf.data.Dataset.from_tensors(
        ({WORDS_FEATURE: tf.constant(x)}, tf.constant(TOPICS))).repeat()

  keras.utils.set_random_seed(12)
  classifier = model(inputs_like(input_fn()))
  classifier.fit(input_fn(), steps_per_epoch=50, shuffle=False, verbose=0)
  predicted = list(build_predictor(classifier).predict(input_fn(), steps=1, verbose=0)['class'])
  print('Accuracy: {0:.4f}'.format(np.mean(np.array(predicted) == TOPICS)))
  print(
      'Loss: %.4f' % classifier.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)['loss'])


if __name__ == '__main__':
  parser = argparse.ArgumentParser()
  parser.add_argument('--bow_model', default=False, action='store_true')
  FLAGS, unparsed = parser.parse_known_args()
  app.run(main, [sys.argv[0]] + unparsed)
