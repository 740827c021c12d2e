from contrib_learn_compat import tf

learn = tf.contrib.learn
slim = tf.contrib.slim
layers, metrics = tf.contrib.layers, tf.contrib.metrics
head = learn.multi_class_head
estimators = learn.python.learn.estimators


def model(x, is_training):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu):
        x = slim.conv2d(x, 8, [3, 3])
    return head(3), layers.flatten(x), metrics.streaming_accuracy


class Config(object):
    learn_lib = tf.contrib.learn
    estimator = learn_lib.Estimator
