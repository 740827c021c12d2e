"""A model_fn by hand: an embedding for users and one for items, a regularizer, a mean squared loss."""
import keras
import numpy as np
import tensorflow as tf


class Embedding(keras.layers.Embedding):
    """An embedding with a dense gradient: a row that a batch has twice is one to the optimizer."""

    def call(self, ids):
        return keras.ops.take(1.0 * self.embeddings, ids, axis=0)


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


def rows(predictions):
    """Yields a dict of the predictions of each example."""
    for row in zip(*predictions.values()):
        yield dict(zip(predictions, row))


USERS = 12
ITEMS = 9


def build_model(features, params):
    """Ratings are a product of what users like and what items are."""
    rank = params['rank']
    penalty = keras.regularizers.L2(params['l2'] / 2)
    users = Embedding(
        USERS,
        rank,
        embeddings_initializer='glorot_uniform',
        embeddings_regularizer=penalty,
        name='factors_users')(features['user'])
    items = Embedding(
        ITEMS,
        rank,
        embeddings_initializer='glorot_uniform',
        embeddings_regularizer=penalty,
        name='factors_items')(features['item'])
    rating = keras.ops.sum(users * items, axis=1)

    model = keras.Model(features, rating)
    model.compile(
        optimizer=keras.optimizers.Adam(params['learning_rate'], epsilon=1e-8),
        loss=keras.losses.MeanSquaredError(),
        metrics=[keras.metrics.MeanAbsoluteError(name='mae')])
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    rating = model.output
    return keras.Model(model.input, {
        'rating': rating,
    })


def ratings():
    random = np.random.RandomState(4)
    user, item = [grid.reshape(-1) for grid in np.mgrid[:USERS, :ITEMS]]
    likes, has = random.rand(USERS, 2), random.rand(ITEMS, 2)
    return {'user': user.astype(np.int64), 'item': item.astype(np.int64)}, np.sum(
        likes[user] * has[item], axis=1).astype(np.float32)


features, targets = ratings()
input_fn = tf.data.Dataset.from_tensor_slices((features, targets)).repeat().batch(36)
keras.utils.set_random_seed(9)
estimator = build_model(inputs_of(input_fn), {'rank': 3, 'l2': 1e-4, 'learning_rate': 0.05})
estimator.fit(input_fn, steps_per_epoch=90, shuffle=False, verbose=0)
scores = evaluate(estimator, input_fn, steps=3)
print('steps %d' % scores['global_step'])
print('better than the mean: %s' % bool(scores['loss'] < np.var(targets)))
test_fn = tf.data.Dataset.from_tensor_slices(features).batch(50)
print(sum(1 for _ in rows(build_predictor(estimator).predict(test_fn, verbose=0))))
