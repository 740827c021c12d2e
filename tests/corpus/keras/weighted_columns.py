"""A model_fn over weighted_sum_from_feature_columns and its own loss."""
import keras
import tensorflow as tf


class Bias(keras.layers.Layer):
    """Adds a bias."""

    def build(self, shape):
        self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

    def call(self, x):
        return x + self.bias


class EmbeddingBag(keras.layers.Layer):
    """Combines the embeddings of each example's ids, of which -1 is none."""

    def __init__(self, buckets, dimension, combiner='mean', **kwargs):
        super().__init__(**kwargs)
        self.combiner = combiner
        self.embeddings = self.add_weight([buckets, dimension], 'zeros', name='embeddings')

    def call(self, ids, weights=None):
        counts = keras.ops.cast(ids >= 0, 'float32')
        if weights is not None:
            counts *= weights if self.combiner == 'sum' else keras.ops.relu(weights)
        # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
        rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
        total = keras.ops.sum(rows * counts[..., None], axis=-2)
        if self.combiner == 'sum':
            return total
        if self.combiner == 'sqrtn':
            size = keras.ops.sqrt(keras.ops.sum(counts**2, axis=-1, keepdims=True))
        else:
            size = keras.ops.sum(counts, axis=-1, keepdims=True)
        return keras.ops.divide_no_nan(total, size)


def evaluate(model, dataset):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


def evaluate_predictions(model, predictor, dataset, metrics):
    """Returns what `evaluate` does, and metrics that have each the key of a prediction."""
    results = evaluate(model, dataset)
    for _, metric in metrics.values():
        metric.reset_state()
    for features, labels, *_ in dataset:
        predictions = predictor(features, training=False)
        for key, metric in metrics.values():
            metric.update_state(labels, predictions if key is None else predictions[key])
    return {**results, **{name: float(metric.result()) for name, (_, metric) in metrics.items()}}


def inputs_of(dataset):
    """Returns the inputs of a model that takes the features of a dataset."""
    return {
        name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
        for name, spec in dataset.element_spec[0].items()
    }


def build_model(features):
    price_bucketized = keras.layers.Discretization([1.0, 2.0, 3.0])(
        keras.layers.Reshape([1])(features['price']))
    words = keras.layers.Hashing(17, mask_value='')(features['words']) - 1
    linear_columns = [
        EmbeddingBag(4, 1, 'sum', name='weighted_sum_from_feature_columns_price_bucketized')(
            price_bucketized),
        EmbeddingBag(
            16, 1, 'sqrtn', name='weighted_sum_from_feature_columns_words_weighted_by_tfidf'
        )(words, features['tfidf']),
    ]
    logits = Bias(name='weighted_sum_from_feature_columns')(keras.layers.Add()(linear_columns))
    model = keras.Model(features, logits)
    model.compile(
        optimizer=keras.optimizers.Ftrl(0.3), loss=keras.losses.BinaryCrossentropy(from_logits=True)
    )
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    probability = keras.ops.sigmoid(logits)
    return keras.Model(model.input, {
        'probability': probability,
        'class': keras.ops.cast(probability > 0.5, 'int32'),
    })


def input_fn():
    indices = [[0, 0], [0, 1], [1, 0], [2, 0], [2, 1], [3, 0]]
    return tf.data.Dataset.from_tensors(
        (
            {
                'words': tf.sparse.to_dense(
                    tf.SparseTensor(indices, ['good', 'fun', 'bad', 'good', 'nice', 'dull'], [4, 2])
                ),
                'tfidf': tf.sparse.to_dense(
                    tf.SparseTensor(indices, [0.5, 1.0, 2.0, 0.7, 0.9, 1.5], [4, 2])),
                'price': tf.constant([[0.5], [2.5], [1.5], [3.5]]),
            },
            tf.constant([[1], [0], [1], [0]]))).repeat()


keras.utils.set_random_seed(2)
e = build_model(inputs_of(input_fn()))
e.fit(input_fn(), steps_per_epoch=20, shuffle=False, verbose=0)
print(evaluate_predictions(e, build_predictor(e), input_fn().take(1), {
    'accuracy': ('class', keras.metrics.Accuracy()),
    'auc': ('probability', keras.metrics.AUC()),
})['accuracy'])
for p in build_predictor(e).predict(input_fn(), steps=1, verbose=0)['probability']:
    print('%.4f' % p[0])
