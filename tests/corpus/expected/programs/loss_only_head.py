"""A class head with an auxiliary loss beside it: multi_head over a loss_only_head."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import framework as contrib_framework
from contrib_learn_compat.tf.contrib import layers as contrib_layers
from contrib_learn_compat.tf.contrib import learn as contrib_learn
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head as contrib_head


def model_fn(features, labels, mode):
  hidden = contrib_layers.fully_connected(features['x'], 5, scope='code')
  back = contrib_layers.linear(hidden, 3, scope='decode')

  def reconstruction():
    return tf.reduce_mean(tf.square(back - features['x']))

  head = contrib_learn.multi_head([
      contrib_learn.multi_class_head(2, head_name='label'),
      contrib_head.loss_only_head(reconstruction, head_name='reconstruction'),
  ], loss_weights=[1.0, 0.25])
  return head.create_model_fn_ops(
      features, mode, labels, logits_input=hidden,
      train_op_fn=lambda loss: contrib_layers.optimize_loss(
          loss, contrib_framework.get_global_step(), 0.05, 'RMSProp'))


def input_fn():
  x = np.random.RandomState(0).uniform(-1, 1, (32, 3)).astype(np.float32)
  return {'x': tf.constant(x)}, tf.constant((x[:, 0] * x[:, 1] > 0).astype(np.int32))


estimator = contrib_learn.Estimator(
    model_fn, config=contrib_learn.RunConfig(tf_random_seed=17))
estimator.fit(input_fn=input_fn, steps=35)
result = estimator.evaluate(input_fn=input_fn, steps=1)
for key in sorted(result):
  print('{:<45}{:.4f}'.format(key, result[key]))
