"""DynamicRnnEstimator over sequences of one number: a sum that is carried along."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers, learn
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import constants
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import dynamic_rnn_estimator
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import rnn_common

LENGTH = 6


def input_fn():
  rng = np.random.RandomState(1)
  steps = rng.uniform(-1, 1, (16, LENGTH, 1)).astype(np.float32)
  return {'inputs': tf.constant(steps)}, tf.constant(np.cumsum(steps, axis=1)[:, :, 0])


column = layers.real_valued_column('inputs', dimension=1)
estimator = dynamic_rnn_estimator.DynamicRnnEstimator(
    problem_type=constants.ProblemType.LINEAR_REGRESSION,
    prediction_type=rnn_common.PredictionType.MULTIPLE_VALUE,
    num_units=4,
    sequence_feature_columns=[column],
    cell_type='basic_rnn',
    optimizer='Adam',
    learning_rate=0.05,
    config=learn.RunConfig(tf_random_seed=1234))
estimator.fit(input_fn=input_fn, steps=60)
print('loss %.4f' % estimator.evaluate(input_fn=input_fn, steps=1)['loss'])
