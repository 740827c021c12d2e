"""Price and category of an article from one set of feature columns."""

import keras
import numpy as np
import tensorflow as tf
from absl import app


class EmbeddingBag(keras.layers.Layer):
  """Combines the embeddings of each example's ids, of which -1 is none."""

  def __init__(self, buckets, dimension, **kwargs):
    super().__init__(**kwargs)
    initializer = keras.initializers.TruncatedNormal(stddev=buckets**-0.5)
    self.embeddings = self.add_weight([buckets, dimension], initializer, name='embeddings')

  def call(self, ids):
    counts = keras.ops.cast(ids >= 0, 'float32')
    # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
    rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
    total = keras.ops.sum(rows * counts[..., None], axis=-2)
    size = keras.ops.sum(counts, axis=-1, keepdims=True)
    return keras.ops.divide_no_nan(total, size)


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


class LossMetric(keras.metrics.Mean):
  """The mean of a loss, under a name of its own."""

  def __init__(self, loss, name):
    super().__init__(name=name)
    self.loss = loss

  def update_state(self, labels, logits, sample_weight=None):
    super().update_state(self.loss.call(labels, logits), sample_weight)


class MultiHead(keras.Model):
  """A model with an output a head, whose metrics have the keys that the heads gave them."""

  def get_metrics_result(self):
    results = super().get_metrics_result()
    for name in self.output:
      prefix, suffix = f'{name}_', f'/{name}'
      results = {
        key.removeprefix(prefix) if key.endswith(suffix) else key: value
        for key, value in results.items()
        if key != f'{name}_loss'
      }
    return results


def rows_of_heads(predictions):
  """Yields a dict of the predictions of each example, by pairs of head and prediction."""
  keys = [tuple(key.split('/')) for key in predictions]
  for row in zip(*predictions.values()):
    yield dict(zip(keys, row))


def build_model(features, params):
  brand = keras.layers.Hashing(11, mask_value='')(features['brand']) - 1
  columns = [
      EmbeddingBag(10, 3, name='brand_embedding')(brand),
      keras.layers.Reshape([1])(features['weight']),
  ]
  net = keras.layers.Concatenate()(columns)
  for units in params['hidden']:
    net = keras.layers.Dense(units, activation='relu')(net)
  logits = {
      'price': keras.layers.Dense(1, name='price_logits')(net),
      'category': keras.layers.Dense(3, name='category_logits')(net),
  }
  model = MultiHead(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(params['rate']),
      loss={
          'price': keras.losses.MeanSquaredError(),
          'category': keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      },
      weighted_metrics={
          'price': [LossMetric(keras.losses.MeanSquaredError(), name='loss/price')],
          'category': [
              keras.metrics.SparseCategoricalAccuracy(name='accuracy/category'),
              LossMetric(
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True), name='loss/category'
              ),
          ],
      })
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  return keras.Model(model.input, {
    'price/scores': keras.ops.squeeze(model.output['price'], axis=1),
    'category/logits': model.output['category'],
    'category/probabilities': keras.ops.softmax(model.output['category']),
    'category/classes': keras.ops.argmax(model.output['category'], axis=-1),
  })


def input_fn():
  rng = np.random.RandomState(3)
  weight = rng.rand(30).astype(np.float32)
  brand = np.array(['acme', 'bolt', 'core'] * 10)
  category = np.array([0, 1, 2] * 10)
  features = {
      'weight': tf.constant(weight),
      'brand': tf.reshape(tf.constant(brand), [30, 1]),
  }
  labels = {'price': tf.constant(weight * 2 + category), 'category': tf.constant(category)}
  return tf.data.Dataset.from_tensors((features, labels)).repeat()


def main(unused_argv):
  keras.utils.set_random_seed(21)
  estimator = build_model(inputs_of(input_fn()), {'hidden': [8], 'rate': 0.2})
  estimator.fit(input_fn(), steps_per_epoch=50, shuffle=False, verbose=0)
  metrics = evaluate(estimator, input_fn(), steps=1)
  for name in sorted(metrics):
    print(name, '%.4f' % metrics[name])
  prediction = next(
      rows_of_heads(build_predictor(estimator).predict(input_fn(), steps=1, verbose=0)))
  print(sorted(str(key) for key in prediction))


if __name__ == '__main__':
  app.run(main)
