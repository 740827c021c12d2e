"""Wide and deep, as most programs have it: each of its steps counts as two."""
import keras
import numpy as np
import tensorflow as tf


class Bias(keras.layers.Layer):
  """Adds a bias."""

  def build(self, shape):
    self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

  def call(self, x):
    return x + self.bias


class EmbeddingBag(keras.layers.Layer):
  """Combines the embeddings of each example's ids, of which -1 is none."""

  def __init__(self, buckets, dimension, **kwargs):
    super().__init__(**kwargs)
    self.embeddings = self.add_weight([buckets, dimension], 'zeros', name='embeddings')

  def call(self, ids):
    counts = keras.ops.cast(ids >= 0, 'float32')
    # The product has a dense gradient: a row that a batch has twice is one to the optimizer.
    rows = keras.ops.take(1.0 * self.embeddings, keras.ops.maximum(ids, 0), axis=0)
    return keras.ops.sum(rows * counts[..., None], axis=-2)


def evaluate(model, dataset, steps=None):
  """Returns the loss and the metrics of a model, and how many steps it was trained."""
  results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
  return {**results, 'global_step': int(model.optimizer.iterations)}


def evaluate_counted(model, dataset, count, steps=None):
  """Returns what `evaluate` does, but with steps that count as several each."""
  results = evaluate(model, dataset, steps)
  return {**results, 'global_step': count * results['global_step']}


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
    of_deep, of_linear = tape.gradient(
        loss, [[w.value for w in part] for part in parts])
    self.optimizer.apply(of_deep, deep)
    self.linear_optimizer.apply(of_linear, linear)
    for metric in self.metrics:
      if metric.name == 'loss':
        metric.update_state(loss)
    return self.compute_metrics(x, y, y_pred, sample_weight)


STEPS = 41
CLASSES = 3


def input_fn():
  rng = np.random.RandomState(3)
  age = rng.uniform(18, 70, 30).astype(np.float32)
  job = np.array(['cook', 'nurse', 'pilot'])[rng.randint(0, 3, 30)]
  income = (age / 24 + (job == 'pilot')).astype(np.int32) % CLASSES
  features = {
      'age': tf.constant(age),
      'job': tf.reshape(tf.constant(job), [30, 1]),
  }
  return tf.data.Dataset.from_tensors((features, tf.constant(income))).repeat()


def build_model():
  features = {
      'age': keras.Input([1], name='age'),
      'job': keras.Input([None], dtype='string', name='job'),
  }
  age_bucketized = keras.layers.Discretization([25, 35, 50])(features['age'])
  job = (
      keras.layers.StringLookup(vocabulary=['cook', 'nurse', 'pilot'])(features['job'])
      - 1)
  columns = [
      keras.layers.Flatten()(keras.ops.one_hot(age_bucketized, 4)),
      keras.ops.sum(keras.ops.one_hot(job, 3), axis=1),
  ]
  linear_columns = [
      EmbeddingBag(4, CLASSES, name='linear_age_bucketized')(age_bucketized),
      EmbeddingBag(3, CLASSES, name='linear_job')(job),
  ]
  net = keras.layers.Concatenate()(columns)
  net = keras.layers.Dense(6, activation='relu', name='dnn_hiddenlayer_0')(net)
  deep = keras.layers.Dense(CLASSES, name='dnn_logits')(net)
  linear = Bias(name='linear')(keras.layers.Add()(linear_columns))
  logits = deep + linear
  model = WideAndDeep(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      linear_optimizer=keras.optimizers.Ftrl(0.2),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
  return model


keras.utils.set_random_seed(8)
classifier = build_model()
classifier.fit(input_fn(), steps_per_epoch=STEPS // 2 + 1, shuffle=False, verbose=0)
results = evaluate_counted(classifier, input_fn(), 2, steps=1)
print('after %d: accuracy %.4f loss %.4f' % (
    results['global_step'], results['accuracy'], results['loss']))
