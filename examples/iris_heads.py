"""Classifies irises with a multi_class_head, in the three ways that a head can be trained.

A TensorFlow 1.x program, as it was. Run it with

  python -m contrib_learn_compat examples/iris_heads.py
"""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers
from tensorflow.contrib import learn

FLAGS = tf.app.flags.FLAGS
tf.app.flags.DEFINE_integer('steps', 300, 'Number of training steps.')
tf.app.flags.DEFINE_string('usage', 'all', 'logits, logits_input, no_op_train_fn or all.')

FEATURE_COLUMNS = [layers.real_valued_column('measures', dimension=4)]
N_CLASSES = 3


def hidden_layers(features):
  inputs = layers.input_from_feature_columns(features, FEATURE_COLUMNS)
  return layers.stack(inputs, layers.fully_connected, [16, 8], activation_fn=tf.nn.relu)


def make_train_op(loss):
  return layers.optimize_loss(
      loss, tf.contrib.framework.get_global_step(), learning_rate=0.1, optimizer='Adagrad')


def model_with_logits(features, labels, mode):
  """The model makes the logits itself."""
  head = learn.multi_class_head(N_CLASSES)
  logits = layers.linear(hidden_layers(features), head.logits_dimension)
  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=make_train_op, logits=logits)


def model_with_logits_input(features, labels, mode):
  """The head makes the logits out of the last hidden layer."""
  head = learn.multi_class_head(
      N_CLASSES, weight_column_name='weights', enable_centered_bias=True)
  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=make_train_op,
      logits_input=hidden_layers(features))


def model_with_no_op_train_fn(features, labels, mode):
  """The model trains by itself, with synchronous replicas, and updates what the head gave."""
  head = learn.multi_class_head(N_CLASSES)
  logits = layers.linear(hidden_layers(features), head.logits_dimension)
  model_fn_ops = head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=learn.no_op_train_fn, logits=logits)
  if mode != learn.ModeKeys.TRAIN:
    return model_fn_ops
  optimizer = tf.train.SyncReplicasOptimizer(
      tf.train.AdagradOptimizer(0.1), replicas_to_aggregate=1, total_num_replicas=1)
  train_op = layers.optimize_loss(
      model_fn_ops.loss, tf.train.get_global_step(), learning_rate=None, optimizer=optimizer)
  hook = optimizer.make_session_run_hook(is_chief=True)
  return model_fn_ops._replace(train_op=train_op, training_hooks=[hook])


USAGES = {
    'logits': model_with_logits,
    'logits_input': model_with_logits_input,
    'no_op_train_fn': model_with_no_op_train_fn,
}


def input_fn(data, target):
  features = {
      'measures': tf.constant(data, dtype=tf.float32),
      'weights': tf.ones([len(target), 1]),
  }
  return features, tf.constant(target.reshape([-1, 1]), dtype=tf.int64)


def main(unused_argv):
  iris = learn.datasets.load_iris()
  order = np.random.RandomState(0).permutation(len(iris.target))
  train, test = order[:120], order[120:]

  for usage in sorted(USAGES) if FLAGS.usage == 'all' else [FLAGS.usage]:
    print('== %s ==' % usage)
    estimator = learn.Estimator(
        model_fn=USAGES[usage],
        model_dir=tempfile.mkdtemp(),
        config=learn.RunConfig(tf_random_seed=42))
    estimator.fit(
        input_fn=lambda: input_fn(iris.data[train], iris.target[train]), steps=FLAGS.steps)
    metrics = estimator.evaluate(
        input_fn=lambda: input_fn(iris.data[test], iris.target[test]), steps=1)
    for key in sorted(metrics):
      print('%s: %.6f' % (key, metrics[key]))
    classes = estimator.predict(input_fn=lambda: input_fn(iris.data[test], iris.target[test]))
    predicted = [int(example['classes']) for example in classes]
    print('first predictions: %s' % predicted[:10])


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.INFO)
  tf.app.run()
