# Predicts two coordinates at once, with a link function.
from contrib_learn_compat import tf
import numpy as np

learn = tf.contrib.learn
layers = tf.contrib.layers


def position(features, labels, mode):
    head = learn.regression_head(label_dimension=2, weight_column_name=None,
                                 enable_centered_bias=True, link_fn=tf.exp)
    regularizer = layers.l1_l2_regularizer(0.001, 0.002)
    with tf.contrib.framework.arg_scope(
            [layers.fully_connected],
            weights_initializer=layers.variance_scaling_initializer(seed=4),
            weights_regularizer=regularizer):
        h = layers.fully_connected(features['t'], 5)
        out = layers.fully_connected(h, head.logits_dimension, activation_fn=None)
    return head.create_model_fn_ops(features, mode, labels=labels, logits=out, train_op_fn=train)


def train(loss):
    step = tf.contrib.framework.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.05, step, 10, 0.9, staircase=True)
    return layers.optimize_loss(loss, step, rate, optimizer=tf.train.MomentumOptimizer(rate, 0.5),
                                clip_gradients=1.0)


def inputs():
    t = np.linspace(0, 1, 25, dtype=np.float32).reshape(-1, 1)
    return {'t': tf.constant(t)}, tf.constant(np.hstack([t, 1 - t]))


regressor = learn.Estimator(position, config=learn.RunConfig(tf_random_seed=9))
regressor.fit(input_fn=inputs, max_steps=25)
ev = regressor.evaluate(input_fn=inputs, steps=1)
print('loss: {loss:.5f}, step: {global_step}'.format(**ev))
scores = list(regressor.predict(input_fn=inputs, outputs=['scores']))
print('%.4f %.4f' % tuple(scores[0]['scores']))
