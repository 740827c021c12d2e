"""Predicts an iris's species and its petal width at once, in a core Estimator.

A TensorFlow 1.x program, as it was. Run it with

  python -m contrib_learn_compat examples/iris_multi_head.py
"""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers
from tensorflow.contrib import learn


def model_fn(features, labels, mode, params):
  head = learn.multi_head(
      [
          learn.multi_class_head(3, label_name='species', head_name='species'),
          learn.regression_head(label_name='petal_width', head_name='petal_width'),
      ],
      loss_weights=[1.0, 0.5])
  hidden = layers.stack(
      features['measures'], layers.relu, params['hidden_units'], scope='hidden')
  # The core Estimator's name for it is PREDICT, the head's is INFER; both are 'infer'.
  model_fn_ops = head.create_model_fn_ops(
      features,
      mode,
      labels=labels,
      train_op_fn=lambda loss: layers.optimize_loss(
          loss, tf.train.get_global_step(), params['learning_rate'], 'Adam'),
      logits_input=hidden)
  return model_fn_ops.estimator_spec(default_serving_output_alternative_key='species')


def make_input_fn(iris, rows, shuffle):
  return tf.estimator.inputs.numpy_input_fn(
      x={'measures': iris.data[rows, :3].astype(np.float32)},
      y={
          'species': iris.target[rows].astype(np.int64),
          'petal_width': iris.data[rows, 3].astype(np.float32),
      },
      batch_size=30,
      num_epochs=None if shuffle else 1,
      shuffle=shuffle)


def main(unused_argv):
  iris = learn.datasets.load_iris()
  order = np.random.RandomState(0).permutation(len(iris.target))
  train, test = order[:120], order[120:]
  estimator = tf.estimator.Estimator(
      model_fn=model_fn,
      model_dir=tempfile.mkdtemp(),
      config=tf.estimator.RunConfig(tf_random_seed=42),
      params={'hidden_units': [16, 8], 'learning_rate': 0.01})
  estimator.train(make_input_fn(iris, train, shuffle=True), steps=400)
  metrics = estimator.evaluate(make_input_fn(iris, test, shuffle=False))
  for key in sorted(metrics):
    print('%s: %.4f' % (key, metrics[key]))
  predictions = list(estimator.predict(make_input_fn(iris, test, shuffle=False)))
  for row, prediction in list(zip(test, predictions))[:5]:
    print('species %d, predicted %d; petal width %.1f, predicted %.2f' % (
        iris.target[row], prediction[('species', 'classes')],
        iris.data[row, 3], prediction[('petal_width', 'scores')]))


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.INFO)
  tf.app.run()
