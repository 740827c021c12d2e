# A byte order mark.
import tensorflow as tf

x = tf.contrib.learn.RunConfig()