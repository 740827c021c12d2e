"""Counts of visitors by the hour."""
import sys

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn import Estimator, ModeKeys, RunConfig, poisson_regression_head


def visitors_model_fn(features, labels, mode):
  head = poisson_regression_head()
  logits = tf.layers.dense(
      features["hour"], 1, kernel_initializer=tf.constant_initializer(0.1), name="rate")
  if mode == ModeKeys.TRAIN:
    print("building for training", file=sys.stderr)
  return head.create_model_fn_ops(
      features, mode, labels=labels, logits=logits,
      train_op_fn=lambda loss: tf.train.AdamOptimizer(0.1).minimize(
          loss, tf.train.get_global_step()))


def input_fn():
  hours = np.arange(24, dtype=np.float32).reshape(24, 1) / 24
  counts = np.round(np.exp(0.3 + 1.5 * hours))
  dataset = tf.data.Dataset.from_tensor_slices(({"hour": hours}, counts))
  return dataset.batch(8).repeat().make_one_shot_iterator().get_next()


def main():
  estimator = Estimator(model_fn=visitors_model_fn, config=RunConfig(tf_random_seed=2))
  estimator.fit(input_fn=input_fn, steps=90)
  print("loss %.4f" % estimator.evaluate(input_fn=input_fn, steps=3)["loss"])
  kernel = estimator.get_variable_value("rate/kernel")
  bias = estimator.get_variable_value("rate/bias")
  print("rate = exp(%.4f hour + %.4f)" % (kernel[0, 0], bias[0]))


if __name__ == "__main__":
  main()
