"""The combined estimator with a head of one's own choice and joint weights."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.layers.python.layers import feature_column
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import dnn_linear_combined as combined
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head as head_lib
from contrib_learn_compat.tf.contrib.learn import RunConfig

AGE = feature_column.real_valued_column('age')
LANGUAGE = feature_column.sparse_column_with_hash_bucket('language', hash_bucket_size=8)


def _input_fn():
  features = {
      'age': tf.constant([[0.8], [0.15], [0.3], [0.6]]),
      'language': tf.SparseTensor(
          values=['en', 'fr', 'zh', 'en'], indices=[[0, 0], [1, 0], [2, 0], [3, 0]],
          dense_shape=[4, 1]),
  }
  return features, tf.constant([[1], [0], [0], [1]], dtype=tf.int32)


def main():
  estimator = combined.DNNLinearCombinedEstimator(
      head=head_lib.multi_class_head(n_classes=2),
      linear_feature_columns=[LANGUAGE],
      _joint_linear_weights=True,
      dnn_feature_columns=[AGE],
      dnn_hidden_units=[3, 3],
      fix_global_step_increment_bug=True,
      config=RunConfig(tf_random_seed=1))
  estimator.fit(input_fn=_input_fn, steps=60)
  metrics = estimator.evaluate(input_fn=_input_fn, steps=1)
  for key in ('accuracy', 'auc', 'loss', 'global_step'):
    print(key, '%.4f' % metrics[key])


if __name__ == '__main__':
  main()
