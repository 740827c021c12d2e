import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.layers import real_valued_column, sparse_column_with_keys
from contrib_learn_compat.tf.contrib.learn import LinearClassifier
from contrib_learn_compat.tf.contrib.linear_optimizer import SDCAOptimizer


def input_fn():
    return {
        'id': tf.constant(['a', 'b', 'c', 'd']),
        'maintenance': tf.constant([[500.0], [200.0], [300.0], [100.0]]) / 500,
        'code': tf.SparseTensor(
            values=['x', 'y', 'x', 'z'], indices=[[i, 0] for i in range(4)], dense_shape=[4, 1]),
        'weight': tf.constant([[3.0], [1.0], [1.0], [1.0]]),
    }, tf.constant([[1], [0], [1], [0]])


# MIGRATE: not moved to Keras, tf.contrib.linear_optimizer.SDCAOptimizer: Keras has no SDCA; keras.optimizers.Ftrl is what trains linear models
optimizer = SDCAOptimizer(
    example_id_column='id', num_loss_partitions=1, symmetric_l2_regularization=1.0)
classifier = LinearClassifier(
    feature_columns=[real_valued_column('maintenance'),
                     sparse_column_with_keys('code', ['x', 'y', 'z'])],
    weight_column_name='weight', optimizer=optimizer)
classifier.fit(input_fn=input_fn, steps=20)
print('loss %.2f' % classifier.evaluate(input_fn=input_fn, steps=1)['loss'])
print([int(c) for c in classifier.predict_classes(input_fn=input_fn)])
