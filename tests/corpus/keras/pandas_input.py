import keras
import pandas as pd
import tensorflow as tf


def only(*names):
  """Returns a function to map a dataset through that leaves out all other features."""
  return lambda features, *rest: ({name: features[name] for name in names}, *rest)


df = pd.DataFrame({'x1': [0., 1., 2., 3., 4., 5.], 'x2': [5., 4., 3., 2., 1., 0.],
                   'y': [1., 3., 5., 7., 9., 11.]})
FEATURES = ['x1', 'x2']
LABEL = 'y'


def input_fn(data_set, num_epochs=None):
  return (
      tf.data.Dataset.from_tensor_slices(
          ({k: data_set[k].values for k in FEATURES}, data_set[LABEL].values))
      .repeat(num_epochs)
      .batch(6))


def build_model():
  features = {'x1': keras.Input([1], name='x1'), 'x2': keras.Input([1], name='x2')}
  columns = [features['x1'], features['x2']]
  net = keras.layers.Concatenate()(columns)
  for i, units in enumerate([10, 10]):
    net = keras.layers.Dense(units, activation='relu', name=f'dnn_hiddenlayer_{i}')(net)
  logits = keras.layers.Dense(1, name='dnn_logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05), loss=keras.losses.MeanSquaredError())
  return model


def build_predictor(model):
  """Returns the model of the predictions."""
  logits = model.output
  return keras.Model(model.input, {
    'scores': keras.ops.squeeze(logits, axis=1)})


keras.utils.set_random_seed(15)
regressor = build_model()
regressor.fit(input_fn(df).map(only('x1', 'x2')).take(80), shuffle=False, verbose=0)
ev = regressor.evaluate(
    input_fn(df, num_epochs=1).map(only('x1', 'x2')), return_dict=True, verbose=0)
print("Loss: {0:.4f}".format(ev["loss"]))
for value in build_predictor(regressor).predict(
    input_fn(df, num_epochs=1).map(only('x1', 'x2')), verbose=0)['scores']:
  print("%.3f" % value)
