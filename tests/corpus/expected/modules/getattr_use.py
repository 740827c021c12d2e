from contrib_learn_compat import tf

learn = getattr(tf.contrib, 'learn')
head_lib = getattr(learn, "multi_class_head")


def by_name(name):
    return getattr(tf.contrib.layers, name + '_column')


def maybe():
    return getattr(tf, 'contrib', None) and hasattr(tf.contrib, "learn")
