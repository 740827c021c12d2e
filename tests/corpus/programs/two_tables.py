"""A model_fn by hand: an embedding for users and one for items, a regularizer, a mean squared loss."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import learn
from tensorflow.contrib.learn.python.learn.estimators import model_fn as model_fn_lib

USERS = 12
ITEMS = 9


def factorization(features, targets, mode, params):
    """Ratings are a product of what users like and what items are."""
    rank = params['rank']
    penalty = tf.contrib.layers.l2_regularizer(params['l2'])
    with tf.variable_scope('factors', regularizer=penalty):
        users = tf.contrib.layers.embed_sequence(
            features['user'], vocab_size=USERS, embed_dim=rank, scope='users')
        items = tf.contrib.layers.embed_sequence(
            features['item'], vocab_size=ITEMS, embed_dim=rank, scope='items')
    rating = tf.reduce_sum(users * items, axis=1)

    predictions = {'rating': rating}
    if mode == learn.ModeKeys.INFER:
        return model_fn_lib.ModelFnOps(mode=mode, predictions=predictions)
    loss = tf.losses.mean_squared_error(targets, rating) + tf.losses.get_regularization_loss()
    train_op = tf.contrib.layers.optimize_loss(
        loss=loss, global_step=tf.contrib.framework.get_global_step(),
        learning_rate=params['learning_rate'], optimizer='Adam')
    return model_fn_lib.ModelFnOps(
        mode=mode, predictions=predictions, loss=loss, train_op=train_op,
        eval_metric_ops={'mae': tf.metrics.mean_absolute_error(targets, rating)})


def ratings():
    random = np.random.RandomState(4)
    user, item = [grid.reshape(-1) for grid in np.mgrid[:USERS, :ITEMS]]
    likes, has = random.rand(USERS, 2), random.rand(ITEMS, 2)
    return {'user': user.astype(np.int64), 'item': item.astype(np.int64)}, np.sum(
        likes[user] * has[item], axis=1).astype(np.float32)


features, targets = ratings()
input_fn = learn.io.numpy_input_fn(
    features, targets, batch_size=36, shuffle=False, num_epochs=None)
estimator = learn.Estimator(
    model_fn=factorization,
    params={'rank': 3, 'l2': 1e-4, 'learning_rate': 0.05},
    config=learn.RunConfig(tf_random_seed=9))
estimator.fit(input_fn=input_fn, steps=90)
scores = estimator.evaluate(input_fn=input_fn, steps=3)
print('steps %d' % scores['global_step'])
print('better than the mean: %s' % bool(scores['loss'] < np.var(targets)))
test_fn = learn.io.numpy_input_fn(features, batch_size=50, shuffle=False, num_epochs=1)
print(sum(1 for _ in estimator.predict(input_fn=test_fn)))
