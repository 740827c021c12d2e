"""No estimator at all: an autoencoder with layers, a session and a saver."""
from __future__ import print_function

import os
import tempfile

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.layers import fully_connected, xavier_initializer, apply_regularization
from contrib_learn_compat.tf.contrib.layers import l1_regularizer as l1

# MIGRATE: not moved to Keras, program: without an estimator nothing is known to be a model
with tf.Graph().as_default():
    tf.set_random_seed(0)
    X = tf.placeholder(tf.float32, shape=[None, 8], name="X")
    with tf.contrib.framework.arg_scope(
            [fully_connected], weights_initializer=xavier_initializer(uniform=False, seed=2)):
        code = fully_connected(X, 3, activation_fn=tf.nn.sigmoid, scope="code")
        out = fully_connected(code, 8, activation_fn=None, scope="out")
    reconstruction = tf.reduce_mean(tf.square(out - X))
    weights = [v for v in tf.trainable_variables() if v.op.name.endswith("weights")]
    penalty = apply_regularization(l1(0.001), weights_list=weights)
    loss = tf.add_n([reconstruction, penalty])
    training_op = tf.train.AdamOptimizer(0.02).minimize(loss)
    init = tf.global_variables_initializer()
    saver = tf.train.Saver()
    data = np.random.RandomState(5).rand(64, 8)

    with tf.Session() as sess:
        init.run()
        for epoch in range(30):
            sess.run(training_op, feed_dict={X: data})
        print("loss %.5f" % loss.eval(feed_dict={X: data}))
        path = saver.save(sess, os.path.join(tempfile.mkdtemp(), "autoencoder.ckpt"))

    with tf.Session() as sess:
        saver.restore(sess, path)
        print("restored %.5f" % sess.run(loss, {X: data}))
    print([v.name for v in tf.global_variables() if "Adam" not in v.name])
