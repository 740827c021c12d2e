"""Small pictures through every kind of convolution, in the style of slim."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers
from tensorflow.contrib import learn
from tensorflow.contrib.framework.python.ops import arg_scope
from tensorflow.contrib.learn.python.learn.estimators import head as head_lib
from tensorflow.contrib.learn.python.learn.estimators import model_fn as model_fn_lib

FLAGS = tf.app.flags.FLAGS
tf.app.flags.DEFINE_float('learning_rate', 0.05, 'At first.')
tf.app.flags.DEFINE_float('weight_decay', 1e-4, 'L2 penalty.')

NUM_CLASSES = 3
SIZE = 8


def encoder(images, mode):
  is_training = mode == model_fn_lib.ModeKeys.TRAIN
  with arg_scope([layers.conv2d, layers.separable_conv2d],
                 weights_regularizer=layers.l2_regularizer(FLAGS.weight_decay),
                 normalizer_fn=None, activation_fn=tf.nn.elu):
    net = layers.conv2d(images, 6, [3, 3], scope='conv1')
    net = layers.avg_pool2d(net, [2, 2], scope='pool1')
    net = layers.separable_conv2d(net, 8, [3, 3], depth_multiplier=1, scope='separable')
    net = layers.layer_norm(net, scope='norm')
    net = layers.conv2d_transpose(net, 4, [2, 2], stride=2, scope='up')
    net = layers.max_pool2d(net, [2, 2], stride=2, scope='pool2')
  net = layers.dropout(net, 0.9, is_training=is_training)
  return layers.flatten(net)


def model_fn(features, labels, mode):
  images = tf.reshape(features['pixels'], [-1, SIZE, SIZE, 1])
  net = encoder(images, mode)
  net = layers.fully_connected(net, 12, biases_initializer=None, scope='code')
  net = layers.unit_norm(net, dim=1)
  logits = layers.fully_connected(net, NUM_CLASSES, activation_fn=None, scope='logits')
  head = head_lib.multi_class_head(NUM_CLASSES)

  def train_op_fn(loss):
    return layers.optimize_loss(
        loss,
        tf.contrib.framework.get_global_step(),
        learning_rate=FLAGS.learning_rate,
        optimizer=lambda lr: tf.train.MomentumOptimizer(lr, 0.9),
        clip_gradients=5.0,
        learning_rate_decay_fn=lambda lr, step: tf.train.exponential_decay(
            lr, step, 20, 0.9, staircase=True))

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=train_op_fn, logits=logits)


def make_pictures(seed, count=24):
  random = np.random.RandomState(seed)
  labels = np.arange(count) % NUM_CLASSES
  pixels = random.rand(count, SIZE, SIZE).astype(np.float32) * 0.3
  for i, label in enumerate(labels):
    pixels[i, 2 * label:2 * label + 3] += 1.0
  return pixels.reshape(count, -1), labels.astype(np.int64)


def input_fn(seed):
  pixels, labels = make_pictures(seed)
  return {'pixels': tf.constant(pixels)}, tf.constant(labels)


def main(_):
  estimator = learn.Estimator(
      model_fn=model_fn, config=learn.RunConfig(tf_random_seed=3, save_summary_steps=50))
  estimator.fit(input_fn=lambda: input_fn(1), steps=40)
  scores = estimator.evaluate(input_fn=lambda: input_fn(2), steps=1)
  print('keys: %s' % sorted(scores))
  print('step %d' % scores['global_step'])
  guesses = [p['classes'] for p in estimator.predict(input_fn=lambda: input_fn(2))]
  print('pictures: %d' % len(guesses))


if __name__ == '__main__':
  tf.app.run()
