"""Queries and titles share their words' embeddings; the vocabulary is a file."""
import os
import tempfile

import tensorflow as tf
from tensorflow.contrib import layers as tfl
from tensorflow.contrib import learn as tflearn

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
  return tf.SparseTensor(indices, values, [len(texts), 3])


def build_columns(path):
  query = tfl.sparse_column_with_vocabulary_file(
      'query', path, vocab_size=len(WORDS), num_oov_buckets=1)
  title = tfl.sparse_column_with_vocabulary_file(
      'title', path, vocab_size=len(WORDS), num_oov_buckets=1)
  return tfl.shared_embedding_columns([query, title], dimension=4, combiner='sqrtn')


def input_fn():
  features = {'query': words_of(QUERIES), 'title': words_of(TITLES)}
  return features, tf.constant([[c] for c in CLICKED])


def main(argv):
  del argv
  classifier = tflearn.DNNClassifier(
      feature_columns=build_columns(vocabulary()),
      hidden_units=[5],
      optimizer=tf.train.AdagradOptimizer(0.1),
      dropout=0.1,
      config=tflearn.RunConfig(tf_random_seed=2))
  classifier.fit(input_fn=input_fn, steps=50)
  for key, value in sorted(classifier.evaluate(input_fn=input_fn, steps=1).items()):
    if 'threshold' not in key:
      print('%s %s' % (key, value >= 0))
  print(sum(1 for _ in classifier.predict_proba(input_fn=input_fn)))


if __name__ == '__main__':
  tf.app.run(main)
