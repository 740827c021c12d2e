from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn
x = 1
y = learn.SKCompat
