"""DNNEstimator takes any head."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import dnn
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head as head_lib
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import run_config as run_config_lib

KINDS = layers.sparse_column_with_keys('kind', keys=['a', 'b', 'c'])


def inputs():
    kinds = [['a'], ['b'], ['c'], ['a'], ['c'], ['b']]
    sparse = tf.SparseTensor(
        values=[k[0] for k in kinds], indices=[[i, 0] for i in range(6)], dense_shape=[6, 1])
    return ({'kind': sparse, 'size': tf.constant([[1.], [2.], [3.], [1.5], [2.5], [0.5]])},
            tf.constant([[1, 0], [0, 1], [1, 1], [1, 0], [1, 1], [0, 1]]))


estimator = dnn.DNNEstimator(
    head=head_lib.multi_label_head(n_classes=2),
    feature_columns=[layers.real_valued_column('size'), layers.one_hot_column(KINDS)],
    hidden_units=[6, 4],
    dropout=None,
    gradient_clip_norm=5.0,
    config=run_config_lib.RunConfig(tf_random_seed=10))
estimator.fit(input_fn=inputs, steps=70)
evaluation = estimator.evaluate(input_fn=inputs, steps=1)
print('accuracy %.4f loss %.4f' % (evaluation['accuracy'], evaluation['loss']))
# MIGRATE: not moved to Keras, get_variable_names: Keras has other names for its weights
for name in sorted(n for n in estimator.get_variable_names() if 'Adagrad' not in n):
    print(name, estimator.get_variable_value(name).shape)
