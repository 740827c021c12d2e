"""Keeps several checkpoints and evaluates each of them; reads variables by name."""
import os

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.framework.python.framework import checkpoint_utils
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import estimator as estimator_lib
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import model_fn as model_fn_lib
from tensorflow.python.framework import dtypes
from tensorflow.python.ops import array_ops
from tensorflow.python.ops import math_ops
from tensorflow.python.training import training_util


def model_fn(features, labels, mode):
  slope = tf.get_variable('slope', shape=[], dtype=dtypes.float32,
                          initializer=tf.constant_initializer(0.0))
  predictions = slope * math_ops.cast(features, dtypes.float32)
  loss = train_op = None
  if mode in (model_fn_lib.ModeKeys.TRAIN, model_fn_lib.ModeKeys.EVAL):
    loss = tf.losses.mean_squared_error(labels, predictions)
  if mode == model_fn_lib.ModeKeys.TRAIN:
    train_op = tf.train.GradientDescentOptimizer(0.05).minimize(
        loss, training_util.get_global_step())
  return model_fn_lib.ModelFnOps(mode, {'y': predictions}, loss, train_op, {
      'rmse': tf.metrics.root_mean_squared_error(labels, predictions)} if labels is not None else {})


def input_fn():
  x = array_ops.constant([1.0, 2.0, 3.0])
  return x, x * 2.0


run_config = tf.contrib.learn.RunConfig(
    save_checkpoints_steps=5, save_checkpoints_secs=None, keep_checkpoint_max=3, tf_random_seed=1)
estimator = estimator_lib.Estimator(model_fn=model_fn, config=run_config)
estimator.fit(input_fn=input_fn, steps=20)
# MIGRATE: not moved to Keras, Estimator.model_dir: a Keras model has no such thing
state = tf.train.get_checkpoint_state(estimator.model_dir)
for path in state.all_model_checkpoint_paths:
  # MIGRATE: not moved to Keras, evaluate: checkpoint_path has no counterpart
  result = estimator.evaluate(input_fn=input_fn, steps=1, checkpoint_path=path)
  # MIGRATE: not moved to Keras, tf.contrib.framework.load_variable: no Keras form of it is known; nearest is tf.train.load_variable
  slope = checkpoint_utils.load_variable(path, 'slope')
  print(os.path.basename(path), 'slope %.4f rmse %.4f' % (slope, result['rmse']))
print(np.round([p['y'] for p in estimator.predict(input_fn=input_fn)], 3).tolist())
