"""Prices of houses in Boston, by a DNNRegressor that takes NumPy arrays through SKCompat."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn
from contrib_learn_compat.tf.contrib.learn import SKCompat


def main(unused):
  # MIGRATE: not moved to Keras, tf.contrib.learn.datasets.load_dataset: its data came with TensorFlow, and keras.datasets.boston_housing has them in another order; read them from a file of your own
  boston = learn.datasets.load_dataset('boston')
  x, y = boston.data, boston.target
  x = (x - x.mean(axis=0)) / x.std(axis=0)
  columns = learn.infer_real_valued_columns_from_input(x)
  regressor = SKCompat(learn.DNNRegressor(
      feature_columns=columns, hidden_units=[10, 10], activation_fn=tf.nn.relu6,
      optimizer=tf.train.ProximalAdagradOptimizer(
          learning_rate=0.1, l1_regularization_strength=0.001),
      config=learn.RunConfig(tf_random_seed=4)))
  regressor.fit(x, y, steps=60, batch_size=len(x))
  predicted = regressor.predict(x)['scores']
  print('predictions: %s' % (predicted.shape,))
  # An epoch is shuffled, so compare roughly what does not depend on the order.
  print('MSE below the variance: %s' % bool(np.mean((predicted - y) ** 2) < np.var(y)))


if __name__ == '__main__':
  tf.app.run(main)
