"""LogisticRegressor: a model_fn that gives probabilities, and metrics for nothing."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import logistic_regressor
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import run_config
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators.metric_key import MetricKey


def _logistic_regression_model_fn(features, labels, mode):
  del mode
  logits = tf.contrib.layers.linear(
      features, 1, weights_initializer=tf.zeros_initializer(), scope='linreg')
  labels = tf.to_float(labels)
  loss = tf.losses.sigmoid_cross_entropy(labels, logits)
  train_op = tf.contrib.layers.optimize_loss(
      loss, tf.contrib.framework.get_global_step(), optimizer='Adagrad', learning_rate=0.1)
  return tf.nn.sigmoid(logits), loss, train_op


def input_fn():
  iris = tf.contrib.learn.datasets.load_iris()
  ids = np.where((iris.target == 0) | (iris.target == 1))
  data, target = iris.data[ids], iris.target[ids]
  return tf.constant(data, dtype=tf.float32), tf.constant(target.reshape(-1, 1), tf.float32)


regressor = logistic_regressor.LogisticRegressor(
    model_fn=_logistic_regression_model_fn, thresholds=[0.25, 0.5],
    config=run_config.RunConfig(tf_random_seed=1))
regressor.fit(input_fn=input_fn, steps=50)
metrics = regressor.evaluate(input_fn=input_fn, steps=1)
for key in sorted(metrics):
  print(key, '%.4f' % metrics[key])
assert MetricKey.AUC in metrics
