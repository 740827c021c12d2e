import tensorflow as tf
from tensorflow.contrib import learn

class A:
	def f(self, x):
		if x:
			return learn.ModeKeys.TRAIN	# tab
		return tf.contrib.learn.ModeKeys.EVAL

class B:
        def g(self):
                return tf.mul(1, 2) \
                    + tf.contrib.layers.flatten(tf.pack([1]))
