#!/usr/bin/env python2
# -*- coding: latin-1 -*-
# Grüße: a program with tabs, for Python 2
import sys, pickle

import keras
import tensorflow as tf


def evaluate(model, dataset, steps=None):
	"""Returns the loss and the metrics of a model, and how many steps it was trained."""
	results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
	return {**results, "global_step": int(model.optimizer.iterations)}


def inputs_of(dataset):
	"""Returns the inputs of a model that takes the features of a dataset."""
	return {
		name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name)
		for name, spec in dataset.element_spec[0].items()
	}


class Model(object):
	def __init__(self, rate):
		self.rate = rate

	def __call__(self, features):
		logits = keras.layers.Dense(1, kernel_initializer="zeros")(features["x"])
		model = keras.Model(features, logits)
		model.compile(optimizer=keras.optimizers.SGD(self.rate), loss=keras.losses.MeanSquaredError())
		return model


def data():
	x = [[float(i) / 4] for i in range(4)]
	return tf.data.Dataset.from_tensors(
		({"x": tf.constant(x)}, tf.constant([[1.0], [2.0], [3.0], [4.0]]))
	).repeat()


if __name__ == "__main__":
	model = pickle.loads(pickle.dumps(0.1))
	keras.utils.set_random_seed(1)
	estimator = Model(model)(inputs_of(data()))
	estimator.fit(data(), steps_per_epoch=50, shuffle=False, verbose=0)
	results = evaluate(estimator, data(), steps=1)
	for key in sorted(results.keys()):
		print(key, "%.4f" % results[key])
	print(u"Gr\xfc\xdfe".encode("ascii", "replace").decode("ascii"))
