# A byte order mark.
from contrib_learn_compat import tf

x = tf.contrib.learn.RunConfig()