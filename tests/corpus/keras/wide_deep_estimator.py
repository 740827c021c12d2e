"""The combined estimator with a head of one's own choice and joint weights."""
import keras
import tensorflow as tf


class Bias(keras.layers.Layer):
  """Adds a bias."""

  def build(self, shape):
    self.bias = self.add_weight([shape[-1]], 'zeros', name='bias')

  def call(self, x):
    return x + self.bias


class AreaUnderPR(keras.metrics.AUC):
  """The area under straight lines between the points of precision and recall."""

  def __init__(self, name):
    super().__init__(name=name, curve='PR', from_logits=True)

  def result(self):
    hits = self.true_positives + 1e-6
    recall = hits / (hits + self.false_negatives)
    precision = hits / (hits + self.false_positives)
    return keras.ops.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


def of_logits(metric):
  """Returns a kind of metric that takes logits where another takes probabilities."""

  class OfLogits(metric):
    def update_state(self, labels, logits, sample_weight=None):
      super().update_state(labels, keras.ops.sigmoid(logits), sample_weight)

  return OfLogits


def binary_metrics():
  """Returns the metrics of two classes, which take labels and the logit of the second."""
  sigmoid = keras.ops.sigmoid

  def mean(name, value):
    return keras.metrics.MeanMetricWrapper(value, name=name)

  metrics = [
      keras.metrics.BinaryAccuracy(name='accuracy', threshold=0.0),
      keras.metrics.AUC(name='auc', from_logits=True),
      AreaUnderPR(name='auc_precision_recall'),
      mean('labels/prediction_mean', lambda labels, logits: sigmoid(logits)),
      mean('labels/actual_label_mean', lambda labels, logits: labels),
      mean('accuracy/baseline_label_mean', lambda labels, logits: labels),
  ]

  def is_right(labels, logits, threshold=0.5):
    positive = keras.ops.cast(sigmoid(logits) >= threshold, 'float32')
    return positive == keras.ops.cast(keras.ops.reshape(labels, (-1, 1)), 'float32')

  metrics += [
      mean('accuracy/threshold_0.500000_mean', is_right),
      of_logits(keras.metrics.Precision)(0.5, name='precision/positive_threshold_0.500000_mean'),
      of_logits(keras.metrics.Recall)(0.5, name='recall/positive_threshold_0.500000_mean'),
  ]
  return metrics


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


def _input_fn():
  features = {
      'age': tf.constant([[0.8], [0.15], [0.3], [0.6]]),
      'language': tf.reshape(['en', 'fr', 'zh', 'en'], [4, 1]),
  }
  return tf.data.Dataset.from_tensors(
      (features, tf.constant([[1], [0], [0], [1]], dtype=tf.int32))).repeat()


def build_model():
  features = {
      'age': keras.Input([1], name='age'),
      'language': keras.Input([None], dtype='string', name='language'),
  }
  language = keras.layers.Hashing(9, mask_value='')(features['language']) - 1
  net = features['age']
  for i, units in enumerate([3, 3]):
    net = keras.layers.Dense(units, activation='relu', name=f'dnn_hiddenlayer_{i}')(net)
  deep = keras.layers.Dense(1, name='dnn_logits')(net)
  linear = Bias(name='linear')(EmbeddingBag(8, 1, name='linear_linear_weights')(language))
  logits = deep + linear
  model = WideAndDeep(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
      linear_optimizer=keras.optimizers.Ftrl(0.2),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=binary_metrics())
  return model


def main():
  keras.utils.set_random_seed(1)
  estimator = build_model()
  estimator.fit(_input_fn(), steps_per_epoch=60, shuffle=False, verbose=0)
  metrics = evaluate(estimator, _input_fn(), steps=1)
  for key in ('accuracy', 'auc', 'loss', 'global_step'):
    print(key, '%.4f' % metrics[key])


if __name__ == '__main__':
  main()
