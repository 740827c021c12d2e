"""Trains in two goes in one model_dir, warm from its own checkpoint, watched by core hooks."""
import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn as tf_learn
from contrib_learn_compat.tf.contrib.learn import SKCompat


# MIGRATE: not moved to Keras, tf.train.SessionRunHook: no Keras form of it is known
class StepCounter(tf.train.SessionRunHook):
    def begin(self):
        self.steps = 0

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(tf.train.get_global_step())

    def after_run(self, run_context, run_values):
        self.steps += 1
        self.last = int(run_values.results)


def model_fn(features, labels, mode):
    w = tf.get_variable('w', shape=[2, 1], initializer=tf.zeros_initializer())
    b = tf.get_variable('b', shape=[], dtype=tf.float32, initializer=tf.zeros_initializer())
    y = tf.matmul(features['x'], w) + b
    if mode == tf_learn.ModeKeys.INFER:
        return tf_learn.ModelFnOps(mode=mode, predictions=y)
    loss = tf.reduce_sum(tf.square(y - labels))
    train = tf.group(
        tf.train.GradientDescentOptimizer(0.01).minimize(loss),
        tf.assign_add(tf.train.get_global_step(), 1))
    return tf_learn.ModelFnOps(mode=mode, predictions=y, loss=loss, train_op=train)


x = np.array([[1., 0.], [0., 1.], [1., 1.], [2., 1.]], dtype=np.float32)
labels = np.array([[1.], [2.], [3.], [4.]], dtype=np.float32)
input_fn = lambda: ({'x': tf.constant(x)}, tf.constant(labels))
model_dir = tempfile.mkdtemp()
counter = StepCounter()
for goal in (20, 50):
    estimator = tf_learn.Estimator(
        model_fn=model_fn, model_dir=model_dir, config=tf_learn.RunConfig(tf_random_seed=1))
    # MIGRATE: not moved to Keras, monitors: Keras runs no hooks; write it as a Callback
    estimator.fit(input_fn=input_fn, max_steps=goal, monitors=[counter])
    print(counter.steps, counter.last)
print(np.round(estimator.get_variable_value('w'), 4).tolist(), estimator.get_variable_value('b').round(4))
print('%.4f' % estimator.evaluate(input_fn=input_fn, steps=1)['loss'])
