#  DNNClassifier on the irises, fit(x, y) style.

import keras
import numpy as np
import tensorflow as tf
from sklearn import datasets


def load_iris():
  """Returns the iris data, with two flowers as they were before scikit-learn corrected them."""
  iris = datasets.load_iris()
  iris.data[[34, 37]] = [4.9, 3.1, 1.5, 0.1]
  return iris


iris = load_iris()
order = np.random.RandomState(42).permutation(150)
x_train, x_test = iris.data[order[:120]], iris.data[order[120:]]
y_train, y_test = iris.target[order[:120]], iris.target[order[120:]]


def build_model():
  features = keras.Input([x_train.shape[1]])
  net = features
  for i, units in enumerate([10, 20, 10]):
    net = keras.layers.Dense(units, activation='relu', name=f'dnn_hiddenlayer_{i}')(net)
  logits = keras.layers.Dense(3, name='dnn_logits')(net)
  model = keras.Model(features, logits)
  model.compile(
      optimizer=keras.optimizers.Adagrad(0.05),
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


keras.utils.set_random_seed(1)
classifier = build_model()


def get_train_inputs():
  return tf.data.Dataset.from_tensors(
      (tf.constant(x_train), tf.constant(y_train))).repeat()


def get_test_inputs():
  return tf.data.Dataset.from_tensors(
      (tf.constant(x_test), tf.constant(y_test))).repeat()


classifier.fit(get_train_inputs(), steps_per_epoch=100, shuffle=False, verbose=0)
accuracy_score = classifier.evaluate(
    get_test_inputs(), steps=1, return_dict=True, verbose=0)["accuracy"]
print('Accuracy: {0:f}'.format(accuracy_score))

new_samples = np.array([[6.4, 3.2, 4.5, 1.5], [5.8, 3.1, 5.0, 1.7]], dtype=float)
y = list(build_predictor(classifier).predict(new_samples, verbose=0)['classes'])
print('Predictions: {}'.format([int(c) for c in y]))
