"""A contrib head in a core Estimator, with train_and_evaluate."""
import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn


def model_fn(features, labels, mode, params):
  head = learn.multi_class_head(n_classes=params['classes'])
  net = tf.contrib.layers.fully_connected(
      features['x'], 6, normalizer_fn=tf.contrib.layers.layer_norm)
  ops = head.create_model_fn_ops(
      features, mode, labels=labels, logits_input=net,
      train_op_fn=lambda loss: tf.train.RMSPropOptimizer(0.02).minimize(
          loss, global_step=tf.train.get_global_step()))
  return ops.estimator_spec()


x = np.random.RandomState(0).randn(40, 5).astype(np.float32)
y = np.argmax(x, axis=1)
train_input_fn = tf.estimator.inputs.numpy_input_fn(
    {'x': x}, y, batch_size=40, num_epochs=None, shuffle=False)
eval_input_fn = tf.estimator.inputs.numpy_input_fn(
    {'x': x}, y, batch_size=20, num_epochs=1, shuffle=False)

config = tf.estimator.RunConfig(
    model_dir=tempfile.mkdtemp(), tf_random_seed=19, save_checkpoints_steps=30)
estimator = tf.estimator.Estimator(model_fn, config=config, params={'classes': 5})
tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(train_input_fn, max_steps=60),
    tf.estimator.EvalSpec(eval_input_fn, steps=None, start_delay_secs=0, throttle_secs=0))
result = estimator.evaluate(eval_input_fn)
print({key: round(float(value), 4) for key, value in sorted(result.items())})
