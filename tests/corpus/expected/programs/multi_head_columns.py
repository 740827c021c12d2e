"""Price and category of an article from one set of feature columns."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import numpy as np
from contrib_learn_compat import tf

from contrib_learn_compat.tf.contrib.layers import (
    embedding_column,
    input_from_feature_columns,
    real_valued_column,
    sparse_column_with_hash_bucket,
)
from contrib_learn_compat.tf.contrib.learn import (
    Estimator,
    ModelFnOps,
    RunConfig,
    multi_class_head,
    multi_head,
    regression_head,
)

COLUMNS = [
    real_valued_column('weight'),
    embedding_column(sparse_column_with_hash_bucket('brand', hash_bucket_size=10), dimension=3),
]


def article_fn(features, labels, mode, params):
  net = input_from_feature_columns(features, COLUMNS)
  for units in params['hidden']:
    net = tf.contrib.layers.fully_connected(net, units)
  heads = multi_head([
      regression_head(label_name='price', head_name='price'),
      multi_class_head(n_classes=3, label_name='category', head_name='category'),
  ])
  ops = heads.create_model_fn_ops(
      features, mode, labels,
      train_op_fn=lambda loss: tf.contrib.layers.optimize_loss(
          loss, tf.contrib.framework.get_global_step(), params['rate'], 'Adagrad'),
      logits_input=net)
  assert isinstance(ops, ModelFnOps)
  return ops


def input_fn():
  rng = np.random.RandomState(3)
  weight = rng.rand(30).astype(np.float32)
  brand = np.array(['acme', 'bolt', 'core'] * 10)
  category = np.array([0, 1, 2] * 10)
  features = {
      'weight': tf.constant(weight),
      'brand': tf.SparseTensor(
          indices=[[i, 0] for i in range(30)], values=tf.constant(brand), dense_shape=[30, 1]),
  }
  labels = {'price': tf.constant(weight * 2 + category), 'category': tf.constant(category)}
  return features, labels


def main(unused_argv):
  estimator = Estimator(
      model_fn=article_fn, params={'hidden': [8], 'rate': 0.2}, config=RunConfig(tf_random_seed=21))
  estimator.fit(input_fn=input_fn, steps=50)
  metrics = estimator.evaluate(input_fn=input_fn, steps=1)
  for name in sorted(metrics):
    print(name, '%.4f' % metrics[name])
  prediction = next(estimator.predict(input_fn=input_fn))
  print(sorted(str(key) for key in prediction))


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.ERROR)
  tf.app.run(main)
