"""Poisson regression by LinearEstimator, weighted."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.layers.python.layers import feature_column as fc
from contrib_learn_compat.tf.contrib.learn.python import learn
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head as head_lib
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import linear


def main():
    head = head_lib.poisson_regression_head(weight_column_name='w')
    estimator = linear.LinearEstimator(
        feature_columns=[fc.real_valued_column('x', dimension=2)],
        head=head,
        optimizer=tf.train.GradientDescentOptimizer(0.02),
        config=learn.RunConfig(tf_random_seed=31))

    def input_fn():
        x = np.arange(16, dtype=np.float32).reshape(8, 2) / 16
        y = np.array([1, 1, 2, 2, 3, 4, 5, 6], dtype=np.float32).reshape(8, 1)
        w = np.array([1, 1, 1, 1, 2, 2, 2, 2], dtype=np.float32).reshape(8, 1)
        return {'x': tf.constant(x), 'w': tf.constant(w)}, tf.constant(y)

    estimator.fit(input_fn=input_fn, steps=100)
    print('loss %.5f' % estimator.evaluate(input_fn=input_fn, steps=1)['loss'])
    for p in estimator.predict(input_fn=input_fn):
        print('%.4f' % p['scores'])


if __name__ == '__main__':
    main()
