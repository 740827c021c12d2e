import pandas as pd
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn.python.learn.learn_io import pandas_io

df = pd.DataFrame({'x1': [0., 1., 2., 3., 4., 5.], 'x2': [5., 4., 3., 2., 1., 0.],
                   'y': [1., 3., 5., 7., 9., 11.]})
FEATURES = ['x1', 'x2']
LABEL = 'y'


def input_fn(data_set, num_epochs=None):
  return pandas_io.pandas_input_fn(
      x=pd.DataFrame({k: data_set[k].values for k in FEATURES}),
      y=pd.Series(data_set[LABEL].values),
      batch_size=6, num_epochs=num_epochs, shuffle=False)


feature_cols = [tf.contrib.layers.real_valued_column(k) for k in FEATURES]
regressor = tf.contrib.learn.DNNRegressor(
    feature_columns=feature_cols, hidden_units=[10, 10],
    config=tf.contrib.learn.RunConfig(tf_random_seed=15))
regressor.fit(input_fn=input_fn(df), steps=80)
ev = regressor.evaluate(input_fn=input_fn(df, num_epochs=1))
print("Loss: {0:.4f}".format(ev["loss"]))
for value in regressor.predict(input_fn=input_fn(df, num_epochs=1)):
  print("%.3f" % value)
