"""Two estimators, each evaluated with a metric of its own."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn, metrics

X = np.random.RandomState(3).randn(40, 2).astype(np.float32)
Y = X.dot([[1.0], [-2.0]]).astype(np.float32)


def input_fn():
    return {"x": tf.constant(X[:30])}, tf.constant(Y[:30])


def test_input_fn():
    return {"x": tf.constant(X[30:])}, tf.constant(Y[30:])


def deep_fn(features, labels, mode):
    hidden = layers.fully_connected(features["x"], 6, activation_fn=tf.tanh, scope="hidden")
    y = layers.fully_connected(hidden, 1, activation_fn=None, scope="y")
    if mode == learn.ModeKeys.INFER:
        return learn.ModelFnOps(mode, {"y": y})
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return learn.ModelFnOps(mode, {"y": y}, loss, train_op)


def wide_fn(features, labels, mode):
    y = layers.fully_connected(features["x"], 1, activation_fn=None, scope="y")
    if mode == learn.ModeKeys.INFER:
        return learn.ModelFnOps(mode, {"y": y})
    loss = tf.losses.absolute_difference(labels, y)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return learn.ModelFnOps(mode, {"y": y}, loss, train_op)


measured = {"error": learn.MetricSpec(metrics.streaming_mean_absolute_error, prediction_key="y")}
squares = {"error": learn.MetricSpec(metrics.streaming_mean_squared_error, prediction_key="y")}

deep = learn.Estimator(deep_fn, config=learn.RunConfig(tf_random_seed=1))
deep.fit(input_fn=input_fn, steps=30)
print(deep.evaluate(input_fn=test_input_fn, steps=1, metrics=measured)["error"])
wide = learn.Estimator(wide_fn, config=learn.RunConfig(tf_random_seed=1))
wide.fit(input_fn=input_fn, steps=30)
print(wide.evaluate(input_fn=test_input_fn, steps=1, metrics=squares)["error"])
