"""A regression whose train_op_fn adds the regularization, as heads do not."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn


def model_fn(features, labels, mode):
    head = learn.regression_head()
    with tf.contrib.framework.arg_scope(
        [layers.fully_connected],
        weights_regularizer=layers.l2_regularizer(0.02),
        biases_initializer=tf.constant_initializer(0.1),
    ):
        hidden = layers.fully_connected(features["x"], 7, activation_fn=tf.tanh, scope="hidden")
        hidden = layers.dropout(hidden, 0.8, is_training=mode == learn.ModeKeys.TRAIN)
        logits = layers.fully_connected(hidden, 1, activation_fn=None, scope="logits")

    def train_op_fn(loss):
        return layers.optimize_loss(
            loss + tf.losses.get_regularization_loss(), tf.train.get_global_step(), 0.1, "Adagrad"
        )

    return head.create_model_fn_ops(
        features, mode, labels=labels, logits=logits, train_op_fn=train_op_fn
    )


rng = np.random.RandomState(5)
X = {"x": rng.rand(90, 3).astype(np.float32)}
Y = X["x"].dot([1.0, -2.0, 3.0]).astype(np.float32)

estimator = learn.Estimator(model_fn, config=learn.RunConfig(tf_random_seed=6))
estimator.fit(
    input_fn=tf.estimator.inputs.numpy_input_fn(X, Y, batch_size=16, num_epochs=None, shuffle=True),
    steps=100,
)
