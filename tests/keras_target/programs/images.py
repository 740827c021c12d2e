"""A network for images: slim's layers in scopes, tf.layers, and weights by themselves."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers, learn, slim


def model_fn(features, labels, mode):
    is_training = mode == learn.ModeKeys.TRAIN
    x = tf.reshape(features["x"], [-1, 8, 8, 1]) / 255.0
    norm = {"is_training": is_training, "decay": 0.9, "scale": True, "updates_collections": None}
    with slim.arg_scope(
        [slim.conv2d, slim.separable_conv2d],
        padding="SAME",
        normalizer_fn=slim.batch_norm,
        normalizer_params=norm,
        weights_initializer=tf.truncated_normal_initializer(stddev=0.1),
    ):
        with tf.variable_scope("Net", values=[x]):
            x = slim.repeat(x, 2, slim.conv2d, 4, [3, 3], scope="conv1")
            x = slim.max_pool2d(x, [2, 2], scope="pool1")
            x = slim.separable_conv2d(x, 6, [3, 3], 1, scope="sep")
            x = tf.nn.relu(x) + slim.conv2d(x, 6, 1, activation_fn=None, normalizer_fn=None)
            x = slim.avg_pool2d(x, 3, padding="VALID")
            x = slim.flatten(x)
    for i in range(2):
        with tf.variable_scope("tower_%d" % i):  # noqa: UP031
            x = tf.layers.dense(x, 8, activation=tf.nn.elu)
    x = tf.layers.batch_normalization(x, training=is_training)
    w = tf.get_variable("w", [8, 3], initializer=tf.random_normal_initializer(stddev=0.5))
    b = tf.get_variable("b", shape=[3], initializer=tf.zeros_initializer())
    head = learn.multi_class_head(3)
    return head.create_model_fn_ops(
        features,
        mode,
        labels=labels,
        logits=tf.nn.xw_plus_b(x, w, b),
        train_op_fn=lambda loss: layers.optimize_loss(loss, tf.train.get_global_step(), 0.1, "SGD"),
    )


def input_fn():
    rng = np.random.RandomState(0)
    images = rng.uniform(0, 255, (10, 64)).astype(np.float32)
    return {"x": tf.constant(images)}, tf.constant(rng.randint(0, 3, 10))


estimator = learn.Estimator(model_fn, config=learn.RunConfig(tf_random_seed=1))
estimator.fit(input_fn=input_fn, steps=20)
print(sorted(estimator.evaluate(input_fn=input_fn, steps=1)))
print(len(list(estimator.predict(input_fn=input_fn))))
