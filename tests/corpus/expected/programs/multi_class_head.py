"""Three classes, a custom model_fn, and a head that does the rest."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import numpy as np
from contrib_learn_compat import tf

FLAGS = tf.app.flags.FLAGS
tf.app.flags.DEFINE_integer('steps', 40, 'Number of training steps.')


def model_fn(features, labels, mode, params):
  head = tf.contrib.learn.multi_class_head(3)
  hidden = tf.contrib.layers.stack(
      features['x'], tf.contrib.layers.fully_connected, params['hidden_units'],
      activation_fn=tf.nn.relu, scope='hidden')
  logits = tf.contrib.layers.linear(hidden, head.logits_dimension, scope='logits')

  def train_op_fn(loss):
    return tf.contrib.layers.optimize_loss(
        loss=loss,
        global_step=tf.contrib.framework.get_global_step(),
        learning_rate=params['learning_rate'],
        optimizer='Adam')

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=train_op_fn, logits=logits)


def input_fn():
  rng = np.random.RandomState(7)
  x = rng.randn(60, 4).astype(np.float32)
  y = np.argmax(x[:, :3], axis=1)
  return {'x': tf.constant(x)}, tf.constant(y)


def main(_):
  estimator = tf.contrib.learn.Estimator(
      model_fn=model_fn,
      params={'hidden_units': [8, 6], 'learning_rate': 0.05},
      config=tf.contrib.learn.RunConfig(tf_random_seed=1))
  estimator.fit(input_fn=input_fn, steps=FLAGS.steps)
  results = estimator.evaluate(input_fn=input_fn, steps=1)
  for key in sorted(results):
    print('%s = %.4f' % (key, results[key]))
  classes = [int(p['classes']) for p in estimator.predict(input_fn=input_fn)]
  print(classes[:12])


if __name__ == '__main__':
  tf.app.run(main)
