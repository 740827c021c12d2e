"""slim: arg_scope, batch_norm, losses and slim.learning-like training by hand."""
import numpy as np
from contrib_learn_compat import tf
import contrib_learn_compat.tf.contrib.slim as slim


def net_arg_scope(weight_decay=0.0005, is_training=True):
  batch_norm_params = {'decay': 0.9, 'epsilon': 0.001, 'is_training': is_training, 'scale': True}
  # MIGRATE: not moved to Keras, program: without an estimator nothing is known to be a model
  with slim.arg_scope(
      [slim.conv2d, slim.fully_connected],
      weights_regularizer=slim.l2_regularizer(weight_decay),
      weights_initializer=slim.xavier_initializer(seed=1),
      normalizer_fn=slim.batch_norm,
      normalizer_params=batch_norm_params):
    with slim.arg_scope([slim.conv2d], padding='SAME', activation_fn=tf.nn.relu) as scope:
      return scope


def net(images, num_classes, is_training):
  end_points = {}
  with slim.arg_scope(net_arg_scope(is_training=is_training)):
    with tf.variable_scope('Net', values=[images]):
      x = slim.repeat(images, 2, slim.conv2d, 4, [3, 3], scope='conv1')
      end_points['conv1'] = x
      x = slim.max_pool2d(x, [2, 2], scope='pool1')
      x = slim.flatten(x)
      x = slim.fully_connected(x, 8, scope='fc1')
      logits = slim.fully_connected(
          x, num_classes, activation_fn=None, normalizer_fn=None, scope='logits')
  end_points['probabilities'] = slim.softmax(logits)
  return logits, end_points


def main():
  rng = np.random.RandomState(0)
  images = rng.rand(16, 8, 8, 1).astype(np.float32)
  labels = (images[:, :4].mean(axis=(1, 2, 3)) > images[:, 4:].mean(axis=(1, 2, 3))).astype(int)
  with tf.Graph().as_default():
    tf.set_random_seed(1)
    logits, end_points = net(tf.constant(images), 2, is_training=True)
    slim.losses.softmax_cross_entropy(logits, slim.one_hot_encoding(labels, 2))
    total_loss = slim.losses.get_total_loss()
    optimizer = tf.train.MomentumOptimizer(0.05, 0.9)
    train_op = slim.learning.create_train_op(total_loss, optimizer)
    with tf.Session() as sess:
      sess.run(tf.global_variables_initializer())
      for step in range(10):
        loss = sess.run(train_op)
        if step % 3 == 0:
          print('step %d loss %.4f' % (step, loss))
      print(sorted(v.op.name for v in slim.get_model_variables()))


if __name__ == '__main__':
  main()
