"""CSV files through learn.datasets.base, as the first tutorial had them."""
import os
import tempfile

import numpy as np
from contrib_learn_compat import tf

LINES = """6,2,setosa,versicolor
5.1,3.5,0
6.2,2.9,1
4.9,3.1,0
6.6,3.0,1
5.0,3.4,0
5.9,3.0,1
"""
path = os.path.join(tempfile.mkdtemp(), "iris_training.csv")
with open(path, "w") as f:
  f.write(LINES)

training_set = tf.contrib.learn.datasets.base.load_csv_with_header(
    filename=path, target_dtype=np.int32, features_dtype=np.float32)
print(training_set.data.shape, training_set.target.tolist())

feature_columns = [tf.contrib.layers.real_valued_column("", dimension=2)]
classifier = tf.contrib.learn.DNNClassifier(
    feature_columns=feature_columns, hidden_units=[10, 20, 10], n_classes=2,
    model_dir=os.path.join(tempfile.mkdtemp(), "iris_model"),
    config=tf.contrib.learn.RunConfig(tf_random_seed=3))


def get_inputs():
  x = tf.constant(training_set.data)
  y = tf.constant(training_set.target)
  return x, y


classifier.fit(input_fn=get_inputs, steps=100)
print("loss %.4f" % classifier.evaluate(input_fn=get_inputs, steps=1)["loss"])
