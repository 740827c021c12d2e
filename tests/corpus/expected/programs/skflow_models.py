"""What skflow programs looked like after the move: learn.models in a model_fn of their own."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn as skflow
from contrib_learn_compat.tf.contrib.learn import models


def my_model(x, y):
    prediction, loss = models.linear_regression(x, y)
    train_op = tf.contrib.layers.optimize_loss(
        loss, tf.contrib.framework.get_global_step(), optimizer='SGD', learning_rate=0.1)
    return prediction, loss, train_op


def inputs():
    x = np.linspace(0, 1, 12).reshape(6, 2).astype(np.float32)
    return tf.constant(x), tf.constant(x.sum(axis=1).reshape(-1, 1))


regressor = skflow.Estimator(model_fn=my_model, config=skflow.RunConfig(tf_random_seed=4))
regressor.fit(input_fn=inputs, steps=50)
for row in regressor.predict(input_fn=inputs):
    print('%.3f' % row[0])
