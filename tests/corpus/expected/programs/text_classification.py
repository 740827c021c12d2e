"""Bag of words or an RNN over words; the vocabulary comes from VocabularyProcessor."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import argparse
import sys

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn as skflow
from contrib_learn_compat.tf.contrib.layers.python.layers import encoders

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


def bag_of_words_model(features, labels, mode):
  """A bag-of-words model. Note it disregards the word order in the text."""
  target = tf.one_hot(labels, 2, 1, 0) if mode != skflow.ModeKeys.INFER else None
  features = encoders.bow_encoder(
      features[WORDS_FEATURE], vocab_size=n_words, embed_dim=EMBEDDING_SIZE)
  logits = tf.contrib.layers.fully_connected(features, 2, activation_fn=None)
  return finish(logits, target, mode)


def rnn_model(features, labels, mode):
  """Sees the words one after the other."""
  target = tf.one_hot(labels, 2, 1, 0) if mode != skflow.ModeKeys.INFER else None
  word_vectors = tf.contrib.layers.embed_sequence(
      features[WORDS_FEATURE], vocab_size=n_words, embed_dim=EMBEDDING_SIZE, scope='words')
  word_list = tf.unstack(word_vectors, axis=1)
  cell = tf.contrib.rnn.GRUCell(EMBEDDING_SIZE)
  _, encoding = tf.contrib.rnn.static_rnn(cell, word_list, dtype=tf.float32)
  logits = tf.contrib.layers.fully_connected(encoding, 2, activation_fn=None)
  return finish(logits, target, mode)


def finish(logits, target, mode):
  loss, train_op = None, None
  if target is not None:
    loss = tf.contrib.losses.softmax_cross_entropy(logits, target)
  if mode == skflow.ModeKeys.TRAIN:
    train_op = tf.contrib.layers.optimize_loss(
        loss, tf.contrib.framework.get_global_step(), optimizer='Adam', learning_rate=0.05)
  predictions = {'class': tf.argmax(logits, 1), 'prob': tf.nn.softmax(logits)}
  return skflow.ModelFnOps(mode, predictions, loss, train_op)


def main(unused_argv):
  global n_words
  vocab_processor = skflow.preprocessing.VocabularyProcessor(MAX_DOCUMENT_LENGTH)
  x = np.array(list(vocab_processor.fit_transform(TEXTS)))
  n_words = len(vocab_processor.vocabulary_)
  print('Total words: %d' % n_words)
  model = bag_of_words_model if FLAGS.bow_model else rnn_model
  classifier = skflow.Estimator(model_fn=model, config=skflow.RunConfig(tf_random_seed=12))

  def input_fn():
    return {WORDS_FEATURE: tf.constant(x)}, tf.constant(TOPICS)

  classifier.fit(input_fn=input_fn, steps=50)
  predicted = [p['class'] for p in classifier.predict(input_fn=input_fn)]
  print('Accuracy: {0:.4f}'.format(np.mean(np.array(predicted) == TOPICS)))
  print('Loss: %.4f' % classifier.evaluate(input_fn=input_fn, steps=1)['loss'])


if __name__ == '__main__':
  parser = argparse.ArgumentParser()
  parser.add_argument('--bow_model', default=False, action='store_true')
  FLAGS, unparsed = parser.parse_known_args()
  tf.app.run(main=main, argv=[sys.argv[0]] + unparsed)
