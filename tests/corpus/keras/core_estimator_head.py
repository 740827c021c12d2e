"""A contrib head in a core Estimator, with train_and_evaluate."""
import keras
import numpy as np
import tensorflow as tf


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


class RMSProp(keras.optimizers.RMSprop):
  """RMSprop whose mean of squared gradients begins at one."""

  def add_variable_from_reference(self, variable, name=None, initializer='zeros'):
    initializer = 'ones' if name == 'velocity' else initializer
    return super().add_variable_from_reference(variable, name, initializer)


def build_model(features, params):
  net = keras.layers.Dense(6, use_bias=False)(features['x'])
  net = keras.layers.GroupNormalization(1, epsilon=1e-12)(net)
  net = keras.layers.Activation('relu')(net)
  logits = keras.layers.Dense(params['classes'], name='logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=RMSProp(0.02, epsilon=1e-10),
      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
      weighted_metrics=[keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
  return model


x = np.random.RandomState(0).randn(40, 5).astype(np.float32)
y = np.argmax(x, axis=1)
train_input_fn = tf.data.Dataset.from_tensor_slices(({'x': x}, y)).repeat().batch(40)
eval_input_fn = tf.data.Dataset.from_tensor_slices(({'x': x}, y)).batch(20)

keras.utils.set_random_seed(19)
estimator = build_model(inputs_of(train_input_fn), {'classes': 5})
estimator.fit(
    train_input_fn, steps_per_epoch=60, validation_data=eval_input_fn, shuffle=False, verbose=0)
result = evaluate(estimator, eval_input_fn)
print({key: round(float(value), 4) for key, value in sorted(result.items())})
