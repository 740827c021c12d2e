"""tf.contrib.learn.SVM with its example ids."""
from __future__ import print_function
from contrib_learn_compat import tf


def input_fn():
  return {
      'example_id': tf.constant(['1', '2', '3', '4']),
      'price': tf.constant([[0.8], [0.6], [0.3], [0.1]]),
      'sq_footage': tf.constant([[0.5], [0.4], [0.9], [0.2]]),
      'country': tf.SparseTensor(
          values=['IT', 'US', 'GB', 'IT'], indices=[[0, 0], [1, 0], [2, 0], [3, 0]],
          dense_shape=[4, 1]),
  }, tf.constant([[1], [1], [0], [0]])


price = tf.contrib.layers.real_valued_column('price')
footage = tf.contrib.layers.bucketized_column(
    tf.contrib.layers.real_valued_column('sq_footage'), boundaries=[0.3, 0.6])
country = tf.contrib.layers.sparse_column_with_hash_bucket('country', hash_bucket_size=5)
# MIGRATE: not moved to Keras, tf.contrib.learn.SVM: Keras has no SDCA to train it with; sklearn.svm.LinearSVC is like it
svm = tf.contrib.learn.SVM(
    example_id_column='example_id',
    feature_columns=[price, footage, country],
    l1_regularization=0.1,
    l2_regularization=1.0)
svm.fit(input_fn=input_fn, steps=30)
metrics = svm.evaluate(input_fn=input_fn, steps=1)
print('accuracy %.2f' % metrics['accuracy'])
print([int(c['classes']) for c in svm.predict(input_fn=input_fn)])
