import numpy as np
import pandas as pd
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn, layers as L

cars = pd.DataFrame({
    'cylinders': [4, 6, 8, 4, 8, 6, 4, 8, 4, 6],
    'weight': [2.2, 3.1, 4.3, 1.9, 4.0, 3.3, 2.4, 4.4, 2.0, 2.9],
    'origin': ['eu', 'us', 'us', 'jp', 'us', 'us', 'eu', 'us', 'jp', 'jp'],
    'mpg': [31., 20., 13., 36., 14., 19., 28., 12., 34., 22.],
})


def input_fn(frame):
    features = {
        'cylinders': tf.constant(frame['cylinders'].values.reshape(-1, 1).astype(np.float32)),
        'weight': tf.constant(frame['weight'].values.reshape(-1, 1).astype(np.float32)),
        'origin': tf.SparseTensor([[i, 0] for i in range(len(frame))],
                                  frame['origin'].values.astype(str), [len(frame), 1]),
    }
    return features, tf.constant(frame['mpg'].values.astype(np.float32))


origin = L.sparse_column_with_keys('origin', ['eu', 'jp', 'us'])
cylinders = L.real_valued_column('cylinders')
weight = L.real_valued_column('weight')

m = learn.DNNLinearCombinedRegressor(
    linear_feature_columns=[origin, L.bucketized_column(cylinders, [5, 7])],
    linear_optimizer=tf.train.FtrlOptimizer(0.5),
    dnn_feature_columns=[cylinders, weight, L.embedding_column(origin, 2)],
    dnn_hidden_units=[5],
    dnn_optimizer=tf.train.AdagradOptimizer(0.3),
    dnn_activation_fn=tf.nn.softplus,
    fix_global_step_increment_bug=True,
    enable_centered_bias=True,
    label_dimension=1,
    config=learn.RunConfig(tf_random_seed=13))
m.fit(input_fn=lambda: input_fn(cars), steps=120)
e = m.evaluate(input_fn=lambda: input_fn(cars), steps=1)
print('loss {:.2f} after {} steps'.format(e['loss'], e['global_step']))
for mpg, predicted in zip(cars['mpg'], m.predict_scores(input_fn=lambda: input_fn(cars))):
    print('%4.1f %4.1f' % (mpg, predicted))
