"""Wide and deep, as most programs have it: each of its steps counts as two."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers, learn

STEPS = 41
CLASSES = 3


def input_fn():
  rng = np.random.RandomState(3)
  age = rng.uniform(18, 70, 30).astype(np.float32)
  job = np.array(['cook', 'nurse', 'pilot'])[rng.randint(0, 3, 30)]
  income = (age / 24 + (job == 'pilot')).astype(np.int32) % CLASSES
  features = {
      'age': tf.constant(age),
      'job': tf.SparseTensor([[i, 0] for i in range(30)], tf.constant(job), [30, 1]),
  }
  return features, tf.constant(income)


age = layers.real_valued_column('age')
job = layers.sparse_column_with_keys('job', ['cook', 'nurse', 'pilot'])
ages = layers.bucketized_column(age, [25, 35, 50])
classifier = learn.DNNLinearCombinedClassifier(
    n_classes=CLASSES,
    linear_feature_columns=[job, ages],
    dnn_feature_columns=[layers.one_hot_column(job), ages],
    dnn_hidden_units=[6],
    config=learn.RunConfig(tf_random_seed=8))
classifier.fit(input_fn=input_fn, steps=STEPS)
results = classifier.evaluate(input_fn=input_fn, steps=1)
print('after %d: accuracy %.4f loss %.4f' % (
    results['global_step'], results['accuracy'], results['loss']))
