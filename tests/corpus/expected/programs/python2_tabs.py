#!/usr/bin/env python2
# -*- coding: latin-1 -*-
# Grüße: a program with tabs, for Python 2
import sys, pickle
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn, layers

class Model(object):
	def __init__(self, rate):
		self.rate = rate

	def __call__(self, features, labels, mode):
		head = learn.regression_head()
		logits = layers.linear(features["x"], head.logits_dimension, weights_initializer=tf.zeros_initializer())
		def train(loss):
			return layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), self.rate, "SGD")
		return head.create_model_fn_ops(features, mode, labels=labels, logits=logits, train_op_fn=train)

def data():
	x = [[float(i) / 4] for i in range(4)]
	return {"x": tf.constant(x)}, tf.constant([[1.0], [2.0], [3.0], [4.0]])

if __name__ == "__main__":
	model = pickle.loads(pickle.dumps(0.1))
	estimator = learn.Estimator(model_fn=Model(model), config=learn.RunConfig(tf_random_seed=1))
	estimator.fit(input_fn=data, steps=50)
	results = estimator.evaluate(input_fn=data, steps=1)
	for key in sorted(results.keys()):
		print(key, "%.4f" % results[key])
	print(u"Gr\xfc\xdfe".encode("ascii", "replace").decode("ascii"))
