"""Two estimators take turns in one model_dir, up to a step; tells what checkpoints are left."""
import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import learn

X = np.array([[1., 0.], [0., 1.], [1., 1.], [2., 1.]], dtype=np.float32)
Y = np.array([[1.], [2.], [3.], [4.]], dtype=np.float32)


def model_fn(features, labels, mode):
  with tf.variable_scope('line'):
    slopes = tf.get_variable('slopes', shape=[2, 1], initializer=tf.zeros_initializer())
  y = tf.matmul(features['x'], slopes)
  if mode == learn.ModeKeys.INFER:
    return learn.ModelFnOps(mode=mode, predictions=y)
  loss = tf.losses.mean_squared_error(labels, y)
  train_op = tf.train.MomentumOptimizer(0.02, 0.9).minimize(loss, tf.train.get_global_step())
  return learn.ModelFnOps(mode=mode, predictions=y, loss=loss, train_op=train_op)


def input_fn():
  return {'x': tf.constant(X)}, tf.constant(Y)


def tell(name, estimator):
  result = estimator.evaluate(input_fn=input_fn, steps=1)
  print('%s: step %d loss %.4f' % (name, result['global_step'], result['loss']))


model_dir = os.path.join(tempfile.mkdtemp(), 'lines')
seldom = learn.Estimator(model_fn, model_dir=model_dir)
often = learn.Estimator(
    model_fn, config=learn.RunConfig(model_dir=model_dir, save_checkpoints_steps=3))
seldom.fit(input_fn=input_fn, steps=5)
tell('often', often)
often.fit(input_fn=input_fn, steps=7)
tell('seldom', seldom)
for goal in (10, 14):
  seldom.fit(input_fn=input_fn, max_steps=goal)
  tell('often', often)
state = tf.train.get_checkpoint_state(model_dir)
print([os.path.basename(path) for path in state.all_model_checkpoint_paths])
for path in state.all_model_checkpoint_paths:
  print(tf.train.load_variable(path, 'line/slopes').round(4).tolist())
print(sorted(name for name in often.get_variable_names() if not name.endswith('Momentum')))
