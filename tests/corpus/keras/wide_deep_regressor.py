import keras
import numpy as np
import pandas as pd
import tensorflow as tf


class Bias(keras.layers.Layer):
    """Adds a bias."""

    def build(self, shape):
        self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

    def call(self, x):
        return x + self.bias


class CenteredBias(keras.layers.Layer):
    """Adds a bias to the logits."""

    def build(self, shape):
        self.bias = self.add_weight(
            shape=shape[-1:], initializer='zeros', name='centered_bias_weight')

    def call(self, logits):
        return logits + self.bias


class CenteredModel(keras.Model):
    """A model that ends in a centered bias, which also takes a step of its own."""

    def compile(self, *args, **kwargs):
        super().compile(*args, **kwargs)
        self.bias = self.layers[-1].bias
        self.bias_optimizer = keras.optimizers.Adagrad(0.1)
        self.bias_optimizer.build([self.bias])

    def train_step(self, data):
        results = super().train_step(data)
        _, labels, weight = keras.utils.unpack_x_y_sample_weight(data)
        n = keras.ops.shape(labels)[0]
        with tf.GradientTape() as tape:
            loss = self.loss(labels, keras.ops.tile(self.bias[None], [n, 1]), weight)
            if weight is not None:
                loss *= (1 + keras.ops.cast(n, 'float32') / keras.ops.sum(weight)) / 2
        self.bias_optimizer.apply(tape.gradient(loss, [self.bias]), [self.bias])
        return results


class WideAndDeep(keras.Model):
    """Trains the layers whose names begin with 'linear' with an optimizer of their own."""

    def compile(self, optimizer, linear_optimizer, **kwargs):
        super().compile(optimizer, **kwargs)
        self.linear_optimizer = linear_optimizer
        deep, linear = self.parts()
        optimizer.build(deep)
        linear_optimizer.build(linear)

    def parts(self):
        """Returns the weights of the deep and of the linear part."""
        linear = [w for w in self.trainable_weights if w.path.startswith('linear')]
        deep = [w for w in self.trainable_weights if not w.path.startswith('linear')]
        return deep, linear

    def train_step(self, data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        deep, linear = parts = self.parts()
        of_deep, of_linear = tape.gradient(loss, [[w.value for w in part] for part in parts])
        self.optimizer.apply(of_deep, deep)
        self.linear_optimizer.apply(of_linear, linear)
        for metric in self.metrics:
            if metric.name == 'loss':
                metric.update_state(loss)
        return self.compute_metrics(x, y, y_pred, sample_weight)


class CenteredWideAndDeep(CenteredModel, WideAndDeep):
    """Trains two parts with an optimizer each, and the centered bias by itself."""

    def parts(self):
        deep, linear = super().parts()
        return [w for w in deep if w is not self.layers[-1].bias], linear


class EmbeddingBag(keras.layers.Layer):
    """Combines the embeddings of each example's ids, of which -1 is none."""

    def __init__(self, buckets, dimension, combiner='mean', initializer=None, **kwargs):
        super().__init__(**kwargs)
        self.combiner = combiner
        initializer = initializer or keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
        self.embeddings = self.add_weight([buckets, dimension], initializer, name='embeddings')

    def call(self, ids):
        counts = keras.ops.cast(ids >= 0, 'float32')
        # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
        rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
        total = keras.ops.sum(rows * counts[..., None], axis=-2)
        if self.combiner == 'sum':
            return total
        size = keras.ops.sum(counts, axis=-1, keepdims=True)
        return keras.ops.divide_no_nan(total, size)


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, 'global_step': int(model.optimizer.iterations)}


cars = pd.DataFrame({
    'cylinders': [4, 6, 8, 4, 8, 6, 4, 8, 4, 6],
    'weight': [2.2, 3.1, 4.3, 1.9, 4.0, 3.3, 2.4, 4.4, 2.0, 2.9],
    'origin': ['eu', 'us', 'us', 'jp', 'us', 'us', 'eu', 'us', 'jp', 'jp'],
    'mpg': [31., 20., 13., 36., 14., 19., 28., 12., 34., 22.],
})


def input_fn(frame):
    features = {
        'cylinders': tf.constant(frame['cylinders'].values.reshape(-1, 1).astype(np.float32)),
        'weight': tf.constant(frame['weight'].values.reshape(-1, 1).astype(np.float32)),
        'origin': tf.reshape(frame['origin'].values.astype(str), [len(frame), 1]),
    }
    return tf.data.Dataset.from_tensors(
        (features, tf.constant(frame['mpg'].values.astype(np.float32)))).repeat()


def build_model():
    features = {
        'origin': keras.Input([None], dtype='string', name='origin'),
        'cylinders': keras.Input([1], name='cylinders'),
        'weight': keras.Input([1], name='weight'),
    }
    origin = keras.layers.StringLookup(vocabulary=['eu', 'jp', 'us'])(features['origin']) - 1
    columns = [
        EmbeddingBag(3, 2, name='origin_embedding')(origin),
        features['cylinders'],
        features['weight'],
    ]
    cylinders_bucketized = keras.layers.Discretization([5, 7])(features['cylinders'])
    linear_columns = [
        EmbeddingBag(3, 1, 'sum', 'zeros', name='linear_cylinders_bucketized')(
            cylinders_bucketized),
        EmbeddingBag(3, 1, 'sum', 'zeros', name='linear_origin')(origin),
    ]
    net = keras.layers.Concatenate()(columns)
    net = keras.layers.Dense(5, activation='softplus', name='dnn_hiddenlayer_0')(net)
    deep = keras.layers.Dense(1, name='dnn_logits')(net)
    linear = Bias(name='linear')(keras.layers.Add()(linear_columns))
    logits = deep + linear
    logits = CenteredBias(name='regression_head')(logits)
    model = CenteredWideAndDeep(features, logits)
    model.compile(
        optimizer=keras.optimizers.Adagrad(0.3),
        linear_optimizer=keras.optimizers.Ftrl(0.5),
        loss=keras.losses.MeanSquaredError())
    return model


def build_predictor(model):
    """Returns the model of the predictions."""
    logits = model.output
    return keras.Model(model.input, {
        'scores': keras.ops.squeeze(logits, axis=1),
    })


keras.utils.set_random_seed(13)
m = build_model()
m.fit(input_fn(cars), steps_per_epoch=120, shuffle=False, verbose=0)
e = evaluate(m, input_fn(cars), steps=1)
print('loss {:.2f} after {} steps'.format(e['loss'], e['global_step']))
for mpg, predicted in zip(
    cars['mpg'], build_predictor(m).predict(input_fn(cars), steps=1, verbose=0)['scores']):
    print('%4.1f %4.1f' % (mpg, predicted))
