"""A core Estimator on columns of tf.feature_column, with tf.layers and a spec by hand."""

import keras
import numpy as np
import tensorflow as tf


class EmbeddingBag(keras.layers.Layer):
    """Combines the embeddings of each example's ids, of which -1 is none."""

    def __init__(self, buckets, dimension, initializer=None, **kwargs):
        super().__init__(**kwargs)
        initializer = initializer or keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
        self.embeddings = self.add_weight([buckets, dimension], initializer, name='embeddings')

    def call(self, ids):
        counts = keras.ops.cast(ids >= 0, 'float32')
        # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
        rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
        total = keras.ops.sum(rows * counts[..., None], axis=-2)
        size = keras.ops.sum(counts, axis=-1, keepdims=True)
        return keras.ops.divide_no_nan(total, size)


def evaluate(model, dataset):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


COLORS = ['red', 'green', 'blue']


def build_model(features, params):
    age_bucketized = keras.layers.Discretization([10, 20, 40])(
        keras.layers.Reshape([1])(features['age']))
    color = (
        keras.layers.StringLookup(vocabulary=COLORS)(keras.layers.Reshape([-1])(features['color']))
        - 1)
    shop = keras.layers.Hashing(9, mask_value='')(keras.layers.Reshape([-1])(features['shop'])) - 1
    columns = [
        keras.layers.Flatten()(keras.ops.one_hot(age_bucketized, 4)),
        keras.ops.sum(keras.ops.one_hot(color, 3), axis=1),
        EmbeddingBag(
            8,
            3,
            initializer=keras.initializers.TruncatedNormal(stddev=3**-0.5),
            name='shop_embedding')(shop),
        keras.layers.Reshape([2])(features['size'])]
    net = keras.layers.Concatenate()(columns)
    for units in params['hidden']:
        net = keras.layers.Dense(units, activation='tanh')(net)
        net = keras.layers.Dropout(0.1)(net)
    logits = keras.ops.squeeze(keras.layers.Dense(1, name='out')(net), axis=1)

    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adam(params['rate'], epsilon=1e-8),
        loss=keras.losses.MeanSquaredError(),
        metrics=[
            keras.metrics.RootMeanSquaredError(name='rmse'),
            keras.metrics.MeanAbsoluteError(name='mae')])
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(model.input, {
        'price': logits,
    })


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
train = tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(10)
test = tf.data.Dataset.from_tensor_slices((x, y)).batch(20)
keras.utils.set_random_seed(11)
estimator = build_model(inputs_of(train), {'hidden': [8, 4], 'rate': 0.02})
estimator.fit(train, steps_per_epoch=60, shuffle=False, verbose=0)
result = evaluate(estimator, test)
print(sorted(result), result['global_step'])
print('better than the mean: %s' % bool(result['loss'] < np.var(y)))
print(len(list(build_predictor(estimator).predict(test, verbose=0)['price'])))
