#  DNNClassifier on the irises, fit(x, y) style.
from __future__ import absolute_import, division, print_function

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn.python.learn.datasets import base

iris = base.load_iris()
order = np.random.RandomState(42).permutation(150)
x_train, x_test = iris.data[order[:120]], iris.data[order[120:]]
y_train, y_test = iris.target[order[:120]], iris.target[order[120:]]

feature_columns = tf.contrib.learn.infer_real_valued_columns_from_input(x_train)
classifier = tf.contrib.learn.DNNClassifier(
    feature_columns=feature_columns, hidden_units=[10, 20, 10], n_classes=3,
    config=tf.contrib.learn.RunConfig(tf_random_seed=1))

def get_train_inputs():
  return tf.constant(x_train), tf.constant(y_train)

def get_test_inputs():
  return tf.constant(x_test), tf.constant(y_test)

classifier.fit(input_fn=get_train_inputs, steps=100)
accuracy_score = classifier.evaluate(input_fn=get_test_inputs, steps=1)["accuracy"]
print('Accuracy: {0:f}'.format(accuracy_score))

new_samples = np.array([[6.4, 3.2, 4.5, 1.5], [5.8, 3.1, 5.0, 1.7]], dtype=float)
y = list(classifier.predict(new_samples, as_iterable=True))
print('Predictions: {}'.format([int(c) for c in y]))
