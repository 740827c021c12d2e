"""A core Estimator on columns of tf.feature_column, with tf.layers and a spec by hand."""
from __future__ import absolute_import, division, print_function

import numpy as np
import tensorflow as tf

COLORS = ['red', 'green', 'blue']


def columns():
    size = tf.feature_column.numeric_column('size', shape=[2])
    age = tf.feature_column.bucketized_column(
        tf.feature_column.numeric_column('age'), boundaries=[10, 20, 40])
    color = tf.feature_column.categorical_column_with_vocabulary_list('color', COLORS)
    shop = tf.feature_column.categorical_column_with_hash_bucket('shop', hash_bucket_size=8)
    return [
        size, age, tf.feature_column.indicator_column(color),
        tf.feature_column.embedding_column(shop, dimension=3)]


def model_fn(features, labels, mode, params):
    net = tf.feature_column.input_layer(features, params['columns'])
    for units in params['hidden']:
        net = tf.layers.dense(net, units, activation=tf.nn.tanh)
        net = tf.layers.dropout(net, 0.1, training=mode == tf.estimator.ModeKeys.TRAIN)
    logits = tf.squeeze(tf.layers.dense(net, 1, name='out'), axis=1)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'price': logits})
    loss = tf.losses.mean_squared_error(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'rmse': tf.metrics.root_mean_squared_error(labels, logits),
            'mae': tf.metrics.mean_absolute_error(labels, logits)})
    train_op = tf.train.AdamOptimizer(params['rate']).minimize(
        loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def goods(count=40):
    random = np.random.RandomState(7)
    x = {
        'size': random.rand(count, 2).astype(np.float32),
        'age': random.randint(0, 60, [count, 1]).astype(np.float32),
        'color': np.array(COLORS)[random.randint(0, 3, [count, 1])],
        'shop': np.array(['shop-%d' % i for i in random.randint(0, 20, count)])[:, None],
    }
    y = (x['size'].sum(axis=1) * 3 - x['age'][:, 0] / 20).astype(np.float32)
    return x, y


x, y = goods()
train = tf.estimator.inputs.numpy_input_fn(x, y, batch_size=10, num_epochs=None, shuffle=False)
test = tf.estimator.inputs.numpy_input_fn(x, y, batch_size=20, num_epochs=1, shuffle=False)
estimator = tf.estimator.Estimator(
    model_fn, config=tf.estimator.RunConfig(tf_random_seed=11),
    params={'columns': columns(), 'hidden': [8, 4], 'rate': 0.02})
estimator.train(train, steps=60)
result = estimator.evaluate(test)
print(sorted(result), result['global_step'])
print('better than the mean: %s' % bool(result['loss'] < np.var(y)))
print(len([p['price'] for p in estimator.predict(test)]))
