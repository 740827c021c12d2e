"""Weighted examples, multi-valued features, embeddings with other combiners, partitioned."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers
from contrib_learn_compat.tf.contrib import learn
from contrib_learn_compat.tf.contrib.layers import input_from_feature_columns


TAGS = layers.sparse_column_with_hash_bucket('tags', 12)
COLUMNS = [
    layers.embedding_column(TAGS, dimension=4, combiner='sqrtn', max_norm=2.0),
    layers.real_valued_column('age', normalizer=lambda a: (a - 30.) / 10.),
]


def model_fn(features, labels, mode, params, config):
  partitioner = tf.min_max_variable_partitioner(max_partitions=max(1, config.num_ps_replicas))
  with tf.variable_scope('input_layer', partitioner=partitioner):
    net = input_from_feature_columns(
        features, COLUMNS, weight_collections=['my_weights'], scope='columns')
  net = layers.batch_norm(net, is_training=mode == learn.ModeKeys.TRAIN, updates_collections=None,
                          decay=0.8, scope='norm')
  net = layers.stack(net, layers.fully_connected, [(6, tf.nn.relu), (3, tf.nn.tanh)], scope='s')
  head = learn.multi_class_head(
      n_classes=2, weight_column_name='importance', head_name=params.get('head'))
  return head.create_model_fn_ops(
      features, mode, labels=labels, logits_input=net,
      train_op_fn=lambda loss: layers.optimize_loss(
          loss, tf.train.get_or_create_global_step(), 0.1, 'Adam', clip_gradients=0.5))


def input_fn():
  tags = [['a', 'b'], ['c'], ['a', 'c', 'd'], ['b'], ['d'], ['e', 'f']]
  indices = [[i, j] for i, row in enumerate(tags) for j in range(len(row))]
  return {
      'tags': tf.SparseTensor(indices, sum(tags, []), [6, 3]),
      'age': tf.constant([[20.], [25.], [30.], [35.], [40.], [45.]]),
      'importance': tf.constant([[1.], [2.], [1.], [2.], [1.], [0.]]),
  }, tf.constant([[0], [0], [1], [1], [1], [0]])


e = learn.Estimator(model_fn, params={'head': 'young'}, config=learn.RunConfig(tf_random_seed=40))
e.fit(input_fn=input_fn, steps=30)
for key, value in sorted(e.evaluate(input_fn=input_fn, steps=1).items()):
  print('%-40s %.4f' % (key, value))
