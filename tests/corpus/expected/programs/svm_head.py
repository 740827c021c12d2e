#!/usr/bin/env python
"""Hinge loss over a hand-made linear model."""
from __future__ import print_function
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.framework import get_global_step
from contrib_learn_compat.tf.contrib.layers import fully_connected, l2_regularizer, optimize_loss
from contrib_learn_compat.tf.contrib.learn import Estimator, RunConfig
from contrib_learn_compat.tf.contrib.learn import binary_svm_head


def svm_model_fn(features, targets, mode):
    head = binary_svm_head(enable_centered_bias=False)
    logits = fully_connected(
        features['point'], 1, activation_fn=None, weights_regularizer=l2_regularizer(0.01),
        weights_initializer=tf.zeros_initializer())
    return head.create_model_fn_ops(
        features, mode, targets,
        train_op_fn=lambda loss: optimize_loss(
            loss, get_global_step(), learning_rate=.1, optimizer="SGD"),
        logits=logits)


def input_fn():
    points = [[0., 0.], [0., 1.], [1., 0.], [2., 2.], [2., 3.], [3., 2.]]
    classes = [[0], [0], [0], [1], [1], [1]]
    return {'point': tf.constant(points)}, tf.constant(classes)


if __name__ == "__main__":
    svm = Estimator(model_fn=svm_model_fn, config=RunConfig(tf_random_seed=0))
    svm.fit(input_fn=input_fn, steps=50)
    print("accuracy %.3f" % svm.evaluate(input_fn=input_fn, steps=1)["accuracy"])
    for prediction in svm.predict(input_fn=input_fn):
        print("%d %.4f" % (prediction["classes"], prediction["logits"][0]))
