"""Wide & deep, with a flag for each kind of model."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.layers import (bucketized_column, crossed_column, embedding_column,
                                       real_valued_column, sparse_column_with_hash_bucket,
                                       sparse_column_with_integerized_feature)

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_string("model_dir", "", "Base directory for output models.")
flags.DEFINE_string("model_type", "wide_n_deep", "wide, deep or wide_n_deep.")
flags.DEFINE_integer("train_steps", 40, "Number of training steps.")


def columns():
  city = sparse_column_with_hash_bucket("city", hash_bucket_size=20)
  weekday = sparse_column_with_integerized_feature("weekday", bucket_size=7)
  temperature = real_valued_column("temperature")
  warm = bucketized_column(temperature, boundaries=[5., 15., 25.])
  wide = [city, weekday, warm, crossed_column([city, weekday], hash_bucket_size=50)]
  deep = [embedding_column(city, dimension=4), embedding_column(weekday, dimension=2), temperature]
  return wide, deep


def build_estimator(model_dir):
  wide, deep = columns()
  config = tf.contrib.learn.RunConfig(tf_random_seed=77)
  if FLAGS.model_type == "wide":
    return tf.contrib.learn.LinearClassifier(
        model_dir=model_dir, feature_columns=wide, config=config)
  elif FLAGS.model_type == "deep":
    return tf.contrib.learn.DNNClassifier(
        model_dir=model_dir, feature_columns=deep, hidden_units=[8, 4], config=config)
  return tf.contrib.learn.DNNLinearCombinedClassifier(
      model_dir=model_dir,
      linear_feature_columns=wide,
      dnn_feature_columns=deep,
      dnn_hidden_units=[8, 4],
      fix_global_step_increment_bug=True,
      config=config)


def input_fn():
  rng = np.random.RandomState(5)
  cities = np.array(["Basel", "Bern", "Chur", "Genf"])[rng.randint(0, 4, 40)]
  weekdays = rng.randint(0, 7, 40).astype(np.int64)
  temperatures = rng.uniform(-5, 30, 40).astype(np.float32)
  labels = ((temperatures > 15) | (weekdays > 4)).astype(np.int32)

  def column(values):
    return tf.SparseTensor(
        indices=[[i, 0] for i in range(40)], values=tf.constant(values), dense_shape=[40, 1])

  features = {
      "city": column(cities), "weekday": column(weekdays), "temperature": tf.constant(temperatures)}
  return features, tf.constant(labels)


def main(_):
  model_dir = FLAGS.model_dir or tempfile.mkdtemp()
  m = build_estimator(model_dir)
  m.fit(input_fn=input_fn, steps=FLAGS.train_steps)
  results = m.evaluate(input_fn=input_fn, steps=1)
  for key in sorted(results):
    print("%s: %.4f" % (key, results[key]))


if __name__ == "__main__":
  tf.app.run(main)
