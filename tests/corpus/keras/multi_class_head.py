"""Three classes, a custom model_fn, and a head that does the rest."""

import keras
import numpy as np
import tensorflow as tf
from absl import app
from absl import flags


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


FLAGS = flags.FLAGS
flags.DEFINE_integer('steps', 40, 'Number of training steps.')


def build_model(features, params):
  hidden = keras.Sequential(
      [
          keras.layers.Dense(units, activation='relu', name=f'hidden_hidden_{i}')
          for i, units in enumerate(params['hidden_units'], 1)
      ])(features['x'])
  logits = keras.layers.Dense(3, name='logits')(hidden)

  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adam(params['learning_rate'], epsilon=1e-8),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    'logits': logits,
    'probabilities': keras.ops.softmax(logits),
    'classes': keras.ops.argmax(logits, axis=-1),
  })


def input_fn():
  rng = np.random.RandomState(7)
  x = rng.randn(60, 4).astype(np.float32)
  y = np.argmax(x[:, :3], axis=1)
  return tf.data.Dataset.from_tensors(({'x': tf.constant(x)}, tf.constant(y))).repeat()


def main(_):
  keras.utils.set_random_seed(1)
  estimator = build_model(
      inputs_of(input_fn()), {'hidden_units': [8, 6], 'learning_rate': 0.05})
  estimator.fit(input_fn(), steps_per_epoch=FLAGS.steps, shuffle=False, verbose=0)
  results = evaluate(estimator, input_fn(), steps=1)
  for key in sorted(results):
    print('%s = %.4f' % (key, results[key]))
  classes = [
      int(p)
      for p in build_predictor(estimator).predict(
          input_fn(), steps=1, verbose=0)['classes']
  ]
  print(classes[:12])


if __name__ == '__main__':
  app.run(main)
