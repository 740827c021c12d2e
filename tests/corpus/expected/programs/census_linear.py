"""A linear model of incomes over crossed, bucketized and hashed columns."""
from __future__ import print_function

import argparse
import sys
import tempfile

import pandas as pd
from contrib_learn_compat import tf

CATEGORICAL = ['education', 'occupation', 'sex']
CONTINUOUS = ['age', 'hours']
LABEL = 'label'


def people():
  rows = []
  for i in range(64):
    education = ['Bachelors', 'HS-grad', 'Masters', '9th'][i % 4]
    occupation = ['Sales', 'Craft-repair', 'Tech-support'][i % 3]
    sex = ['Male', 'Female'][(i // 3) % 2]
    age = 18 + (i * 7) % 50
    hours = 20 + (i * 5) % 40
    label = int(education in ('Bachelors', 'Masters') and age > 30 or hours > 52)
    rows.append((age, hours, education, occupation, sex, label))
  return pd.DataFrame(rows, columns=CONTINUOUS + CATEGORICAL + [LABEL])


def build_estimator(model_dir):
  sex = tf.contrib.layers.sparse_column_with_keys(column_name='sex', keys=['Female', 'Male'])
  education = tf.contrib.layers.sparse_column_with_hash_bucket('education', hash_bucket_size=100)
  occupation = tf.contrib.layers.sparse_column_with_hash_bucket('occupation', hash_bucket_size=100)
  age = tf.contrib.layers.real_valued_column('age')
  hours = tf.contrib.layers.real_valued_column('hours', normalizer=lambda x: x / 40.0)
  age_buckets = tf.contrib.layers.bucketized_column(age, boundaries=[25, 35, 45, 55])
  crosses = [
      tf.contrib.layers.crossed_column([education, occupation], hash_bucket_size=int(1e3)),
      tf.contrib.layers.crossed_column([age_buckets, education, sex], hash_bucket_size=int(1e3)),
  ]
  return tf.contrib.learn.LinearClassifier(
      feature_columns=[sex, education, occupation, age_buckets, hours] + crosses,
      optimizer=tf.train.FtrlOptimizer(
          learning_rate=0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.01),
      model_dir=model_dir)


def input_fn(df):
  continuous_cols = {k: tf.constant(df[k].values.astype('float32')) for k in CONTINUOUS}
  categorical_cols = {
      k: tf.SparseTensor(
          indices=[[i, 0] for i in range(df[k].size)],
          values=df[k].values,
          dense_shape=[df[k].size, 1])
      for k in CATEGORICAL}
  feature_cols = dict(continuous_cols)
  feature_cols.update(categorical_cols)
  return feature_cols, tf.constant(df[LABEL].values)


def main(_):
  model_dir = tempfile.mkdtemp() if not FLAGS.model_dir else FLAGS.model_dir
  df = people()
  m = build_estimator(model_dir)
  m.fit(input_fn=lambda: input_fn(df), steps=FLAGS.train_steps)
  results = m.evaluate(input_fn=lambda: input_fn(df), steps=1)
  for key in sorted(results):
    print("%s: %.4f" % (key, results[key]))
  print('bias', m.get_variable_value('linear/bias_weight').round(4).tolist())


FLAGS = None

if __name__ == "__main__":
  parser = argparse.ArgumentParser()
  parser.add_argument("--model_dir", type=str, default="", help="Base directory for output models.")
  parser.add_argument("--train_steps", type=int, default=50, help="Number of training steps.")
  FLAGS, unparsed = parser.parse_known_args()
  tf.app.run(main=main, argv=[sys.argv[0]] + unparsed)
