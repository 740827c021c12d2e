"""What tf_upgrade_v2 leaves of a program."""
from __future__ import print_function

from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn as tf_learn

tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.INFO)


def model_fn(features, labels, mode):
  net = tf.contrib.layers.fully_connected(features['x'], 4)
  logits = tf.compat.v1.layers.dense(net, 2)
  loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
  train_op = tf.contrib.layers.optimize_loss(
      loss, tf.compat.v1.train.get_global_step(), 0.1, 'SGD')
  return tf_learn.ModelFnOps(mode, {'p': tf.argmax(input=logits, axis=1)}, loss, train_op)


def spec_fn(features, labels, mode):
  return tf.estimator.EstimatorSpec(mode, loss=tf.reduce_sum(input_tensor=features['x']))


if __name__ == '__main__':
  tf.compat.v1.app.run()
