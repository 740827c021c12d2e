"""Written for Python 2.7."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn

iris = learn.datasets.load_iris()
settings = {'steps': 60, 'units': 10}


def report(metrics):
  for name, value in sorted(metrics.items()):
    print("%-12s %.4f" % (name, value))


def input_fn():
  return tf.constant(iris.data, tf.float32), tf.constant(iris.target)


def main(_):
  if 'units' in settings and settings['units'] != 0:
    print('units:', settings['units'])
  classifier = learn.DNNClassifier(
      feature_columns=learn.infer_real_valued_columns_from_input(iris.data),
      hidden_units=[settings['units']], n_classes=3,
      config=learn.RunConfig(tf_random_seed=5))
  try:
    # MIGRATE: not moved to Keras, fit: it is given both steps and max_steps
    classifier.fit(input_fn=input_fn, steps=settings['steps'], max_steps=10)
  except ValueError as e:
    print(e)
  classifier.fit(input_fn=input_fn, steps=settings['steps'])
  report(classifier.evaluate(input_fn=input_fn, steps=1))
  for i in range(3):
    print(i, end=' ')
  print()
  print(u'gone', file=open('/dev/null', 'w'))


if __name__ == '__main__':
  tf.app.run(main)
