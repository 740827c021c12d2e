"""Two optimizers, one for each half of the model: the head only gives the loss."""
import numpy as np
from contrib_learn_compat import tf
import contrib_learn_compat.tf.contrib.learn as learn
from contrib_learn_compat.tf.contrib import layers


def wide_and_deep_by_hand(features, labels, mode):
    head = learn.multi_class_head(2)
    with tf.variable_scope('wide'):
        wide = layers.linear(features['wide'], head.logits_dimension)
    with tf.variable_scope('deep'):
        net = layers.relu(features['deep'], 6)
        deep = layers.linear(net, head.logits_dimension)
    ops = head.create_model_fn_ops(
        features, mode, labels=labels, train_op_fn=learn.no_op_train_fn, logits=wide + deep)
    if mode == learn.ModeKeys.TRAIN:
        step = tf.contrib.framework.get_global_step()
        wide_op = layers.optimize_loss(
            ops.loss, None, None, lambda: tf.train.FtrlOptimizer(0.2), name='wide',
            variables=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'wide'))
        deep_op = layers.optimize_loss(
            ops.loss, None, 0.1, 'Adagrad', name='deep',
            variables=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'deep'))
        with tf.control_dependencies([wide_op, deep_op]):
            with tf.colocate_with(step):
                # MIGRATE: not moved to Keras, global_step: each of its steps counts as 3: count one, and train as many as there were
                train_op = tf.assign_add(step, 1).op
        ops = ops._replace(train_op=train_op)
    return ops


def input_fn():
    rng = np.random.RandomState(12)
    wide = (rng.rand(48, 5) > 0.5).astype(np.float32)
    deep = rng.randn(48, 3).astype(np.float32)
    label = (wide[:, 0] + deep[:, 0] > 0.5).astype(np.int32)
    return {'wide': tf.constant(wide), 'deep': tf.constant(deep)}, tf.constant(label)


e = learn.Estimator(model_fn=wide_and_deep_by_hand, config=learn.RunConfig(tf_random_seed=6))
e.fit(input_fn=input_fn, steps=40)
r = e.evaluate(input_fn=input_fn, steps=1)
print('accuracy %(accuracy).4f auc %(auc).4f loss %(loss).4f step %(global_step)d' % r)
