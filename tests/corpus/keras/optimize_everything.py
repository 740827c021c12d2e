"""optimize_loss with every option, once for each optimizer by name."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.layers.python.layers import optimizers as optimizers_lib

# MIGRATE: not moved to Keras, program: without an estimator nothing is known to be a model
DECAY = lambda learning_rate, global_step: tf.train.exponential_decay(
    learning_rate, global_step, decay_steps=5, decay_rate=0.5)


def run(optimizer):
  with tf.Graph().as_default(), tf.Session() as session:
    tf.set_random_seed(1)
    x = tf.constant(np.arange(12, dtype=np.float32).reshape(4, 3) / 12)
    target = tf.reduce_sum(x, 1, keep_dims=True)
    y = tf.contrib.layers.linear(x, 1, weights_initializer=tf.ones_initializer())
    loss = tf.reduce_mean(tf.squared_difference(y, target + 1))
    step = tf.contrib.framework.get_or_create_global_step()
    train = optimizers_lib.optimize_loss(
        loss, step, learning_rate=0.1, optimizer=optimizer,
        gradient_multipliers={'fully_connected/biases': 2.0},
        clip_gradients=optimizers_lib.adaptive_clipping_fn(),
        learning_rate_decay_fn=DECAY,
        summaries=['loss', 'learning_rate', 'gradient_norm'])
    session.run(tf.global_variables_initializer())
    for _ in range(8):
      session.run(train)
    tags = sorted(s.op.name for s in tf.get_collection(tf.GraphKeys.SUMMARIES))
    return session.run(loss), session.run(step), len(tags)


if __name__ == '__main__':
  for name in sorted(tf.contrib.layers.OPTIMIZER_CLS_NAMES):
    print('%-10s loss %.5f step %d summaries %d' % ((name,) + run(name)))
