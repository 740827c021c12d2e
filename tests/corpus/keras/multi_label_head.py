import types

import keras
import numpy as np
import tensorflow as tf
from absl import app


class AreaUnderPR(keras.metrics.AUC):
  """The area under straight lines between the points of precision and recall."""

  def __init__(self, name):
    super().__init__(name=name, curve='PR', from_logits=True)

  def result(self):
    hits = self.true_positives + 1e-6
    recall = hits / (hits + self.false_negatives)
    precision = hits / (hits + self.false_positives)
    return keras.ops.sum((recall[:-1] - recall[1:]) * (precision[:-1] + precision[1:]) / 2)


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


N_TAGS = 4


def build_model(features, params):
  """Predicts any number of tags for a document of counted words."""
  net = keras.layers.Dense(params.hidden, activation='tanh', name='body_fully_connected')(
      features['counts'])
  net = keras.layers.Dropout(0.1, seed=11)(net)

  logits = keras.layers.Dense(N_TAGS, name='logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(params.learning_rate),
      loss=keras.losses.BinaryCrossentropy(from_logits=True),
      weighted_metrics=[
          keras.metrics.BinaryAccuracy(threshold=0.0, name='accuracy'),
          keras.metrics.AUC(from_logits=True, name='auc'),
          AreaUnderPR(name='auc_precision_recall'),
      ])
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    'logits': logits,
    'probabilities': keras.ops.sigmoid(logits),
    'classes': keras.ops.cast(logits > 0, 'int32'),
  })


def make_input_fn(n, seed):
  def input_fn():
    rng = np.random.RandomState(seed)
    counts = rng.poisson(1.5, size=(n, 6)).astype(np.float32)
    tags = (counts[:, :N_TAGS] > 1).astype(np.int64)
    return tf.data.Dataset.from_tensors(
        (dict(counts=tf.constant(counts)), tf.constant(tags))).repeat()
  return input_fn


def main(argv=None):
  hparams = types.SimpleNamespace(hidden=10, learning_rate=0.3)
  keras.utils.set_random_seed(5)
  model = build_model(inputs_of(make_input_fn(50, 0)()), hparams)
  model.fit(make_input_fn(50, 0)(), steps_per_epoch=60, shuffle=False, verbose=0)
  metrics = evaluate(model, make_input_fn(50, 1)(), steps=1)
  print({k: round(float(v), 3) for k, v in sorted(metrics.items())})
  first = next(
      iter(rows(build_predictor(model).predict(make_input_fn(3, 2)(), steps=1, verbose=0))))
  print(sorted(first))
  print(first['probabilities'].round(3).tolist())


if __name__ == '__main__':
  app.run(main)
