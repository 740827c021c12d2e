"""A convolutional network over drawn digits: the old layers, ModelFnOps and MetricSpec."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import numpy as np
from contrib_learn_compat import tf

from contrib_learn_compat.tf.contrib import learn
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import model_fn as model_fn_lib

tf.logging.set_verbosity(tf.logging.WARN)


def cnn_model_fn(features, labels, mode):
  """Model function for CNN."""
  input_layer = tf.reshape(features, [-1, 12, 12, 1])
  conv1 = tf.contrib.layers.conv2d(
      input_layer, num_outputs=4, kernel_size=[5, 5], padding='SAME', scope='conv1')
  pool1 = tf.contrib.layers.max_pool2d(conv1, kernel_size=[2, 2], stride=2)
  conv2 = tf.contrib.layers.convolution2d(pool1, 8, 3, activation_fn=tf.nn.relu, scope='conv2')
  pool2 = tf.contrib.layers.avg_pool2d(conv2, [2, 2], scope='pool2')
  flat = tf.contrib.layers.flatten(pool2)
  dense = tf.contrib.layers.fully_connected(flat, 16, scope='dense')
  logits = tf.contrib.layers.linear(dense, 2, scope='logits')

  loss = None
  train_op = None
  if mode != learn.ModeKeys.INFER:
    onehot_labels = tf.one_hot(indices=tf.cast(labels, tf.int32), depth=2)
    loss = tf.losses.softmax_cross_entropy(onehot_labels=onehot_labels, logits=logits)
  if mode == learn.ModeKeys.TRAIN:
    train_op = tf.contrib.layers.optimize_loss(
        loss=loss,
        global_step=tf.contrib.framework.get_global_step(),
        learning_rate=0.05,
        optimizer="SGD")

  predictions = {
      "classes": tf.argmax(input=logits, axis=1),
      "probabilities": tf.nn.softmax(logits, name="softmax_tensor")
  }
  return model_fn_lib.ModelFnOps(
      mode=mode, predictions=predictions, loss=loss, train_op=train_op)


def draw(n):
  """Draws noisy horizontal (0) and vertical (1) bars."""
  rng = np.random.RandomState(n)
  images = rng.uniform(0, 0.3, (n, 12, 12)).astype(np.float32)
  labels = rng.randint(0, 2, n)
  for image, label in zip(images, labels):
    place = rng.randint(2, 10)
    if label:
      image[:, place] = 1
    else:
      image[place, :] = 1
  return images.reshape(n, -1), labels.astype(np.int32)


def main(unused_argv):
  train_data, train_labels = draw(64)
  eval_data, eval_labels = draw(32)
  classifier = learn.Estimator(
      model_fn=cnn_model_fn, config=learn.RunConfig(tf_random_seed=2))
  classifier.fit(
      input_fn=lambda: (tf.constant(train_data), tf.constant(train_labels)),
      steps=40,
      monitors=[tf.train.LoggingTensorHook({"probabilities": "softmax_tensor"}, every_n_iter=50)])
  metrics = {
      "accuracy": learn.MetricSpec(
          metric_fn=tf.metrics.accuracy, prediction_key="classes"),
  }
  eval_results = classifier.evaluate(
      input_fn=lambda: (tf.constant(eval_data), tf.constant(eval_labels)), steps=1, metrics=metrics)
  print("accuracy %.4f loss %.4f" % (eval_results["accuracy"], eval_results["loss"]))


if __name__ == "__main__":
  tf.app.run(main)
