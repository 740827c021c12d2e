from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn

class A:
	def f(self, x):
		if x:
			return learn.ModeKeys.TRAIN	# tab
		return tf.contrib.learn.ModeKeys.EVAL

class B:
        def g(self):
                return tf.multiply(1, 2) \
                    + tf.contrib.layers.flatten(tf.stack([1]))
