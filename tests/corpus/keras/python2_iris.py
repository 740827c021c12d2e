"""Written for Python 2.7."""
import keras
import numpy as np
import tensorflow as tf
from absl import app
from sklearn import datasets


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


def load_iris():
  """Returns the iris data, with two flowers as they were before scikit-learn corrected them."""
  iris = datasets.load_iris()
  iris.data[[34, 37]] = [4.9, 3.1, 1.5, 0.1]
  return iris


iris = load_iris()
settings = {'steps': 60, 'units': 10}


def report(metrics):
  for name, value in sorted(metrics.items()):
    print("%-12s %.4f" % (name, value))


def input_fn():
  return tf.data.Dataset.from_tensors(
      (tf.constant(iris.data, tf.float32), tf.constant(iris.target))).repeat()


def build_model():
  features = keras.Input([iris.data.shape[1]])
  net = keras.layers.Dense(
      settings['units'], activation='relu', name='dnn_hiddenlayer_0')(features)
  logits = keras.layers.Dense(3, name='dnn_logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
  return model


def main(_):
  if 'units' in settings and settings['units'] != 0:
    print('units:', settings['units'])
  keras.utils.set_random_seed(5)
  classifier = build_model()
  try:
    raise ValueError('Can not provide both steps and max_steps.')
  except ValueError as e:
    print(e)
  classifier.fit(
      input_fn(), steps_per_epoch=settings['steps'], shuffle=False, verbose=0)
  report(evaluate(classifier, input_fn(), steps=1))
  for i in range(3):
    print(i, end=' ')
  print()
  print(u'gone', file=open('/dev/null', 'w'))


if __name__ == '__main__':
  app.run(main)
